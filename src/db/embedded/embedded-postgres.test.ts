// Long because each case is a way in which a process or its server dies, and all share how one is opened elsewhere.
import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { TEST_CACHE } from "../../../test/support/database.ts";
import { guardedFolder } from "../../../test/support/guarded-folder.ts";
import { TEST_LIMIT_MS } from "../../../test/support/test-limit.ts";
import { systemClock } from "../../platform/clock.ts";
import { type EmbeddedPostgres, openEmbeddedPostgres } from "./embedded-postgres.ts";

const OPENER = join(import.meta.dir, "../../../test/support/embedded-opener.ts");

setDefaultTimeout(TEST_LIMIT_MS);

const opened: EmbeddedPostgres[] = [];
const openers: Opener[] = [];

async function open(dataDir: string, { durable = false } = {}): Promise<EmbeddedPostgres> {
  const server = await openEmbeddedPostgres({ dataDir, cacheDir: TEST_CACHE, clock: systemClock, durable });
  opened.push(server);
  return server;
}

interface Opener {
  /** The server's URL, once this process has it. */
  url: Promise<string>;
  /** Lets it go, and answers whether it ended well. */
  release(): Promise<boolean>;
  kill(): Promise<void>;
}

/** Another process that opens the same server. */
function openElsewhere(dataDir: string, ...flags: "throw-away"[]): Opener {
  const child = Bun.spawn([process.execPath, OPENER, dataDir, ...flags], {
    stdin: "pipe",
    stderr: "inherit",
  });
  const lines = readLines(child.stdout);
  const opener: Opener = {
    url: lines.next().then(({ value }) => value ?? ""),
    release: async () => {
      await child.stdin.end();
      return (await child.exited) === 0;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
  openers.push(opener);
  return opener;
}

async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  let text = "";
  for await (const chunk of stream) {
    text += new TextDecoder().decode(chunk);
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    yield* lines;
  }
}

/** Looks again and again, as fast as it can, for states that last a few milliseconds. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await systemClock.sleep(1);
}

const recordOf = (dataDir: string) => join(dataDir, "cluster/postmaster.pid");
const pidOf = (dataDir: string) => Number.parseInt(readFileSync(recordOf(dataDir), "utf8"), 10);
const isAlive = (pid: number) => existsSync(`/proc/${pid}/exe`);

/** Its connections end before their server does, or with it; both are what the tests are about. */
function connect(socketDir: string): pg.Pool {
  return new pg.Pool({ host: socketDir, user: "ops", database: "ops", max: 1 }).on("error", () => {});
}

async function answers(server: { socketDir: string }): Promise<boolean> {
  const pool = connect(server.socketDir);
  return await pool
    .query("select 1")
    .then(
      () => true,
      () => false,
    )
    .finally(() => pool.end());
}

afterEach(async () => {
  await Promise.all(openers.splice(0).map((opener) => opener.kill()));
  await Promise.all(opened.splice(0).map((server) => server.release()));
});

describe("the embedded server", () => {
  test("is shared by twenty processes that open it at once, and stopped by the last to leave", async () => {
    const dataDir = guardedFolder();
    const processes = Array.from({ length: 20 }, () => openElsewhere(dataDir));
    const urls = await Promise.all(processes.map(({ url }) => url));
    expect(new Set(urls).size).toBe(1);
    const pid = pidOf(dataDir);

    const [last, ...others] = processes as [Opener, ...Opener[]];
    expect(await Promise.all(others.map((opener) => opener.release()))).not.toContain(false);
    expect(isAlive(pid)).toBe(true);
    expect(await last.release()).toBe(true);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(recordOf(dataDir))).toBe(false);
  });

  test("left behind by a killed process is adopted by the next, and stopped when that one leaves", async () => {
    const dataDir = guardedFolder();
    const killed = openElsewhere(dataDir);
    await killed.url;
    const pid = pidOf(dataDir);
    await killed.kill();
    expect(isAlive(pid)).toBe(true);

    const server = await open(dataDir);
    expect(pidOf(dataDir)).toBe(pid);
    expect(await answers(server)).toBe(true);
    await server.release();
    expect(isAlive(pid)).toBe(false);
  });

  test("comes up after its opener was killed while the data folder was being made", async () => {
    const dataDir = guardedFolder();
    const killed = openElsewhere(dataDir);
    await until(() => readdirSync(dataDir).some((name) => name.startsWith("cluster.partial")));
    await killed.kill();
    expect(existsSync(join(dataDir, "cluster"))).toBe(false);

    expect(await answers(await open(dataDir))).toBe(true);
  });

  test("comes up after its opener was killed while the server was starting", async () => {
    const dataDir = guardedFolder();
    const killed = openElsewhere(dataDir);
    await until(() => existsSync(recordOf(dataDir)));
    await killed.kill();

    expect(await answers(await open(dataDir))).toBe(true);
  });

  test("comes up again after the last to leave was killed while stopping it", async () => {
    const dataDir = guardedFolder();
    const killed = openElsewhere(dataDir);
    await killed.url;
    const stopping = killed.release();
    await until(
      () => !existsSync(recordOf(dataDir)) || readFileSync(recordOf(dataDir), "utf8").includes("stopping"),
    );
    await killed.kill();
    await stopping;

    expect(await answers(await open(dataDir))).toBe(true);
  });

  test("is started again at the same address when it is killed under its users", async () => {
    const dataDir = guardedFolder();
    const server = await open(dataDir);
    const pid = pidOf(dataDir);
    process.kill(pid, "SIGKILL");

    await until(() => answers(server));
    expect(pidOf(dataDir)).not.toBe(pid);
  });

  test("starts again although a session of the killed one is still at work", async () => {
    const dataDir = guardedFolder();
    const killed = openElsewhere(dataDir);
    await killed.url;
    const [busy, watcher] = [connect(join(dataDir, "cluster")), connect(join(dataDir, "cluster"))];
    const endless = busy.query("do $$ begin loop null; end loop; end $$").catch((error: Error) => error);
    await until(async () => {
      const { rowCount } = await watcher.query("select from pg_stat_activity where query like 'do %'");
      return rowCount === 1;
    });
    await watcher.end();
    await killed.kill();
    process.kill(pidOf(dataDir), "SIGKILL");

    expect(await answers(await open(dataDir))).toBe(true);
    expect(await endless).toBeInstanceOf(Error);
    await busy.end();
  });

  test("starts although its old pid belongs to another program by now", async () => {
    const dataDir = guardedFolder();
    await (await open(dataDir)).release();
    const stale = `${process.pid}\n/proc/self/cwd\n1\n5432\n.\n\n`;
    writeFileSync(recordOf(dataDir), stale);
    writeFileSync(join(dataDir, "cluster/.s.PGSQL.5432.lock"), stale);

    expect(await answers(await open(dataDir))).toBe(true);
    expect(pidOf(dataDir)).not.toBe(process.pid);
  });

  test("that does not answer is waited for, and whoever waits is told", async () => {
    const dataDir = guardedFolder();
    await open(dataDir);
    const told: string[] = [];
    process.kill(pidOf(dataDir), "SIGSTOP");
    const log = (message: string) => told.push(message);
    const second = openEmbeddedPostgres({ dataDir, cacheDir: TEST_CACHE, clock: systemClock, log });
    await until(() => told.length > 0);
    process.kill(pidOf(dataDir), "SIGCONT");
    opened.push(await second);
    expect(told).toEqual([`The database in ${dataDir} does not answer yet; it is waited for.`]);
  });

  test("has its socket at a short path when that of the data folder is too long for one", async () => {
    const dataDir = join(guardedFolder(), "a-long-name-for-a-folder/".repeat(5));
    const [here, there] = [await open(dataDir), openElsewhere(dataDir)];
    expect(here.socketDir.length).toBeLessThan(40);
    expect(await there.url).toBe(here.url);
    expect(await answers(here)).toBe(true);

    await there.release();
    await here.release();
    expect(existsSync(here.socketDir)).toBe(false);
  });

  test("killed in the middle of a checkpoint opens again with all that was committed", async () => {
    const dataDir = guardedFolder();
    const server = await open(dataDir, { durable: true });
    const [busy, watcher] = [connect(server.socketDir), connect(server.socketDir)];
    await busy.query("create table kept as select n, repeat('x', 200) from generate_series(1, 200000) n");
    const checkpoint = busy.query("checkpoint").catch((error: Error) => error);
    await until(async () => {
      const { rowCount } = await watcher.query("select from pg_stat_activity where query = 'checkpoint'");
      return rowCount === 1;
    });
    const { rows } = await watcher.query(
      "select pid from pg_stat_activity where backend_type = 'checkpointer'",
    );
    process.kill(rows[0].pid, "SIGKILL");
    process.kill(pidOf(dataDir), "SIGKILL");
    expect(await checkpoint).toBeInstanceOf(Error);
    await Promise.all([busy.end(), watcher.end()]);

    await until(() => answers(server));
    const after = connect(server.socketDir);
    expect((await after.query("select count(*)::int, sum(n)::bigint from kept")).rows).toEqual([
      { count: 200000, sum: "20000100000" },
    ]);
    await after.end();
  });
});

describe("throw-away data", () => {
  test("goes with its server when its process is killed", async () => {
    const dataDir = join(guardedFolder(), "data");
    const killed = openElsewhere(dataDir, "throw-away");
    await killed.url;
    const pid = pidOf(dataDir);
    await killed.kill();

    await until(() => !existsSync(dataDir) && !isAlive(pid));
  });

  test("is left to its owner when the process ends in good order", async () => {
    const dataDir = guardedFolder();
    const opener = openElsewhere(dataDir, "throw-away");
    await opener.url;
    expect(await opener.release()).toBe(true);
    expect(existsSync(join(dataDir, "cluster/PG_VERSION"))).toBe(true);
  });
});

describe("a data folder", () => {
  test("from a newer PostgreSQL is refused, with the way out", async () => {
    const dataDir = guardedFolder();
    mkdirSync(join(dataDir, "cluster"));
    writeFileSync(join(dataDir, "cluster/PG_VERSION"), "99\n");

    await expect(open(dataDir)).rejects.toMatchObject({
      code: "database_newer",
      message: expect.stringContaining("PostgreSQL 99"),
    });
  });

  test("is cleared of what a killed initdb left in it", async () => {
    const dataDir = guardedFolder();
    mkdirSync(join(dataDir, "cluster.partial-1/base"), { recursive: true });
    mkdirSync(join(dataDir, "cluster"));
    writeFileSync(join(dataDir, "cluster/PG_VERSION"), "99\n");

    await expect(open(dataDir)).rejects.toThrow();
    expect(readdirSync(dataDir)).not.toContain("cluster.partial-1");
  });

  test("that cannot be made is named in the error", async () => {
    const file = join(guardedFolder(), "a-file");
    writeFileSync(file, "");

    await expect(open(join(file, "data"))).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringContaining(file),
    });
  });

  test("that was opened and left can be opened by the same process again", async () => {
    const dataDir = guardedFolder();
    const first = await open(dataDir);
    const second = await open(dataDir);
    await first.release();
    expect(await answers(second)).toBe(true);
    await second.release();
    expect(await answers(await open(dataDir))).toBe(true);
  });
});
