import type { Ops } from "../app.ts";
import type { OpenDatabase } from "../db/open-database.ts";
import type { Clock } from "../platform/clock.ts";
import type { Environment } from "../platform/config/environment.ts";
import type { SettingsReport } from "../platform/config/read-settings.ts";
import type { RateBudget } from "../platform/http/http-request.ts";
import type { Log } from "../platform/log.ts";
import { actorName } from "./actor-name.ts";
import type { Output } from "./output/output.ts";

interface ResourcesInput {
  env: Environment;
  cwd: string;
  clock: Clock;
  output: Output;
  /** `--workspace`. */
  workspace: string | undefined;
  /** `--set` and what other flags mean for settings, by dotted key. */
  overrides: Record<string, string>;
  /** Ends waits for budgets and retries when a person has asked to stop. */
  signal: AbortSignal;
}

/** What commands share. Everything is opened when it is first asked for, and once. */
export interface CommandResources {
  /** The settings, read and checked. */
  settings(): Promise<SettingsReport>;
  /** The settings as they are by now. */
  settingsAnew(): Promise<SettingsReport>;
  /** `--set` and what other flags mean for settings, by dotted key. */
  overrides: Readonly<Record<string, string>>;
  log(): Promise<Log>;
  /** Who is recorded as having done what this command does. */
  actor: string;
  /** The database alone, for commands about it. `migrate: false` leaves its schema as it is. */
  database(options?: { migrate: boolean }): Promise<OpenDatabase>;
  /** The whole program: database, queue, clients. */
  ops(): Promise<Ops>;
}

/** Opens what a command asks for; `close` closes it in reverse. */
export function openResources(input: ResourcesInput): {
  resources: CommandResources;
  close(): Promise<void>;
} {
  const { clock, output } = input;
  const closers: (() => Promise<void>)[] = [];
  const closing = <T extends { close(): Promise<void> }>(opened: T): T => {
    closers.unshift(() => opened.close());
    return opened;
  };
  const actor = actorName(input.env);

  const settingsAnew = async () => {
    const { readSettings } = await import("../platform/config/read-settings.ts");
    const { cwd, env, workspace, overrides } = input;
    return readSettings({ cwd, env, flags: { workspace, settings: overrides } });
  };
  const settings = once(settingsAnew);
  /** What stands in the file shows in `ops doctor`; a variable is another in every shell. */
  const tellDoubts = ({ warnings }: SettingsReport) => {
    for (const { key, problem, source } of warnings)
      if (source === "environment") output.warn(`${key} ${problem}`);
  };
  const log = once(async () => {
    const report = await settings();
    const { config } = report;
    tellDoubts(report);
    const [{ createLog }, { secretsOf }] = await Promise.all([
      import("../platform/log.ts"),
      import("../platform/config/secrets-of.ts"),
    ]);
    return createLog({
      settings: config.log,
      clock,
      secrets: secretsOf(config),
      write: (line) => output.log(line),
    });
  });
  const ops = once(async () => {
    const [{ config }, opened] = [await settings(), await log()];
    const { openOps } = await import("../app.ts");
    const { budgetWaitText } = await import("./wait-text.ts");
    const onBudgetWait = (budget: RateBudget, until: Date) =>
      output.waiting(budgetWaitText(budget, until), until);
    const options = { clock, log: opened, actor, signal: input.signal, onBudgetWait };
    return closing(await openOps(config, options));
  });
  const database = async (options?: { migrate: boolean }) => {
    const [{ config }, opened] = [await settings(), await log()];
    const { openDatabase } = await import("../db/open-database.ts");
    const tell = (message: string) => opened.info({}, message);
    const applicationName = `ops ${actor}`;
    return closing(await openDatabase(config.database, { clock, log: tell, applicationName, ...options }));
  };
  return {
    resources: { settings, settingsAnew, overrides: input.overrides, log, actor, database, ops },
    async close() {
      for (const close of closers.splice(0)) await close();
    },
  };
}

function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | null = null;
  return () => {
    opened ??= open();
    return opened;
  };
}
