import { afterAll, beforeAll, expect, test } from "bun:test";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { transactionOn } from "../database.ts";
import { copyIn } from "./copy-in.ts";
import { copyOut } from "./copy-out.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection({ poolSize: 1 });
  await connection.db.execute(
    sql.raw(
      "create table parents (id int primary key); create table numbers (id int primary key, parent int references parents)",
    ),
  );
});
afterAll(() => connection.close());

const answersOn = async () => {
  expect([...(await connection.db.execute(sql`select 1 as works`))]).toEqual([{ works: 1 }]);
};

/** Longer than every buffer on the way. */
const LONG = "copy (select n, repeat('x', 1000) from generate_series(1, 20000) n) to stdout";

async function bytesOf(stream: Readable): Promise<number> {
  let bytes = 0;
  for await (const piece of stream) bytes += piece.length;
  return bytes;
}

test("rows stream out and in, and the client goes on within the transaction", async () => {
  const rows = await transactionOn(connection.pool, async (tx, client) => {
    const bytes = await bytesOf(copyOut(client, LONG));
    expect(bytes).toBe(20_000 * 1002 + 88_894);
    await pipeline(
      Readable.from(["1\t\\N\n", "2\t", "\\N\n"], { objectMode: false }),
      copyIn(client, "copy numbers from stdin"),
    );
    return await tx.execute(sql`select id from numbers order by id`);
  });
  expect([...rows]).toEqual([{ id: 1 }, { id: 2 }]);
  await connection.db.execute(sql`truncate numbers`);
});

test("whoever stops reading in the middle gets his own error, and the pool a new connection", async () => {
  const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error("the disk is full")) });
  const failing = transactionOn(connection.pool, (_tx, client) => pipeline(copyOut(client, LONG), full));
  expect(await failing.catch((error) => error.message)).toBe("the disk is full");
  await answersOn();
});

test("a source that fails in the middle calls the copy off, and nothing stays", async () => {
  async function* source() {
    yield "1\t\\N\n";
    throw new Error("the file is damaged");
  }
  const failing = transactionOn(connection.pool, (_tx, client) =>
    pipeline(Readable.from(source(), { objectMode: false }), copyIn(client, "copy numbers from stdin")),
  );
  expect(await failing.catch((error) => error.message)).toBe("the file is damaged");
  expect(await connection.db.execute(sql`select id from numbers`)).toHaveLength(0);
});

test.each([
  ["at a row", "1\t\\N\n1\t\\N\n", "duplicate key"],
  ["at the end", "1\t77\n", "foreign key"],
  ["before the first row", "not a number\n", "invalid input syntax"],
])("rows that the server refuses %s are an error", async (_when, rows, message) => {
  const failing = transactionOn(connection.pool, (_tx, client) =>
    pipeline(Readable.from([rows], { objectMode: false }), copyIn(client, "copy numbers from stdin")),
  );
  expect(await failing.catch((error) => error.message)).toContain(message);
  await answersOn();
});

test("a statement that the server refuses is an error", async () => {
  const out = transactionOn(connection.pool, (_tx, client) =>
    bytesOf(copyOut(client, "copy nowhere to stdout")),
  );
  expect(await out.catch((error) => error.message)).toContain('"nowhere" does not exist');
  const into = transactionOn(connection.pool, (_tx, client) =>
    pipeline(Readable.from(["1\n"], { objectMode: false }), copyIn(client, "copy nowhere from stdin")),
  );
  expect(await into.catch((error) => error.message)).toContain('"nowhere" does not exist');
  await answersOn();
});

test("a connection that dies in the middle is an error", async () => {
  const failing = transactionOn(connection.pool, async (tx, client) => {
    const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    const stream = copyOut(client, LONG);
    let bytes = 0;
    for await (const piece of stream) {
      if (bytes === 0) await connection.sql`select pg_terminate_backend(${row?.pid ?? 0})`;
      bytes += piece.length;
    }
    return bytes;
  });
  expect(await failing.catch((error) => error.message)).toContain("terminat");
  await answersOn();
});
