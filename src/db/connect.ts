import postgres from "postgres";
import { OpsError } from "../domain/errors.ts";
import { systemClock } from "../platform/clock.ts";
import { type Database, databaseOver } from "./database.ts";
import { toDatabaseError } from "./database-error.ts";
import { type DatabaseTarget, nameTarget, type PostgresOptions, postgresOptions } from "./database-target.ts";

export interface DatabaseConnection {
  db: Database;
  /** The pool beneath, for COPY, LISTEN and scripts of several statements. */
  sql: postgres.Sql;
  target: DatabaseTarget;
  /** What a node-pg pool needs to reach the same database (pg-boss, rate limiter). */
  pgPoolConfig(): PostgresOptions & { application_name: string };
  /** Lets running statements end (5 s at most), then closes every connection. */
  close(): Promise<void>;
}

interface ConnectOptions {
  /** Connections of this process at most; they open when needed. */
  poolSize: number;
  /** As `pg_stat_activity` shows us. */
  applicationName: string;
}

/** Waits between the attempts to reach a server that may be about to start. */
const RETRY_DELAYS_MS = [100, 300, 700, 1500];
const CONNECT_TIMEOUT_SECONDS = 10;

/** No statement and no transaction may hold others up for ever. Milliseconds. */
const LIMITS = {
  statement_timeout: 60_000,
  lock_timeout: 30_000,
  idle_in_transaction_session_timeout: 60_000,
};

/** PostgreSQL says that it is starting, or full: it may answer in a moment. */
const PASSING = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EAI_AGAIN",
  "CONNECTION_CLOSED",
  "53300",
  "57P03",
]);

/**
 * Opens a pool and proves that it works.
 * @throws `database_unavailable` when the server is down, does not know the database or refuses the user.
 */
export async function connectDatabase(
  target: DatabaseTarget,
  { poolSize, applicationName }: ConnectOptions,
): Promise<DatabaseConnection> {
  const options = postgresOptions(target);
  const sql = postgres({
    ...options,
    max: poolSize,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    connection: { application_name: applicationName, TimeZone: "UTC", ...LIMITS },
    types: { bigint: BIGINT },
    onnotice: () => {},
  });
  const db = databaseOver(sql);
  const close = () => sql.end({ timeout: 5 });
  try {
    await reach(sql);
  } catch (error) {
    await close();
    throw unreachable(error, target);
  }
  return { db, sql, target, pgPoolConfig: () => ({ ...options, application_name: applicationName }), close };
}

const BIGINT = {
  to: 20,
  from: [20],
  serialize: (value: number | bigint) => String(value),
  parse(text: string): number {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit into a number`);
    return value;
  },
};

async function reach(sql: postgres.Sql): Promise<void> {
  for (const delayMs of RETRY_DELAYS_MS) {
    try {
      return await answer(sql);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && PASSING.has(String(error.code)))) throw error;
    }
    await systemClock.sleep(delayMs);
  }
  await answer(sql);
}

/** A peer that accepts and closes at once makes the driver try for ever, so the whole question has a time limit. */
async function answer(sql: postgres.Sql): Promise<void> {
  const late = new AbortController();
  const timer = systemClock.sleep(CONNECT_TIMEOUT_SECONDS * 1000 + 1000, late.signal).then(
    () => Promise.reject(Object.assign(new Error("no answer"), { code: "CONNECT_TIMEOUT" })),
    () => undefined,
  );
  try {
    await Promise.race([sql`select 1`, timer]);
  } finally {
    late.abort();
  }
}

function unreachable(error: unknown, target: DatabaseTarget): unknown {
  const known = toDatabaseError(error);
  if (!(known instanceof OpsError)) return known;
  return new OpsError(known.code, `${known.message} Tried ${nameTarget(target)}.`, {
    facts: { ...known.facts, database: nameTarget(target) },
    cause: known.cause,
  });
}
