import type { PgTransactionConfig } from "drizzle-orm/pg-core";
import pg from "pg";
import { type DatabaseConnection, surviveLostConnections } from "./connect.ts";
import { type Tx, transactionOn } from "./database.ts";

/** One connection on which neither server nor client ends a statement because it takes long, as they do everywhere else. */
export function unhurriedPool({ pgPoolConfig }: Pick<DatabaseConnection, "pgPoolConfig">): pg.Pool {
  const pool = new pg.Pool({ ...pgPoolConfig(), query_timeout: 0, keepAlive: true, max: 1 });
  surviveLostConnections(pool);
  return pool;
}

/** A transaction for work on whole tables, on such a connection. */
export async function longTransaction<T>(
  connection: Pick<DatabaseConnection, "pgPoolConfig">,
  work: (tx: Tx, client: pg.PoolClient) => Promise<T>,
  config?: PgTransactionConfig,
): Promise<T> {
  const pool = unhurriedPool(connection);
  try {
    return await transactionOn(pool, work, config);
  } finally {
    await pool.end();
  }
}
