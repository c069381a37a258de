import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sandboxSettings } from "../../src/cli/demo/sandbox-settings.ts";
import { connectDatabase, type DatabaseConnection } from "../../src/db/connect.ts";
import { targetFromUrl } from "../../src/db/database-target.ts";
import { openEmbeddedPostgres } from "../../src/db/embedded/embedded-postgres.ts";
import { migrate } from "../../src/db/migrate.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { type OutsideWorld, startOutside } from "../cycle/outside-world.ts";
import { environment, REPOSITORY } from "../program.ts";

/** Daemons on one PostgreSQL, each in a workspace of its own, with one sandbox and one label folder. */
export interface Fleet {
  outside: OutsideWorld;
  database: DatabaseConnection;
  start(): Promise<Daemon>;
  stop(): Promise<void>;
}

export interface Daemon {
  pid: number;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<number>;
}

export interface FleetInput {
  program: string;
  orders: number;
  /** Enforces the published call frequencies. */
  strict?: boolean;
  /** Lifts the limits on calls. */
  unlimited: boolean;
  /** Sections that are merged over the settings. */
  settings?: Record<string, unknown>;
}

const LONG_AGO = new Date("2000-01-01T00:00:00Z");

export async function openFleet(input: FleetInput): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), "ops-bench-"));
  const server = await openEmbeddedPostgres({
    dataDir: join(folder, "data"),
    cacheDir: join(REPOSITORY, ".cache/embedded-postgres"),
    clock: systemClock,
  });
  const outside = await startOutside(input);
  const options = { poolSize: 2, applicationName: "ops bench" };
  const database = await connectDatabase(targetFromUrl(server.url), options);
  await migrate(database);
  const env = { ...environment(), DATABASE_URL: server.url };
  const daemons: Daemon[] = [];
  let workspaces = 0;

  async function newWorkspace(): Promise<string> {
    const workspace = join(folder, `workspace-${++workspaces}`);
    await mkdir(workspace);
    await writeFile(join(workspace, "ops.toml"), settingsOf(input, { url: outside.url, folder }));
    return workspace;
  }
  await importCatalogue(await newWorkspace());

  async function importCatalogue(cwd: string): Promise<void> {
    await writeFile(join(cwd, "catalogue.csv"), await outside.catalogue());
    const command = [input.program, "catalog", "import", "catalogue.csv"];
    const { exitCode, stderr } = Bun.spawnSync(command, { cwd, env });
    if (exitCode !== 0) throw new Error(`${command.join(" ")} ended with ${exitCode}: ${stderr}`);
  }
  return {
    outside,
    database,
    async start() {
      const cwd = await newWorkspace();
      const child = Bun.spawn([input.program, "daemon"], { cwd, env, stdout: "ignore", stderr: "inherit" });
      const daemon = { pid: child.pid, kill: child.kill.bind(child), ended: child.exited };
      daemons.push(daemon);
      return daemon;
    },
    async stop() {
      for (const daemon of daemons) daemon.kill("SIGKILL");
      await Promise.all(daemons.map(({ ended }) => ended));
      await database.close();
      await outside.stop();
      await server.release();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const settingsOf = (
  { unlimited, settings }: FleetInput,
  { url, folder }: { url: string; folder: string },
): string =>
  sandboxSettings({
    url,
    contract: true,
    liveFrom: LONG_AGO,
    fast: unlimited,
    unlimited,
    more: { log: { level: "error" }, labels: { folder: join(folder, "labels") }, ...settings },
  });
