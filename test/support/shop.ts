import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ops, openOps } from "../../src/app.ts";
import { sandboxSettings } from "../../src/cli/demo/sandbox-settings.ts";
import { FakeClock } from "../../src/platform/clock.ts";
import { loadConfig } from "../../src/platform/config/load-config.ts";
import { createLog } from "../../src/platform/log.ts";
import type { SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/start-sandbox.ts";
import { importCatalog } from "../../src/workflows/import-catalog.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

export interface Shop {
  ops: Ops;
  sandbox: Sandbox;
  clock: FakeClock;
  workspace: string;
  log: string[];
  /** What the outside world says: `/_sandbox/orders`, `/_sandbox/shipments`, `/_sandbox/stats`. */
  outside<T>(path: string): Promise<T>;
  tell(path: string, body?: unknown): Promise<void>;
  /** A second process's view of the same shop: another context on the same database and workspace. */
  openAnother(actor: string): Promise<Ops>;
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
}

export const START = "2026-03-02T15:00:00Z";

/** A shop with its sandbox, on a real database and real HTTP, in a time that only moves when something waits. */
export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  const clock = new FakeClock(START);
  const sandbox = await startSandbox({ ...options.sandbox, clock });
  const database: TestDatabase = await createTestDatabase();
  const workspace = await mkdtemp(join(tmpdir(), "ops-shop-"));
  const settings = sandboxSettings({
    url: sandbox.url,
    contract: options.contract ?? true,
    liveFrom: options.liveFrom ?? new Date("2020-01-01T00:00:00Z"),
    fast: false,
    unlimited: true,
    more: options.settings,
  });
  await writeFile(join(workspace, "ops.toml"), settings);
  const config = await loadConfig({ cwd: workspace, env: { DATABASE_URL: database.url }, flags: {} });
  const log: string[] = [];
  const open = (actor: string) =>
    openOps(config, {
      clock,
      actor,
      log: createLog({ settings: config.log, clock, secrets: [], write: (line) => void log.push(line) }),
    });
  const opened = [await open("test")];
  const ops = opened[0] as Ops;
  const outside = async <T>(path: string) =>
    (await (await fetch(`${sandbox.url}/_sandbox/${path}`)).json()) as T;
  if (options.catalog ?? true) {
    const csv = await (await fetch(`${sandbox.url}/_sandbox/catalog.csv`)).text();
    await importCatalog(ops, { csv, source: "sandbox" });
  }
  return {
    ops,
    sandbox,
    clock,
    workspace,
    log,
    outside,
    async tell(path, body) {
      const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      if (!answer.ok)
        throw new Error(`The sandbox answered ${answer.status} to ${path}: ${await answer.text()}`);
    },
    async openAnother(actor) {
      const another = await open(actor);
      opened.push(another);
      return another;
    },
    async close() {
      for (const one of opened) await one.close();
      await sandbox.stop();
      await database.drop();
      await rm(workspace, { recursive: true, force: true });
    },
  };
}
