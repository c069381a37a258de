import { afterEach, setDefaultTimeout } from "bun:test";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findDaemon } from "../../src/cli/daemon/daemon-record.ts";
import { sandboxSettings } from "../../src/cli/demo/sandbox-settings.ts";
import { type Line, type Ran, runOps, spawnOps } from "../../src/cli/testing/spawn-ops.ts";
import type { SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/start-sandbox.ts";
import { createTestDatabase, TEST_CACHE } from "./database.ts";
import { guardedFolder } from "./guarded-folder.ts";
import { type Interceptor, startInterceptor } from "./interceptor.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";
import { TEST_LIMIT_MS } from "./test-limit.ts";
import { until } from "./until.ts";

export interface DaemonShopOptions {
  sandbox?: SandboxOptions;
  /** The database is an external one, reached through a proxy; otherwise a workspace runs its own. */
  external?: boolean;
  settings?: Tree;
  /** Keeps the limits on calls. */
  limited?: boolean;
}

type Tree = Record<string, unknown>;

/** A shop whose daemons are processes of their own. The world outside is in this one, so that a test can move it. */
export interface DaemonShop {
  sandbox: Sandbox;
  /** Between the daemons and the sandbox. */
  interceptor: Interceptor;
  /** To an external database. */
  proxy: TcpProxy | null;
  workspace: string;
  /** Writes ops.toml anew: the sandbox's settings with other sections. */
  setUp(more: Tree): Promise<void>;
  ops(line: Line): Promise<Ran>;
  status(): Promise<ShownStatus>;
  /** A daemon in the foreground, here or in another workspace of the same shop. */
  work(folder?: string): Promise<Foreground>;
  /** Another machine's workspace: the same settings, a folder of its own. */
  anotherWorkspace(): Promise<string>;
  /** Waits until so many orders stand in a status. */
  orders(count: number, status: string): Promise<void>;
  /** What the outside world says. */
  outside<T>(path: string): Promise<T>;
  close(): Promise<void>;
}

/** What `ops daemon status --json` prints. */
export interface ShownStatus {
  daemon: { pid: number; state: string; url: string | null } | null;
  work: { orders: Record<string, number>; open_failures: { human: number; retry: number } } | null;
  trouble: string | null;
}

export interface Foreground {
  pid: number;
  /** All that it has written to standard error so far. */
  log(): string;
  kill(signal: NodeJS.Signals): void;
  /** The exit status. */
  ended: Promise<number>;
}

/** Opens shops that are closed, with all that runs in them, after each test of the file. */
export function daemonShopOpener(): (options?: DaemonShopOptions) => Promise<DaemonShop> {
  setDefaultTimeout(TEST_LIMIT_MS);
  const open: DaemonShop[] = [];
  afterEach(async () => {
    for (const shop of open.splice(0)) await shop.close();
  });
  return async (options = {}) => {
    const shop = await openDaemonShop(options);
    open.push(shop);
    return shop;
  };
}

/** Every parcel is delivered as soon as anybody asks, and no order lacks what a label needs. */
export const EASY_WORLD: SandboxOptions = {
  world: { usShare: 0, missingPhoneShare: 0 },
  canadaPost: { timelineMinutes: { pickedUp: 0, outForDelivery: 0, delivered: 0 } },
};

/** Under `schedules`. A schedule that is switched on runs its last slot at once: no test waits for the clock. */
export const TRACKING_OFF = { "refresh-tracking": { enabled: false } };

const PARCEL = { weight_grams: 500, length_mm: 200, width_mm: 150, height_mm: 50 };

async function openDaemonShop(options: DaemonShopOptions): Promise<DaemonShop> {
  const sandbox = await startSandbox({ ...EASY_WORLD, ...options.sandbox });
  const interceptor = startInterceptor(sandbox.url);
  const folders: string[] = [];
  const running: Foreground[] = [];
  const database = options.external ? await createTestDatabase() : null;
  const proxy = database ? await startTcpProxy(database.url) : null;
  const env = {
    OPS_DATABASE_CACHE_FOLDER: TEST_CACHE,
    ...(proxy ? { DATABASE_URL: proxy.url } : {}),
  };

  async function newWorkspace(): Promise<string> {
    const folder = join(guardedFolder(), "shop");
    await mkdir(folder);
    folders.push(folder);
    return folder;
  }
  const writeSettings = (folder: string, more: Tree) =>
    writeFile(
      join(folder, "ops.toml"),
      sandboxSettings({
        url: interceptor.url,
        contract: true,
        liveFrom: new Date("2020-01-01T00:00:00Z"),
        fast: true,
        unlimited: !options.limited,
        more: { shipping: { default_parcel: PARCEL }, ...more },
      }),
    );
  const workspace = await newWorkspace();
  await writeSettings(workspace, options.settings ?? {});
  const ops = (line: Line) => runOps(line, { cwd: workspace, env });
  const status = async () => JSON.parse((await ops("daemon status --json")).stdout) as ShownStatus;

  return {
    sandbox,
    interceptor,
    proxy,
    workspace,
    setUp: (more) => writeSettings(workspace, more),
    ops,
    status,
    async work(folder = workspace) {
      const daemon = follow(spawnOps("daemon", { cwd: folder, env }));
      running.push(daemon);
      await until(async () => (await findDaemon(folder))?.state === "working");
      return daemon;
    },
    async anotherWorkspace() {
      const folder = await newWorkspace();
      await writeFile(join(folder, "ops.toml"), await readFile(join(workspace, "ops.toml")));
      return folder;
    },
    orders: (count, wanted) =>
      until(async () => {
        const { work } = await status();
        return (
          work !== null && Object.entries(work.orders).some(([name, n]) => name === wanted && n === count)
        );
      }),
    outside: async <T>(path: string) => (await (await fetch(`${sandbox.url}/_sandbox/${path}`)).json()) as T,
    async close() {
      for (const daemon of running) daemon.kill("SIGKILL");
      for (const folder of folders) await endBackground(folder);
      await Promise.all(running.map(({ ended }) => ended));
      await interceptor.stop();
      await sandbox.stop();
      proxy?.stop();
      await database?.drop();
    },
  };
}

function follow(child: ReturnType<typeof spawnOps>): Foreground {
  let log = "";
  void (async () => {
    for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) log += part;
  })();
  return {
    pid: child.pid,
    log: () => log,
    kill: (signal) => child.kill(signal),
    ended: child.exited,
  };
}

/** What a test left in the background; its server is ended with the folder. */
async function endBackground(folder: string): Promise<void> {
  const daemon = await findDaemon(folder);
  if (daemon) process.kill(daemon.pid, "SIGKILL");
  await until(async () => (await findDaemon(folder)) === null);
}
