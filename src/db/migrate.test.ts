import { afterEach, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { connectTo, openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { migrate, migrationStatus } from "./migrate.ts";
import { MIGRATIONS } from "./migrations.ts";

let open: TestConnection[] = [];
afterEach(async () => {
  await Promise.all(open.map((connection) => connection.close()));
  open = [];
});

/** A database as an external server gives it: without our schema. */
async function emptyDatabase(): Promise<TestConnection> {
  const connection = await openTestConnection();
  open.push(connection);
  await connection.db.execute(sql.raw("drop schema public cascade; create schema public"));
  return connection;
}

const step = (name: string, text: string) => ({ name, sql: text });
const NAMES = MIGRATIONS.map(({ name }) => name);

test("a new database gets every migration once", async () => {
  const connection = await emptyDatabase();
  expect(await migrationStatus(connection)).toEqual({ applied: [], pending: NAMES });
  expect(await migrate(connection)).toEqual({ applied: NAMES });
  expect(await migrate(connection)).toEqual({ applied: [] });
  const { applied, pending } = await migrationStatus(connection);
  expect(applied.map(({ name }) => name)).toEqual(NAMES);
  expect(applied[0]?.appliedAt).toBeInstanceOf(Date);
  expect(pending).toEqual([]);
});

test("twenty processes that migrate at once apply each migration once", async () => {
  const { url } = await emptyDatabase();
  const processes = await Promise.all(Array.from({ length: 20 }, () => connectTo(url)));
  const results = await Promise.all(processes.map((one) => migrate(one)));
  await Promise.all(processes.map((one) => one.close()));
  expect(results.flatMap(({ applied }) => applied)).toEqual(NAMES);
});

test("a later release applies only what is new", async () => {
  const connection = await emptyDatabase();
  await migrate(connection);
  const next = [
    ...MIGRATIONS,
    step("9999_next", "create table next_thing (id int); insert into next_thing values (1)"),
  ];
  expect((await migrationStatus(connection, next)).pending).toEqual(["9999_next"]);
  expect(await migrate(connection, next)).toEqual({ applied: ["9999_next"] });
  expect(await connection.db.execute(sql`select id from next_thing`)).toHaveLength(1);
});

test("a migration that fails leaves nothing behind", async () => {
  const connection = await emptyDatabase();
  const broken = [
    ...MIGRATIONS,
    step("9998_good", "create table good (id int)"),
    step("9999_broken", "select 1/0"),
  ];
  const error = await migrate(connection, broken).catch((thrown) => thrown);
  expect(error.message).toContain("division by zero");
  expect((await migrationStatus(connection)).applied).toEqual([]);
});

test("a database newer than the binary is refused by name", async () => {
  const connection = await emptyDatabase();
  await migrate(connection, [...MIGRATIONS, step("9999_next", "select 1")]);
  const error = await migrate(connection).catch((thrown) => thrown);
  expect(error.code).toBe("database_newer");
  expect(error.message).toContain("9999_next");
});

test("a migration whose text changed after it was applied is refused by name", async () => {
  const connection = await emptyDatabase();
  await migrate(connection, [...MIGRATIONS, step("9999_next", "select 1")]);
  const error = await migrate(connection, [...MIGRATIONS, step("9999_next", "select 2")]).catch(
    (thrown) => thrown,
  );
  expect(error.code).toBe("database_newer");
  expect(error.message).toContain("9999_next had another text");
});

const partitionOf = async ({ db }: TestConnection, at: string) => {
  const rows = await db.execute<{ part: string }>(
    sql`select tableoid::regclass::text as part from api_calls where called_at = ${at}::timestamptz`,
  );
  return rows.map(({ part }) => part);
};

const insertCall = ({ db }: TestConnection, at: string) =>
  db.execute(sql`
    insert into api_calls (service, endpoint, method, url, is_success, attempt, duration_ms, called_at)
    values ('S', 'E', 'GET', 'https://example.com', true, 1, 5, ${at}::timestamptz)`);

test("this month and the next have a partition of the audit", async () => {
  const connection = await emptyDatabase();
  await migrate(connection);
  const rows = await connection.db.execute<{ name: string; this_month: string }>(sql`
    select inhrelid::regclass::text as name, to_char(now() at time zone 'UTC', '"api_calls_"YYYY_MM') as this_month
    from pg_inherits where inhparent = 'api_calls'::regclass order by name`);
  expect(rows.map(({ name }) => name)).toContain(String(rows[0]?.this_month));
  expect(rows).toHaveLength(3);
});

test("rows of a month without a partition wait and move when it is made, by many at once", async () => {
  const connection = await emptyDatabase();
  await migrate(connection);
  for (const at of [
    "2031-03-31T23:59:59.999Z",
    "2031-04-01T00:00:00Z",
    "2031-04-30T23:59:59.999Z",
    "2031-05-01T00:00:00Z",
  ])
    await insertCall(connection, at);
  expect(await partitionOf(connection, "2031-04-01T00:00:00Z")).toEqual(["api_calls_default"]);
  await Promise.all(
    Array.from({ length: 4 }, () =>
      connection.db.execute(sql`select ensure_api_calls_partition('2031-04-15T12:00:00Z')`),
    ),
  );
  expect(await partitionOf(connection, "2031-03-31T23:59:59.999Z")).toEqual(["api_calls_default"]);
  expect(await partitionOf(connection, "2031-04-01T00:00:00Z")).toEqual(["api_calls_2031_04"]);
  expect(await partitionOf(connection, "2031-04-30T23:59:59.999Z")).toEqual(["api_calls_2031_04"]);
  expect(await partitionOf(connection, "2031-05-01T00:00:00Z")).toEqual(["api_calls_default"]);
});
