import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connectDatabase, type DatabaseConnection } from "../../src/db/connect.ts";
import { targetFromUrl } from "../../src/db/database-target.ts";
import { type EmbeddedPostgres, openEmbeddedPostgres } from "../../src/db/embedded/embedded-postgres.ts";
import { migrate } from "../../src/db/migrate.ts";
import { openQueue } from "../../src/engine/queue.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { guardedFolder } from "./guarded-folder.ts";

export interface TestDatabase {
  url: string;
  /** Removes the database, and ends the connections that are still open. */
  drop(): Promise<void>;
}

/** Unpacked once for all runs. */
export const TEST_CACHE = join(import.meta.dir, "../../.cache/embedded-postgres");

const TEMPLATE = "migrated";

/** One server for all files of a process, started by the first test that asks. It ends with the process. */
let server: Promise<TestServer> | null = null;
let created = 0;

interface TestServer {
  dataDir: string;
  postgres: EmbeddedPostgres;
  /** Creates and drops databases, one after another. */
  admin: DatabaseConnection;
}

/** A database of its own for a test file, at the newest schema and empty, on a real server without fsync. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { postgres, admin } = await runningServer();
  const name = `test_${++created}`;
  await admin.pool.query(`create database ${name} template ${TEMPLATE} strategy file_copy`);
  return {
    url: urlOf(postgres, name),
    // PostgreSQL waits five seconds for sessions that are about to end; by force it would cut them off at once, and
    // the error would reach a client that is closing and no longer listens.
    drop: async () => {
      await admin.pool
        .query(`drop database ${name}`)
        .catch(() => admin.pool.query(`drop database ${name} with (force)`));
    },
  };
}

/** When a test is late, the test runner tells every process that it has started to stop: the server too. */
async function runningServer(): Promise<TestServer> {
  if (!server || isStopping(await server)) server = startServer();
  return await server;
}

/** By the file that PostgreSQL keeps. */
function isStopping({ dataDir }: TestServer): boolean {
  const record = join(dataDir, "cluster/postmaster.pid");
  return !existsSync(record) || !readFileSync(record, "utf8").includes("ready");
}

async function startServer(): Promise<TestServer> {
  const dataDir = guardedFolder();
  const postgres = await openEmbeddedPostgres({
    dataDir,
    cacheDir: TEST_CACHE,
    clock: systemClock,
    durable: false,
  });
  const admin = await connect(postgres.url);
  await admin.pool.query(`create database ${TEMPLATE}`);
  const template = await connect(urlOf(postgres, TEMPLATE));
  await migrate(template);
  const queue = await openQueue({ pool: template.pgPoolConfig(), onError: fail });
  await queue.close();
  await template.close();
  return { dataDir, postgres, admin };
}

function fail(error: Error): never {
  throw error;
}

function urlOf({ url }: EmbeddedPostgres, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}

function connect(url: string): Promise<DatabaseConnection> {
  return connectDatabase(targetFromUrl(url), { poolSize: 1, applicationName: "ops-test" });
}
