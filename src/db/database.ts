import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import { toDatabaseError } from "./database-error.ts";
import * as schema from "./schema/index.ts";

export type Database = PostgresJsDatabase<typeof schema>;
export type Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];
/** Where a store's statement runs: on its own, or inside the caller's transaction. */
export type Executor = Database | Tx;

/**
 * The query builder over a pool. Builder and raw statements alike give timestamptz as `Date`, bigint as `number` and
 * jsonb parsed once. In raw statements an array goes through `sql.param(array)`, JSON through `jsonText`.
 * Errors are as `toDatabaseError` says.
 */
export function databaseOver(client: postgres.Sql): Database {
  const db = drizzle(client, { schema });
  mapTypes(client);
  return speakPlainly(db);
}

const TIMESTAMPTZ = 1184;
const TEXT = 25;
const VARCHAR = 1043;

/** Drizzle makes the driver hand timestamps through as text, which its own columns undo but raw statements do not. */
function mapTypes({ options }: postgres.Sql): void {
  options.parsers[TIMESTAMPTZ] = (text: string) => new Date(text);
  options.serializers[TIMESTAMPTZ] = (value: Date | string) =>
    value instanceof Date ? value.toISOString() : value;
  // PostgreSQL text cannot hold U+0000, and what customers type can.
  for (const type of [TEXT, VARCHAR])
    options.serializers[type] = (value: unknown) => String(value).replaceAll("\u0000", "\uFFFD");
}

/** Translates the errors of every statement and transaction, at any depth of nesting. */
function speakPlainly<T extends Executor>(db: T): T {
  const { session } = db._;
  const prepareQuery = session.prepareQuery.bind(session);
  session.prepareQuery = (...args) => {
    const prepared = prepareQuery(...args);
    const execute = prepared.execute.bind(prepared);
    prepared.execute = async (values) => {
      try {
        return await execute(values);
      } catch (error) {
        throw toDatabaseError(error);
      }
    };
    return prepared;
  };
  const transaction: Database["transaction"] = db.transaction.bind(db);
  db.transaction = async (work: (tx: Tx) => Promise<never>, ...config: unknown[]) => {
    try {
      return await transaction((tx) => work(speakPlainly(tx)), ...(config as []));
    } catch (error) {
      throw toDatabaseError(error);
    }
  };
  return db;
}
