import pg from "pg";
import postgres from "postgres";
import { OpsError } from "../domain/errors.ts";
import { systemClock } from "../platform/clock.ts";
import { type Database, databaseOver } from "./database.ts";
import { databaseCodeOf, toDatabaseError } from "./database-error.ts";
import { type DatabaseTarget, nameTarget, type ServerAddress, serverAddress } from "./database-target.ts";

export interface DatabaseConnection {
  db: Database;
  /** The node-pg pool beneath `db`. */
  pool: pg.Pool;
  /**
   * Another driver's connection to the same database, opened when first used: for COPY and administration. It must not
   * carry work that has to outlive a restart of the server.
   */
  sql: postgres.Sql;
  target: DatabaseTarget;
  /** What another node-pg pool needs to reach the same database; without the limits on statements. */
  pgPoolConfig(): PoolConfig;
  /** Waits up to 5 s for what still runs, then closes. */
  close(): Promise<void>;
}

type PoolConfig = ServerAddress & {
  application_name: string;
  connectionTimeoutMillis: number;
  query_timeout: number;
};

interface ConnectOptions {
  /** Connections of this process at most; they open when needed. */
  poolSize: number;
  /** As `pg_stat_activity` shows us. */
  applicationName: string;
  /** After which a connection that gives no answer is taken for dead. */
  answerTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 60_000;

/** No statement and no transaction may hold others up for ever. */
const LIMITS_MS = {
  statement_timeout: 60_000,
  lock_timeout: 30_000,
  idle_in_transaction_session_timeout: 60_000,
};

/**
 * A network may swallow everything and close nothing, and then the server's own limits never reach us. Longer than the
 * longest of them.
 */
const ANSWER_TIMEOUT_MS = 65_000;

/** Waits between the attempts to reach a server that may be about to start. */
const RETRY_DELAYS_MS = [100, 300, 700, 1500];

/** Nobody listens yet, a look-up failed for now, or PostgreSQL says that it is starting or full. */
const PASSING = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "EAI_AGAIN", "53300", "57P03"]);

/**
 * Opens a pool and proves that it works.
 * @throws `database_unavailable` when the server is down, does not know the database or refuses the user.
 */
export async function connectDatabase(
  target: DatabaseTarget,
  { poolSize, applicationName, answerTimeoutMs = ANSWER_TIMEOUT_MS }: ConnectOptions,
): Promise<DatabaseConnection> {
  const address = serverAddress(target);
  const config = {
    ...address,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: answerTimeoutMs,
  };
  const pool = new pg.Pool({ ...config, ...LIMITS_MS, max: poolSize, idleTimeoutMillis: IDLE_TIMEOUT_MS });
  surviveLostConnections(pool);
  try {
    await reach(pool);
  } catch (error) {
    await pool.end();
    throw unreachable(error, target);
  }
  const sql = copyConnection(address, applicationName);
  return {
    db: databaseOver(pool),
    pool,
    sql,
    target,
    pgPoolConfig: () => config,
    close: async () => {
      const ended = new AbortController();
      const patience = systemClock.sleep(CLOSE_TIMEOUT_MS, ended.signal);
      await Promise.race([pool.end(), patience]);
      ended.abort();
      // It ends by this abort, or has ended by itself.
      await patience.catch(() => undefined);
      await sql.end({ timeout: CLOSE_TIMEOUT_MS / 1000 });
    },
  };
}

/**
 * A connection that dies while nothing runs on it has nobody to tell, and would end the process. The pool replaces it;
 * the next statement says if it cannot.
 */
export function surviveLostConnections(pool: pg.Pool): void {
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
}

function copyConnection(address: ServerAddress, applicationName: string): postgres.Sql {
  return postgres({
    ...address,
    max: 1,
    idle_timeout: 5,
    connect_timeout: CONNECT_TIMEOUT_MS / 1000,
    connection: { application_name: applicationName },
    onnotice: () => {},
    // Asking for the types at once leaves a rejection unhandled when the server dies meanwhile.
    fetch_types: false,
  });
}

async function reach(pool: pg.Pool): Promise<void> {
  for (const delayMs of RETRY_DELAYS_MS) {
    try {
      await pool.query("select 1");
      return;
    } catch (error) {
      if (!PASSING.has(databaseCodeOf(error) ?? "")) throw error;
    }
    await systemClock.sleep(delayMs);
  }
  await pool.query("select 1");
}

function unreachable(error: unknown, target: DatabaseTarget): unknown {
  const known = toDatabaseError(error);
  if (!(known instanceof OpsError)) return known;
  return new OpsError(known.code, `${known.message} Tried ${nameTarget(target)}.`, {
    facts: { ...known.facts, database: nameTarget(target) },
    cause: known.cause,
  });
}
