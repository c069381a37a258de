import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/** drizzle turns off the driver's own conversions, so dates and arrays enter raw SQL through these. */
export const timestamp = (value: Date | null): SQL => sql`${value?.toISOString() ?? null}::timestamptz`;

export const milliseconds = (value: number | null): SQL => sql`${value}::float8 * interval '1 millisecond'`;

export const textArray = (values: readonly string[]): SQL => sql`${sql.param([...values])}::text[]`;

/** However many they are, they are one parameter: a statement has at most 65,535. */
export const isAnyOf = (column: SQLWrapper, values: readonly string[]): SQL =>
  sql`${column} = any(${textArray(values)})`;
