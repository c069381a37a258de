import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/** How many rows of a group are so. */
export const countWhere = (condition: SQLWrapper): SQL<number> =>
  sql<number>`(count(*) filter (where ${condition}))::int`;

/** A text of the first rows of a group, by an order. */
export const firstFew = (text: SQLWrapper, { by, most }: { by: SQL; most: number }): SQL<string[]> =>
  sql<string[]>`(array_agg(${text} order by ${by}))[:${sql.raw(String(most))}]`;
