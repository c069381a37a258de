import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { type EmbeddedPostgres, openEmbeddedPostgres } from "../../src/db/embedded/embedded-postgres.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { TEST_CACHE } from "../support/database.ts";
import { type HalfOpenProxy, startProxy } from "../support/half-open-proxy.ts";

/** `embedded`: the program's own, shared by its processes. `external`: one of ours, behind a proxy. */
export type DatabaseKind = "embedded" | "external";

/** The shop's database, as whoever watches from outside reaches it. */
export interface ShopDatabase {
  /** What tells the program of it. */
  env: Record<string, string>;
  /** Between the program and an external one. */
  proxy: HalfOpenProxy | null;
  /** Of the program's own server; null when none runs. */
  postmasterPid(): number | null;
  query<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  stop(): Promise<void>;
}

export async function openShopDatabase(kind: DatabaseKind, folder: string): Promise<ShopDatabase> {
  const dataDir = join(folder, "postgres");
  const socketDir = join(dataDir, "cluster");
  const server = kind === "external" ? await startServer(dataDir) : null;
  const proxy = server ? await startProxy({ path: join(server.socketDir, ".s.PGSQL.5432") }) : null;
  return {
    env: proxy ? { DATABASE_URL: `postgres://ops@127.0.0.1:${proxy.port}/ops` } : {},
    proxy,
    postmasterPid() {
      const pid = Number.parseInt(textOf(join(socketDir, "postmaster.pid")), 10);
      return textOf(`/proc/${pid}/cmdline`).includes("cluster_name=ops-") ? pid : null;
    },
    query: (text, values) => queryOn(server?.socketDir ?? socketDir, { text, values: values ?? [] }),
    async stop() {
      proxy?.stop();
      await server?.release();
    },
  };
}

/** Empty when there is no such file, or no longer. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH"))
      return "";
    throw error;
  }
}

const startServer = (dataDir: string): Promise<EmbeddedPostgres> =>
  openEmbeddedPostgres({ dataDir, cacheDir: TEST_CACHE, clock: systemClock, durable: false });

async function queryOn<T extends pg.QueryResultRow>(host: string, query: pg.QueryConfig): Promise<T[]> {
  const client = new pg.Client({ host, user: "ops", database: "ops", connectionTimeoutMillis: 5_000 });
  // It is told to the query as well, and would end this process.
  client.on("error", () => {});
  try {
    await client.connect();
    return (await client.query<T>(query)).rows;
  } finally {
    await client.end();
  }
}
