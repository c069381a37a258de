import { z } from "zod";

/**
 * A backup is one gzip file of text that `zcat` shows and a person could restore from by hand:
 *
 *     {"format":"ops-backup","version":1,"takenAt":…,"migrations":[…],"auditMonths":[…]}
 *     {"table":"orders","columns":["order_id",…],"identity":{"column":…,"last":41}}
 *     rows as COPY writes them in its text format, one a line
 *     \.
 *     …the next table…
 *     {"end":true,"rows":{"orders":41,…}}
 *
 * Tables come behind those that they point at. A file without its last line is incomplete.
 */
export const BackupHeader = z.object({
  format: z.literal("ops-backup"),
  version: z.literal(1),
  takenAt: z.iso.datetime().transform((text) => new Date(text)),
  migrations: z.array(z.object({ name: z.string(), sha256: z.string() })),
  /** First days of the months for which the audit had a partition: `2026-11-01`. */
  auditMonths: z.array(z.iso.date()),
});
export type BackupHeader = z.infer<typeof BackupHeader>;

export const TableHeader = z.object({
  table: z.string(),
  columns: z.array(z.string()),
  /** The last value handed out, which may be beyond any row's. */
  identity: z.object({ column: z.string(), last: z.number().nullable() }).nullable(),
});
export type TableHeader = z.infer<typeof TableHeader>;

export const BackupEnd = z.object({ end: z.literal(true), rows: z.record(z.string(), z.number()) });
export type BackupEnd = z.infer<typeof BackupEnd>;

/** The line behind a table's last row; COPY escapes a row that reads the same. */
export const END_OF_ROWS = "\\.\n";

/** Rows in a piece of COPY text, where a line feed inside a value is escaped. */
export function countRows(piece: Buffer): number {
  let rows = 0;
  for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) rows += 1;
  return rows;
}

/** For statements that name tables and columns. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const quoteNames = (names: readonly string[]): string => names.map(quoteName).join(", ");
