import initial from "../../drizzle/0001_initial.sql" with { type: "text" };

export interface Migration {
  /** The file's name without `.sql`; their order is the order of application. */
  name: string;
  sql: string;
}

/** Append-only: what is released never changes, for databases remember the hash of what they were given. */
export const MIGRATIONS: readonly Migration[] = [{ name: "0001_initial", sql: initial }];
