import { afterEach, setDefaultTimeout } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ops, openOps } from "../../src/app.ts";
import { sandboxSettings } from "../../src/cli/demo/sandbox-settings.ts";
import { restoreDatabase } from "../../src/db/restore.ts";
import { FakeClock } from "../../src/platform/clock.ts";
import { loadConfig } from "../../src/platform/config/load-config.ts";
import { secretsOf } from "../../src/platform/config/secrets-of.ts";
import { createLog } from "../../src/platform/log.ts";
import type { SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/start-sandbox.ts";
import { importCatalog } from "../../src/workflows/import-catalog.ts";
import { connectTo } from "./connection.ts";
import { createTestDatabase } from "./database.ts";
import { type Interceptor, startInterceptor } from "./interceptor.ts";
import { TEST_LIMIT_MS } from "./test-limit.ts";

export interface Shop {
  ops: Ops;
  sandbox: Sandbox;
  /** Between us and the sandbox, where it was asked for. */
  interceptor: Interceptor | null;
  /** The other marketplace's own world, where there is one. */
  neighbour: Sandbox | null;
  clock: FakeClock;
  workspace: string;
  log: string[];
  /** What the outside world says: `/_sandbox/orders`, `/_sandbox/shipments`, `/_sandbox/stats`. */
  outside<T>(path: string): Promise<T>;
  tell(path: string, body?: unknown): Promise<void>;
  /** Another process's view of the same shop: a context on the same database and workspace, other settings if given. */
  openAnother(actor: string, settings?: Record<string, unknown>): Promise<Ops>;
  databaseUrl: string;
  /** The same shop on another database, into which a backup was restored. */
  openRestored(file: string): Promise<Ops>;
  /** One that is told to stop by a signal, as Ctrl-C does. */
  openStoppable(signal: AbortSignal, settings?: Record<string, unknown>): Promise<Ops>;
  close(): Promise<void>;
}

export interface ShopOptions {
  sandbox?: Omit<SandboxOptions, "clock">;
  contract?: boolean;
  /** Orders before are held; by default none is. */
  liveFrom?: Date;
  /** Sections merged over the settings. */
  settings?: Record<string, unknown>;
  catalog?: boolean;
  /** Puts an interceptor between us and the sandbox. */
  intercepted?: boolean;
  /** A second marketplace, `neighbour`, with a world of its own; `marketplace` is merged over its section. */
  neighbour?: { sandbox?: Omit<SandboxOptions, "clock">; marketplace?: Record<string, unknown> };
}

export const START = "2026-03-02T15:00:00Z";

/** Opens shops that are closed after each test of the file. */
export function shopOpener(): (options?: ShopOptions) => Promise<Shop> {
  setDefaultTimeout(TEST_LIMIT_MS);
  const open: Shop[] = [];
  afterEach(async () => {
    for (const shop of open.splice(0)) await shop.close();
  });
  return async (options) => {
    const shop = await openShop(options);
    open.push(shop);
    return shop;
  };
}

/** A shop with its sandbox, on a real database and real HTTP, in a time that only moves when something waits. */
export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  const clock = new FakeClock(START);
  const sandbox = await startSandbox({ ...options.sandbox, clock });
  const neighbour = options.neighbour ? await startSandbox({ ...options.neighbour.sandbox, clock }) : null;
  const interceptor = options.intercepted ? startInterceptor(sandbox.url) : null;
  const database = await createTestDatabase();
  const drops = [database.drop];
  const workspace = await mkdtemp(join(tmpdir(), "ops-shop-"));
  const log: string[] = [];

  interface Process {
    actor: string;
    settings?: Record<string, unknown>;
    signal?: AbortSignal;
    databaseUrl?: string;
  }
  async function open({ actor, settings = {}, signal, databaseUrl = database.url }: Process): Promise<Ops> {
    await writeFile(
      join(workspace, "ops.toml"),
      sandboxSettings({
        url: interceptor?.url ?? sandbox.url,
        contract: options.contract ?? true,
        liveFrom: options.liveFrom ?? new Date("2020-01-01T00:00:00Z"),
        fast: false,
        unlimited: true,
        more: merged(
          neighbour ? neighbourSettings(neighbour, options) : {},
          options.settings ?? {},
          settings,
        ),
      }),
    );
    const config = await loadConfig({ cwd: workspace, env: { DATABASE_URL: databaseUrl }, flags: {} });
    const write = (line: string) => void log.push(line);
    return openOps(config, {
      clock,
      actor,
      log: createLog({ settings: config.log, clock, secrets: secretsOf(config), write }),
      ...(signal ? { signal } : {}),
    });
  }

  const opened = [await open({ actor: "test" })];
  const ops = opened[0] as Ops;
  const control = (path: string) => `${sandbox.url}/_sandbox/${path}`;
  if (options.catalog ?? true) {
    const csv = await (await fetch(control("catalog.csv"))).text();
    await importCatalog(ops, { csv, source: "catalog.csv" });
  }
  return {
    ops,
    sandbox,
    interceptor,
    neighbour,
    clock,
    workspace,
    log,
    outside: async <T>(path: string) => (await (await fetch(control(path))).json()) as T,
    async tell(path, body) {
      const answer = await fetch(control(path), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      if (!answer.ok)
        throw new Error(`The sandbox answered ${answer.status} to ${path}: ${await answer.text()}`);
    },
    databaseUrl: database.url,
    async openRestored(file) {
      const { url, drop } = await createTestDatabase();
      drops.push(drop);
      const target = await connectTo(url);
      await restoreDatabase(target, { file, by: "test", at: clock.now() });
      await target.close();
      const another = await open({ actor: "restored", databaseUrl: url });
      opened.push(another);
      return another;
    },
    async openAnother(actor, settings) {
      const another = await open({ actor, ...(settings ? { settings } : {}) });
      opened.push(another);
      return another;
    },
    async openStoppable(signal, settings) {
      const another = await open({ actor: "stoppable", signal, ...(settings ? { settings } : {}) });
      opened.push(another);
      return another;
    },
    async close() {
      for (const one of opened) await one.close();
      await interceptor?.stop();
      await sandbox.stop();
      await neighbour?.stop();
      for (const drop of drops) await drop();
      await rm(workspace, { recursive: true, force: true });
    },
  };
}

function neighbourSettings({ url }: Sandbox, { neighbour, liveFrom }: ShopOptions): Tree {
  return {
    marketplaces: {
      neighbour: {
        base_url: url,
        environment: "development",
        carrier_codes: { "canada-post": "CPCL" },
        requests_per_minute: 0,
        list_orders_every_seconds: 0,
        shops: {
          main: {
            api_key: "sandbox-mirakl-key",
            live_from: liveFrom ?? new Date("2020-01-01T00:00:00Z"),
            carrier: "canada-post",
            sender: "main",
          },
        },
        ...neighbour?.marketplace,
      },
    },
  };
}

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Later trees over earlier ones. */
function merged(...trees: Tree[]): Tree {
  const whole: Tree = {};
  for (const [key, value] of trees.flatMap((tree) => Object.entries(tree))) {
    const below = whole[key];
    whole[key] = isTree(below) && isTree(value) ? merged(below, value) : value;
  }
  return whole;
}
