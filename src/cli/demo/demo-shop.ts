import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Ops, openOps } from "../../app.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Environment } from "../../platform/config/environment.ts";
import { readSettings } from "../../platform/config/read-settings.ts";
import { secretsOf } from "../../platform/config/secrets-of.ts";
import { storageError } from "../../platform/files.ts";
import { createLog } from "../../platform/log.ts";
import type { SandboxOptions } from "../../sandbox/sandbox-options.ts";
import { type Sandbox, startSandbox } from "../../sandbox/start-sandbox.ts";
import { catalogueCsv } from "../../sandbox/world/catalogue.ts";
import { importCatalog } from "../../workflows/import-catalog.ts";
import { createWorkspace } from "../init/create-workspace.ts";
import { SANDBOX_SECRETS, sandboxSettings } from "./sandbox-settings.ts";

export interface DemoShop {
  ops: Ops;
  sandbox: Sandbox;
  workspace: string;
  close(): Promise<void>;
}

export interface DemoInput {
  sandbox: SandboxOptions;
  contract: boolean;
  /** Where the workspace is made and stays; null makes it in a temporary folder and removes it. */
  keep: string | null;
  clock: Clock;
  env: Environment;
  signal: AbortSignal;
  log(line: string): void;
}

/** Sample exports are years old, and everything in the demo is to be worked on. */
const WHOLE_PAST = { liveFrom: new Date("2000-01-01T00:00:00Z"), firstRunDays: 3650 };

/** For what the sandbox's catalogue does not know, such as the SKUs of loaded orders. */
const ANY_PARCEL = { weight_grams: 400, length_mm: 200, width_mm: 150, height_mm: 50 };

/** A whole shop in a workspace of its own: outside world, settings, database and catalogue. */
export async function openDemoShop(input: DemoInput): Promise<DemoShop> {
  const ends: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const workspace = await makeFolder(input, ends);
    const sandbox = await startSandbox({ ...input.sandbox, clock: input.clock });
    ends.push(() => sandbox.stop());
    const ops = await openShop(input, { workspace, url: sandbox.url });
    ends.push(() => ops.close());
    await importCatalog(ops, { csv: catalogueCsv(), source: "the sandbox" });
    return { ops, sandbox, workspace, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function makeFolder({ keep }: DemoInput, ends: (() => Promise<void>)[]): Promise<string> {
  if (keep !== null) return resolve(keep);
  const prefix = join(tmpdir(), "ops-demo-");
  const folder = await mkdtemp(prefix).catch((thrown) => Promise.reject(storageError(thrown, prefix)));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function openShop(
  input: DemoInput,
  { workspace, url }: { workspace: string; url: string },
): Promise<Ops> {
  const settings = sandboxSettings({
    url,
    contract: input.contract,
    liveFrom: WHOLE_PAST.liveFrom,
    fast: true,
    unlimited: true,
    secretFiles: true,
    more: {
      shipping: { default_parcel: ANY_PARCEL },
      marketplaces: { bestbuy: { first_run_days: WHOLE_PAST.firstRunDays } },
    },
  });
  await createWorkspace({ folder: workspace, settings, secrets: SANDBOX_SECRETS, force: false });
  const { config } = await readSettings({
    cwd: workspace,
    env: withoutOurs(input.env),
    flags: { workspace },
  });
  const log = createLog({
    settings: { ...config.log, level: "error" },
    clock: input.clock,
    secrets: secretsOf(config),
    write: input.log,
  });
  const database = { ...config.database, throwAway: input.keep === null };
  return openOps({ ...config, database }, { clock: input.clock, log, actor: "demo", signal: input.signal });
}

/** The demo must never reach a real shop or database that the environment tells of. */
const withoutOurs = (env: Environment): Environment =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith("OPS_") && name !== "DATABASE_URL"),
  );

/** @throws SyntaxError */
export const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, "utf8"));
