import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import pg from "pg";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { startProxy } from "../../test/support/half-open-proxy.ts";
import { OpsError } from "../domain/errors.ts";
import { connectDatabase } from "./connect.ts";
import { type DatabaseTarget, targetFromUrl } from "./database-target.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

const options = { poolSize: 2, applicationName: "ops-connect-test" };

async function refusal(target: DatabaseTarget): Promise<OpsError> {
  const error = await connectDatabase(target, options).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(OpsError);
  return error;
}

/** A server that answers every start-up packet with one PostgreSQL error. */
function refusingServer({ code, message }: { code: string; message: string }) {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(fields.length + 4);
  let asked = 0;
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket) {
        asked += 1;
        socket.end(Buffer.concat([Buffer.from("E"), length, fields]));
      },
    },
  });
  const url = `postgresql://ops:hunter2@127.0.0.1:${server.port}/shop`;
  return { url, asked: () => asked, [Symbol.dispose]: () => server.stop(true) };
}

test("a database that is down is reported as such, with its address and without the password", async () => {
  const free = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = free;
  free.stop(true);
  const error = await refusal(targetFromUrl(`postgresql://ops:hunter2@127.0.0.1:${port}/shop`));
  expect(error.code).toBe("database_unavailable");
  expect(error.message).toContain(`nothing listens there`);
  expect(error.message).toContain(`database shop at 127.0.0.1:${port}`);
  expect(JSON.stringify(error) + error.message).not.toContain("hunter2");
});

test("a wrong password is reported at once", async () => {
  using server = refusingServer({ code: "28P01", message: 'password authentication failed for user "ops"' });
  const error = await refusal(targetFromUrl(server.url));
  expect(error.code).toBe("database_unavailable");
  expect(error.message).toContain("the password is wrong");
  expect(server.asked()).toBe(1);
});

test("a server that is starting up is asked again", async () => {
  using server = refusingServer({ code: "57P03", message: "the database system is starting up" });
  const error = await refusal(targetFromUrl(server.url));
  expect(error.message).toContain("the server is starting up");
  expect(server.asked()).toBe(5);
});

test("an unknown database and an unknown user are reported by name", async () => {
  const { target } = connection;
  if (target.kind !== "socket") throw new Error("the test server is on a socket");
  const unknown = await refusal({ ...target, database: "nowhere" });
  expect(unknown.message).toContain("the database does not exist");
  expect(unknown.message).toContain(`database nowhere in ${target.folder}`);
  const stranger = await refusal({ ...target, user: "stranger" });
  expect(stranger.message).toContain("the user was refused");
});

test("every connection carries its name and its limits", async () => {
  const { db, close } = await connectDatabase(connection.target, options);
  const [row] = await db.execute(sql`
    select current_setting('application_name') as name, current_setting('statement_timeout') as statement,
      current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle`);
  await close();
  expect(row).toEqual({ name: "ops-connect-test", statement: "1min", lock: "30s", idle: "1min" });
});

test("a connection on which nothing comes any more is given up, and the next one is new", async () => {
  const { target } = connection;
  if (target.kind !== "socket") throw new Error("the test server is on a socket");
  const proxy = await startProxy({ path: `${target.folder}/.s.PGSQL.5432` });
  const url = `postgres://${target.user}@127.0.0.1:${proxy.port}/${target.database}`;
  const { db, close } = await connectDatabase(targetFromUrl(url), { ...options, answerTimeoutMs: 200 });
  const asked = async () => db.execute(sql`select 1 as one`);
  const inTransaction = async () => db.transaction((tx) => tx.execute(sql`select 1 as one`));
  for (const ask of [asked, inTransaction]) {
    proxy.fallSilent();
    await expect(ask()).rejects.toMatchObject({ code: "database_unavailable" });
    proxy.heal("stay dead");
    expect(await ask()).toEqual([{ one: 1 }] as never);
  }
  proxy.stop();
  await close();
});

test("another pool reaches the same database with the given settings", async () => {
  const pool = new pg.Pool(connection.pgPoolConfig());
  const { rows } = await pool.query("select current_database() as name");
  await pool.end();
  const [ours] = await connection.db.execute(sql`select current_database() as name`);
  expect(rows).toEqual([{ name: ours?.name }]);
});

test("a closed connection says that it was closed", async () => {
  const closed = await connectDatabase(connection.target, options);
  await closed.close();
  const error = await closed.db.execute(sql`select 1`).catch((thrown) => thrown);
  expect(error.code).toBe("database_unavailable");
  expect(error.message).toContain("the connection was closed");
});
