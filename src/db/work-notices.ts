import { sql } from "drizzle-orm";
import pg from "pg";
import type { Executor } from "./database.ts";
import { toDatabaseError } from "./database-error.ts";

const CHANNEL = "ops_work";

/**
 * Tells every daemon on the database that something may have fallen due, once the transaction is committed. A notice
 * can be lost; whoever waits for one also looks by himself.
 */
export async function announceWork(ex: Executor): Promise<void> {
  await ex.execute(sql`select pg_notify(${CHANNEL}, '')`);
}

interface Hearing {
  /** Of node-postgres. */
  config: pg.ClientConfig;
  onWork(): void;
  signal: AbortSignal;
}

/**
 * Hears the notices on a connection of its own until the signal aborts. @throws `database_unavailable` when the
 * connection ends before.
 */
export async function hearWork({ config, onWork, signal }: Hearing): Promise<void> {
  const client = new pg.Client({ ...config, keepAlive: true });
  const ended = Promise.withResolvers<void>();
  // The loss of a connection is told by its end as well.
  client
    .on("error", ended.reject)
    .on("end", () => ended.reject(new Error("Connection terminated unexpectedly")));
  // It is awaited below; until then its rejection has a listener.
  ended.promise.catch(() => undefined);
  client.on("notification", onWork);
  const stop = () => ended.resolve();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    if (!signal.aborted) await ended.promise;
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    signal.removeEventListener("abort", stop);
    await client.end();
  }
}
