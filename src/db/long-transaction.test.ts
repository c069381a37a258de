import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { connectDatabase, type DatabaseConnection } from "./connect.ts";
import { copyOut } from "./copy/copy-out.ts";
import { transactionOn } from "./database.ts";
import { longTransaction } from "./long-transaction.ts";

let known: TestConnection;
let connection: DatabaseConnection;
beforeAll(async () => {
  known = await openTestConnection();
  const options = { poolSize: 1, applicationName: "ops-long-test", answerTimeoutMs: 100 };
  connection = await connectDatabase(known.target, options);
});
afterAll(async () => {
  await connection.close();
  await known.close();
});

const SLOW = "select pg_sleep(0.3)::text as slept";

test("no statement of a long transaction is given up", async () => {
  const slow = await longTransaction(connection, (tx) => tx.execute(sql.raw(SLOW)));
  expect(slow).toEqual([{ slept: "" }] as never);
  const [limit] = await longTransaction(connection, (tx) =>
    tx.execute<{ of: string }>(sql`select current_setting('statement_timeout') as of`),
  );
  expect(limit?.of).toBe("0");
});

test("rows may come for as long as they take", async () => {
  const read = async (client: Parameters<typeof copyOut>[0]) =>
    (await copyOut(client, `copy (${SLOW}) to stdout`).toArray()).join("");
  expect(await longTransaction(connection, (_tx, client) => read(client))).toBe("\n");
  await expect(transactionOn(connection.pool, (_tx, client) => read(client))).rejects.toThrow();
});

test("nor by a limit that is the database's own", async () => {
  const { pathname } = new URL(known.url);
  await known.db.execute(sql.raw(`alter database "${pathname.slice(1)}" set statement_timeout = '100ms'`));
  const slow = await longTransaction(connection, (tx) => tx.execute(sql.raw(SLOW)));
  expect(slow).toEqual([{ slept: "" }] as never);
});
