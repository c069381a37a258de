import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { timestamp } from "./sql-values.ts";

/** A time by which rows are ordered, where rows without one come last. The index must be on this very expression. */
export const lastIfNull = (time: SQLWrapper): SQL => sql`coalesce(${time}, 'infinity'::timestamptz)`;

/**
 * The same time, but not by its index. Where filters leave few rows these may stand together at the far end of the
 * index, which the planner does not expect and would walk: sorting them is faster.
 */
export const notByIndex = (time: SQLWrapper): SQL => sql`${time} + interval '0'`;

interface Place {
  /** Null is after all times. */
  at: Date | null;
  /** Tells rows of one time apart. */
  id: string;
}

/** Rows whose `(time, id)` comes after a place, or before it: one comparison, which an index on both answers. */
export function beyond(
  { time, id }: { time: SQLWrapper; id: SQLWrapper },
  { place, descending }: { place: Place; descending: boolean },
): SQL {
  const there = sql`(${place.at === null ? sql`'infinity'::timestamptz` : timestamp(place.at)}, ${place.id})`;
  return descending ? sql`(${time}, ${id}) < ${there}` : sql`(${time}, ${id}) > ${there}`;
}
