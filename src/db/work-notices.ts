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
  askEveryMs?: number;
}

/** Nothing is heard on a dead connection, and nothing else tells of its death. */
const ASK_EVERY_MS = 30_000;

/**
 * Hears the notices on a connection of its own until the signal aborts. @throws `database_unavailable` when the
 * connection ends before.
 */
export async function hearWork({
  config,
  onWork,
  signal,
  askEveryMs = ASK_EVERY_MS,
}: Hearing): Promise<void> {
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
  let asking: ReturnType<typeof setTimeout> | undefined;
  const ask = () => {
    asking = setTimeout(() => void client.query("select 1").then(ask, ended.reject), askEveryMs);
  };
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    ask();
    if (!signal.aborted) await ended.promise;
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    clearTimeout(asking);
    signal.removeEventListener("abort", stop);
    await client.end();
  }
}
