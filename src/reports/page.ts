import { OpsError } from "../domain/errors.ts";

/** Which part of a long list is asked for. */
export interface PageRequest {
  /** Rows at most: 50 when absent, never more than 1,000. */
  limit?: number;
  /** The `next` of the page before; the first page when absent. */
  after?: string | null;
}

/**
 * Where a page ended: the time that its list is ordered by, and the id that tells rows of one time apart. Whole
 * milliseconds are exact here, for everything that we write comes from a `Date`.
 */
export interface Place {
  at: Date | null;
  id: string;
}

const DEFAULT_LIMIT = 50;
export const MOST_ROWS = 1000;

/** @throws `bad_argument` */
export function limitOf({ limit = DEFAULT_LIMIT }: PageRequest): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_ROWS) return limit;
  throw new OpsError("bad_argument", `A page has 1 to ${MOST_ROWS} rows, not ${limit}.`, {
    facts: { limit },
  });
}

/** The place that a page starts after; null for the first. @throws `bad_argument` */
export function placeOf({ after }: PageRequest): Place | null {
  if (after === undefined || after === null) return null;
  const [, ms, id] = /^(-?\d{0,16})~(.+)$/s.exec(after) ?? [];
  if (ms !== undefined && id !== undefined) return { at: ms === "" ? null : new Date(Number(ms)), id };
  throw new OpsError("bad_argument", `${JSON.stringify(after)} is not where a page ended.`, {
    hint: "Take the value `next` of the page before, or leave it out for the first page.",
  });
}

/** Cuts the row that was read beyond the limit, which tells whether there is a next page. */
export function cutPage<Row>(
  rows: Row[],
  { limit, place }: { limit: number; place: (row: Row) => Place },
): { rows: Row[]; next: string | null } {
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { rows, next: null };
  const { at, id } = place(last);
  return { rows: rows.slice(0, limit), next: `${at?.getTime() ?? ""}~${id}` };
}
