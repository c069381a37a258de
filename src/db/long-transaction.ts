import { sql } from "drizzle-orm";
import type { PgTransactionConfig } from "drizzle-orm/pg-core";
import pg from "pg";
import { type DatabaseConnection, surviveLostConnections } from "./connect.ts";
import { type Tx, transactionOn } from "./database.ts";

/** One connection without the limits that we set everywhere else for statements that take long. */
export function unhurriedPool({ pgPoolConfig }: Pick<DatabaseConnection, "pgPoolConfig">): pg.Pool {
  const pool = new pg.Pool({ ...pgPoolConfig(), query_timeout: 0, keepAlive: true, max: 1 });
  surviveLostConnections(pool);
  return pool;
}

/** Limits that whoever runs the server may have set for a role or a database. */
const WITHOUT_LIMITS = sql`select set_config(name, '0', true) from pg_settings where name in
  ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`;

/** A transaction for work on whole tables: neither server nor client ends it because it takes long. */
export async function longTransaction<T>(
  connection: Pick<DatabaseConnection, "pgPoolConfig">,
  work: (tx: Tx, client: pg.PoolClient) => Promise<T>,
  config?: PgTransactionConfig,
): Promise<T> {
  const pool = unhurriedPool(connection);
  try {
    return await transactionOn(
      pool,
      async (tx, client) => {
        await tx.execute(WITHOUT_LIMITS);
        return await work(tx, client);
      },
      config,
    );
  } finally {
    await pool.end();
  }
}
