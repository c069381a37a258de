import { afterAll, beforeAll, expect, test } from "bun:test";
import { eq, sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { OpsError } from "../domain/errors.ts";
import type { Tx } from "./database.ts";
import { isUniqueViolation } from "./database-error.ts";
import { jsonText } from "./json-text.ts";
import { marketplaceFacts, rateBudgets } from "./schema/index.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

const at = new Date("2026-03-01T10:20:30.456Z");
const fact = (name: string, value: unknown) => ({ connection: "c", name, value, fetchedAt: at });

test("raw statements answer dates, numbers and JSON as such", async () => {
  const rows = await connection.db.execute(sql`
    select ${at}::timestamptz as instant, 9007199254740991::bigint as big, count(*) as count, '{"a":["1"]}'::jsonb as json,
      '"12"'::jsonb as text_in_json, date '2026-03-01' as day, array[1, 2]::bigint[] as bigs,
      array[${at}::timestamptz] as instants, ${sql.param(["a", "b\u0000"])}::text[] as texts
    from orders`);
  expect([...rows]).toEqual([
    {
      instant: at,
      big: 9007199254740991,
      count: 0,
      json: { a: ["1"] },
      text_in_json: "12",
      day: "2026-03-01",
      bigs: [1, 2],
      instants: [at],
      texts: ["a", "b\uFFFD"],
    },
  ]);
  expect(rows.rows).toBe(rows);
});

test("a bigint beyond what a number holds is an error, not a rounded number", async () => {
  const error = await connection.db.execute(sql`select 9007199254740993::bigint`).catch((thrown) => thrown);
  expect(error.message).toBe("bigint 9007199254740993 does not fit into a number");
});

test.each([
  ["text", "12"],
  ["a number", 12],
  ["true", true],
  ["text that looks like JSON", '{"a":1}'],
  ["an object", { a: [1, { b: "é😀\n" }] }],
])("jsonb comes back as it went in, encoded once: %s", async (name, value) => {
  const { db } = connection;
  await db.insert(marketplaceFacts).values(fact(name, value));
  const [read] = await db.select().from(marketplaceFacts).where(eq(marketplaceFacts.name, name));
  const [stored] = await db.execute(
    sql`select value::text, value = ${jsonText(value)}::jsonb as same from marketplace_facts where name = ${name}`,
  );
  expect(read).toEqual(fact(name, value));
  expect(JSON.parse(String(stored?.value))).toEqual(value);
  expect(stored?.same).toBe(true);
});

test("what PostgreSQL cannot store becomes the replacement character, in text and in JSON", async () => {
  const { db } = connection;
  await db
    .insert(marketplaceFacts)
    .values(fact("nul\u0000", { "k\u0000": ["a\u0000b", "half \ud83d", "\\u0000"] }));
  const [read] = await db.select().from(marketplaceFacts).where(eq(marketplaceFacts.name, "nul\uFFFD"));
  expect(read?.value).toEqual({ "k\uFFFD": ["a\uFFFDb", "half \uFFFD", "\\u0000"] });
});

test("arrays of instants come back as dates", async () => {
  await connection.db.insert(rateBudgets).values({ budget: "b", taken: [at], exhaustedUntil: null });
  const [read] = await connection.db.select().from(rateBudgets);
  expect(read).toEqual({ budget: "b", taken: [at], exhaustedUntil: null });
});

test("a statement's error is PostgreSQL's own and does not repeat the values", async () => {
  const { db } = connection;
  await db.insert(marketplaceFacts).values(fact("secret-name", 1));
  const error = await db
    .insert(marketplaceFacts)
    .values(fact("secret-name", 1))
    .catch((thrown) => thrown);
  expect(isUniqueViolation(error)).toBe(true);
  expect(isUniqueViolation(error, "marketplace_facts_pkey")).toBe(true);
  expect(isUniqueViolation(error, "another_key")).toBe(false);
  expect(String(error)).not.toContain("secret-name");
});

test("what is asked at once inside a transaction runs in turn", async () => {
  const seen = await connection.db.transaction((tx) =>
    Promise.all(
      [1, 2, 3].map(async (n) => (await tx.execute(sql`select ${n}::int as n, pg_backend_pid() as pid`))[0]),
    ),
  );
  expect(seen.map((row) => row?.n)).toEqual([1, 2, 3]);
  expect(new Set(seen.map((row) => row?.pid)).size).toBe(1);
});

test("an inner transaction that fails takes back its own changes only", async () => {
  const { db } = connection;
  await db.transaction(async (tx) => {
    await tx.insert(marketplaceFacts).values(fact("outer", 1));
    const inner = tx.transaction(async (nested) => {
      await nested.insert(marketplaceFacts).values(fact("inner", 1));
      await nested.insert(marketplaceFacts).values(fact("outer", 2));
    });
    expect(isUniqueViolation(await inner.catch((thrown) => thrown))).toBe(true);
  });
  const rows = await db.execute(sql`select name from marketplace_facts where name in ('outer', 'inner')`);
  expect([...rows]).toEqual([{ name: "outer" }]);
});

const endOwnConnection = (tx: Tx) => tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`);

test("a connection that dies inside a transaction is an error, and the next statement works", async () => {
  const { db } = connection;
  const error = await db.transaction(endOwnConnection).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(OpsError);
  expect(error.code).toBe("database_unavailable");
  expect([...(await db.execute(sql`select 1 as works`))]).toEqual([{ works: 1 }]);
});

test("nothing of a transaction runs after its connection died, not even when the work goes on", async () => {
  const { db } = connection;
  const error = await db
    .transaction(async (tx) => {
      // The work goes on regardless.
      await endOwnConnection(tx).catch(() => undefined);
      await tx.insert(marketplaceFacts).values(fact("after death", 1));
    })
    .catch((thrown) => thrown);
  expect(error.code).toBe("database_unavailable");
  const rows = await db.execute(sql`select 1 from marketplace_facts where name = 'after death'`);
  expect(rows).toHaveLength(0);
});

test("connections that die while nobody uses them are replaced", async () => {
  const { db, pool } = connection;
  await Promise.all([db.execute(sql`select pg_sleep(0.01)`), db.execute(sql`select pg_sleep(0.01)`)]);
  const gone = Promise.withResolvers<void>();
  pool.on("remove", () => pool.totalCount === 0 && gone.resolve());
  await connection.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`;
  await gone.promise;
  expect([...(await db.execute(sql`select 1 as works`))]).toEqual([{ works: 1 }]);
});

test("a statement sent to a transaction that is over is refused", async () => {
  let kept: Tx | undefined;
  await connection.db.transaction(async (tx) => {
    kept = tx;
  });
  const error = await kept?.execute(sql`select 1`).catch((thrown) => thrown);
  expect(error.message).toContain("a transaction that is over");
});

test("a transaction that fails throws what failed in it", async () => {
  const failing = connection.db.transaction(async (tx) => {
    await tx.execute(sql`select 1`);
    throw new OpsError("not_shippable", "no");
  });
  expect(await failing.catch((thrown) => thrown.code)).toBe("not_shippable");
});
