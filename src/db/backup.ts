import { randomUUID } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { sql } from "drizzle-orm";
import type pg from "pg";
import { OpsError } from "../domain/errors.ts";
import { storageError } from "../platform/files.ts";
import type { DatabaseConnection } from "./connect.ts";
import {
  type BackupEnd,
  type BackupHeader,
  countRows,
  END_OF_ROWS,
  quoteName,
  quoteNames,
  type TableHeader,
} from "./copy/backup-format.ts";
import { copyOut } from "./copy/copy-out.ts";
import { type CataloguedTable, catalogueTables } from "./copy/table-catalogue.ts";
import type { Tx } from "./database.ts";
import { toDatabaseError } from "./database-error.ts";
import { longTransaction } from "./long-transaction.ts";
import { migrationStatus } from "./migrate.ts";

export interface BackupReport {
  file: string;
  bytes: number;
  /** By table. */
  rows: Record<string, number>;
}

interface BackupOrder {
  /** Where to; must not exist yet. It will hold customer data: only its owner may read it. */
  file: string;
  at: Date;
}

/**
 * Writes every row of every table into one file, as they were at one moment; work goes on meanwhile. What pg-boss keeps
 * is left out: it follows from the tables. The file is there whole or not at all.
 * @throws `bad_argument` when the file exists, `storage_unavailable`, `database_unavailable`
 */
export async function backupDatabase(
  connection: DatabaseConnection,
  { file, at }: BackupOrder,
): Promise<BackupReport> {
  if (existsSync(file))
    throw new OpsError("bad_argument", `${file} is there already.`, {
      hint: "Name a file that is not there yet: nothing is overwritten by a backup.",
    });
  const { applied } = await migrationStatus(connection);
  const migrations = applied.map(({ name, sha256 }) => ({ name, sha256 }));
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const rows = await longTransaction(
      connection,
      async (tx, client) => {
        const content = { tx, client, header: { at, migrations }, rows: {} };
        await writeWhole(file, linesOf(content));
        return content.rows;
      },
      { isolationLevel: "repeatable read", accessMode: "read only" },
    );
    const { size } = await stat(file);
    return { file, bytes: size, rows };
  } catch (error) {
    throw storageError(toDatabaseError(error), file);
  }
}

/** Under a name of its own until it is complete and on the disk. */
async function writeWhole(file: string, content: AsyncIterable<Buffer>): Promise<void> {
  const partial = `${file}.${randomUUID()}.partial`;
  const target = createWriteStream(partial, { flags: "wx", mode: 0o600, flush: true });
  try {
    await pipeline(Readable.from(content, { objectMode: false }), createGzip(), target);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await rename(partial, file);
}

interface Content {
  tx: Tx;
  client: pg.PoolClient;
  header: { at: Date; migrations: BackupHeader["migrations"] };
  /** Counts as it goes. */
  rows: Record<string, number>;
}

async function* linesOf({ tx, client, header, rows }: Content): AsyncGenerator<Buffer> {
  const tables = await catalogueTables(tx);
  const { at, migrations } = header;
  yield line({
    format: "ops-backup",
    version: 1,
    takenAt: at.toISOString(),
    migrations,
    auditMonths: await auditMonths(tx),
  });
  for (const table of tables) {
    yield line(await headerOf(tx, table));
    let count = 0;
    for await (const piece of copyOut(client, copyStatement(table))) {
      count += countRows(piece);
      yield piece;
    }
    yield Buffer.from(END_OF_ROWS);
    rows[table.name] = count;
  }
  yield line({ end: true, rows } satisfies BackupEnd);
}

const line = (value: Record<string, unknown>): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);

/** COPY itself reads no partitioned table. */
const copyStatement = ({ name, columns }: CataloguedTable): string =>
  `copy (select ${quoteNames(columns)} from ${quoteName(name)}) to stdout`;

async function headerOf(tx: Tx, { name, columns, identity }: CataloguedTable): Promise<TableHeader> {
  if (identity === null) return { table: name, columns, identity };
  const [row] = await tx.execute<{ last: number | null }>(
    sql`select pg_sequence_last_value(${identity.sequence}::regclass) as last`,
  );
  return { table: name, columns, identity: { column: identity.column, last: row?.last ?? null } };
}

async function auditMonths(tx: Tx): Promise<string[]> {
  const rows = await tx.execute<{ month: string }>(sql`
    select to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM') as month from pg_inherits
    where inhparent = 'api_calls'::regclass and inhrelid <> 'api_calls_default'::regclass order by month`);
  return rows.map(({ month }) => month);
}
