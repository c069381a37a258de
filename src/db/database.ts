import {
  createTableRelationsHelpers,
  type ExtractTablesWithRelations,
  extractTablesRelationalConfig,
} from "drizzle-orm";
import { NodePgSession } from "drizzle-orm/node-postgres";
import {
  PgDatabase,
  PgDialect,
  type PgPreparedQuery,
  type PgQueryResultHKT,
  type PgSession,
  type PgTransaction,
  type PgTransactionConfig,
  type PreparedQueryConfig,
} from "drizzle-orm/pg-core";
import type pg from "pg";
import { toDatabaseError } from "./database-error.ts";
import * as schema from "./schema/index.ts";
import { type Rows, StatementRunner, TransactionRunner } from "./statement-runner.ts";

type Schema = typeof schema;
type Tables = ExtractTablesWithRelations<Schema>;

/** Raw statements answer their rows. */
interface RowsResult extends PgQueryResultHKT {
  type: Rows<this["row"]>;
}

export type Database = PgDatabase<RowsResult, Schema, Tables>;
export type Tx = PgTransaction<RowsResult, Schema, Tables>;
/** Where a store's statement runs: on its own, or inside the caller's transaction. */
export type Executor = Database | Tx;

const { tables, tableNamesMap } = extractTablesRelationalConfig<Tables>(schema, createTableRelationsHelpers);
const TABLES = { fullSchema: schema, schema: tables, tableNamesMap };
const DIALECT = new PgDialect();

/**
 * The query builder over a pool. Builder and raw statements alike give timestamptz as `Date`, bigint as `number` and
 * jsonb parsed once. In raw statements an array goes through `sql.param(array)` and JSON through `jsonText`.
 * Errors are as `toDatabaseError` says.
 */
export function databaseOver(pool: pg.Pool): Database {
  const db: Database = new PgDatabase(DIALECT, sessionOver(new StatementRunner(pool)), TABLES);
  db.transaction = (work, config) => transactionOn(pool, work, config);
  return db;
}

/**
 * `db.transaction`, with the client at hand for what the query builder cannot do. When the work fails and the rollback
 * too, it is the work's error that is thrown.
 */
export async function transactionOn<T>(
  pool: pg.Pool,
  work: (tx: Tx, client: pg.PoolClient) => Promise<T>,
  config?: PgTransactionConfig,
): Promise<T> {
  const client = await pool.connect().catch((error) => Promise.reject(toDatabaseError(error)));
  const runner = new TransactionRunner(client);
  const failures: unknown[] = [];
  try {
    return await sessionOver(runner).transaction(async (tx) => {
      try {
        return await work(tx, client);
      } catch (error) {
        failures.push(error);
        throw error;
      }
    }, config);
  } catch (error) {
    throw failures.length > 0 ? failures[0] : error;
  } finally {
    runner.end();
    client.release(runner.isLost);
  }
}

/** Drizzle's own session, over a runner in place of a client; the runner's answers are what `RowsResult` says. */
const sessionOver = (runner: StatementRunner) =>
  new PlainSession(runner as unknown as pg.PoolClient, DIALECT, TABLES) as unknown as PgSession<
    RowsResult,
    Schema,
    Tables
  >;

/** Takes drizzle's wrapper off the errors again. */
class PlainSession extends NodePgSession<Schema, Tables> {
  override prepareQuery<T extends PreparedQueryConfig>(
    ...query: Parameters<NodePgSession<Schema, Tables>["prepareQuery"]>
  ): PgPreparedQuery<T> {
    const prepared = super.prepareQuery<T>(...query);
    const execute = prepared.execute.bind(prepared);
    prepared.execute = (values) => execute(values).catch((error) => Promise.reject(toDatabaseError(error)));
    return prepared;
  }
}
