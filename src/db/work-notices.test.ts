import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { startProxy } from "../../test/support/half-open-proxy.ts";
import { announceWork, hearWork } from "./work-notices.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

/** Somebody who hears, once the database knows of it. */
async function hear(more: Partial<Parameters<typeof hearWork>[0]["config"]> & { askEveryMs?: number } = {}) {
  const { askEveryMs, ...config } = more;
  const stopping = new AbortController();
  const heard = Promise.withResolvers<void>();
  let count = 0;
  const over = hearWork({
    config: { ...connection.pgPoolConfig(), application_name: "hears", ...config },
    ...(askEveryMs === undefined ? {} : { askEveryMs }),
    signal: stopping.signal,
    onWork: () => {
      count++;
      heard.resolve();
    },
  });
  const listening = sql`select pid from pg_stat_activity where application_name = 'hears' and state = 'idle'
    and query like 'listen%'`;
  while ((await connection.db.execute(listening)).length === 0);
  return { heard: heard.promise, over, stop: () => stopping.abort(), count: () => count };
}

test("work that is announced is heard when its transaction is committed, and not when it is rolled back", async () => {
  const { heard, over, stop, count } = await hear();
  const undone = new Error("undone");
  await connection.db
    .transaction(async (tx) => {
      await announceWork(tx);
      throw undone;
    })
    .catch((error) => expect(error).toBe(undone));
  await connection.db.transaction((tx) => announceWork(tx));
  await heard;
  expect(count()).toBe(1);
  stop();
  await over;
});

test("a connection that is lost is told of", async () => {
  const { over } = await hear();
  await connection.db.execute(
    sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hears'`,
  );
  await expect(over).rejects.toMatchObject({ code: "database_unavailable" });
});

test("a connection on which nothing comes any more is told of", async () => {
  const { target } = connection;
  if (target.kind !== "socket") throw new Error("the test server is on a socket");
  const proxy = await startProxy({ path: `${target.folder}/.s.PGSQL.5432` });
  const { over } = await hear({ host: "127.0.0.1", port: proxy.port, query_timeout: 300, askEveryMs: 50 });
  proxy.fallSilent();
  await expect(over).rejects.toMatchObject({ code: "database_unavailable" });
  proxy.stop();
});

test("a database that accepts connections and never answers is told of", async () => {
  const proxy = await startProxy({ host: "127.0.0.1", port: 1 });
  proxy.fallSilent();
  const { signal } = new AbortController();
  const config = { host: "127.0.0.1", port: proxy.port, connectionTimeoutMillis: 100 };
  await expect(hearWork({ config, signal, onWork() {} })).rejects.toMatchObject({
    code: "database_unavailable",
  });
  proxy.stop();
});

test("a database that is not there is told of", async () => {
  const config = { ...connection.pgPoolConfig(), host: "127.0.0.1", port: 1 };
  const { signal } = new AbortController();
  await expect(hearWork({ config, signal, onWork() {} })).rejects.toMatchObject({
    code: "database_unavailable",
  });
});
