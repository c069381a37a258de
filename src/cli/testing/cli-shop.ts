import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase } from "../../../test/support/database.ts";
import { type Ops, openOps } from "../../app.ts";
import { systemClock } from "../../platform/clock.ts";
import { loadConfig } from "../../platform/config/load-config.ts";
import { createLog } from "../../platform/log.ts";
import type { SandboxOptions } from "../../sandbox/sandbox-options.ts";
import { type Sandbox, startSandbox } from "../../sandbox/start-sandbox.ts";
import { catalogueCsv } from "../../sandbox/world/catalogue.ts";
import { sandboxSettings } from "../demo/sandbox-settings.ts";
import { type Line, type Ran, runOps } from "./spawn-ops.ts";

export interface CliShopOptions {
  sandbox?: SandboxOptions;
  contract?: boolean;
  /** Orders before are held; by default none is. */
  liveFrom?: Date;
  /** Sections merged over the settings. */
  settings?: Record<string, unknown>;
}

/** A workspace with a sandbox and a database, worked by commands in processes of their own. */
export interface CliShop {
  sandbox: Sandbox;
  workspace: string;
  /** Order ids of the marketplace, in the order in which they were placed. */
  orderIds: string[];
  run(line: Line, env?: Record<string, string>): Promise<Ran>;
  /** The result of a command with `--json`, whatever its exit status. */
  json<T = Record<string, unknown>>(line: Line): Promise<{ status: number; data: T }>;
  /** The error that a command with `--json` tells of. */
  error(line: Line): Promise<{ status: number; code: string; message: string; hint: string }>;
  /** The same shop in this process. */
  ops: Ops;
  setFaults(faults: string): Promise<void>;
  close(): Promise<void>;
}

export async function openCliShop(options: CliShopOptions = {}): Promise<CliShop> {
  const sandbox = await startSandbox(options.sandbox);
  const database = await createTestDatabase();
  const workspace = await mkdtemp(join(tmpdir(), "ops-cli-shop-"));
  const settings = sandboxSettings({
    url: sandbox.url,
    contract: options.contract ?? true,
    liveFrom: options.liveFrom ?? new Date("2020-01-01T00:00:00Z"),
    fast: true,
    unlimited: true,
    more: options.settings,
  });
  await Bun.write(join(workspace, "ops.toml"), settings);
  await Bun.write(join(workspace, "catalogue.csv"), catalogueCsv());
  const env = { DATABASE_URL: database.url, OPS_ACTOR: "ada" };
  const config = await loadConfig({ cwd: workspace, env, flags: {} });
  const log = createLog({ settings: config.log, clock: systemClock, secrets: [], write: () => {} });
  const ops = await openOps(config, { clock: systemClock, log, actor: "test" });
  const run = (line: Line, more = {}) => runOps(line, { cwd: workspace, env: { ...env, ...more } });
  const withJson = (line: Line) => run([...(typeof line === "string" ? line.split(" ") : line), "--json"]);
  return {
    sandbox,
    workspace,
    orderIds: sandbox.mirakl.shop.book.all().map(({ order }) => order.order_id),
    ops,
    run,
    async json(line) {
      const { status, stdout, stderr } = await withJson(line);
      if (stdout === "") throw new Error(`ops ${line} printed no result: ${stderr}`);
      return { status, data: JSON.parse(stdout) };
    },
    async error(line) {
      const { status, stderr } = await withJson(line);
      return { status, ...JSON.parse(stderr.trim().split("\n").at(-1) ?? "").error };
    },
    async setFaults(faults) {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ faults });
      await fetch(`${sandbox.url}/_sandbox/faults`, { method: "POST", headers, body });
    },
    async close() {
      await ops.close();
      await sandbox.stop();
      await database.drop();
      await rm(workspace, { recursive: true, force: true });
    },
  };
}
