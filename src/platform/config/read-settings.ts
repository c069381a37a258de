import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { TomlError } from "smol-toml";
import { OpsError } from "../../domain/errors.ts";
import type { Config } from "./config.ts";
import type { Environment } from "./environment.ts";
import { faultProblems } from "./fault-trigger.ts";
import { fieldAt, layer, parseSettings } from "./layers.ts";
import { type Problem, problemsOf } from "./problems.ts";
import { environmentProblems, relationProblems } from "./relations.ts";
import { settingsSchema, settingsTree } from "./settings-schema.ts";
import { isTable, keysOf } from "./settings-tree.ts";
import { takeSecrets } from "./take-secrets.ts";
import { toConfig } from "./to-config.ts";
import { type Assignment, variablesIn } from "./variables.ts";
import { findWorkspace, SETTINGS_FILE } from "./workspace.ts";

export interface SettingsInput {
  /** Where the search for ops.toml begins. */
  cwd: string;
  env: Environment;
  flags: {
    /** `--workspace`: the folder itself, no search. */
    workspace?: string | undefined;
    /** `--set KEY=VALUE`, by dotted key. */
    settings?: Record<string, string> | undefined;
  };
}

export interface SettingEntry {
  /** Dotted: `shipping.freshness_minutes`. */
  key: string;
  /** Null where nothing is set and there is no default. Secrets are `Secret`. */
  value: unknown;
  /** `default`, `ops.toml`, `OPS_…` or `--set`. */
  source: string;
}

export interface SettingsReport {
  config: Config;
  /** The settings file. */
  file: string;
  entries: SettingEntry[];
  /** What works and still should not stay so, such as a secret in ops.toml. */
  warnings: Problem[];
}

/**
 * Reads the settings: flags before environment before ops.toml before defaults.
 * @throws OpsError `workspace_missing`; `bad_settings` with every problem in `facts.problems`;
 * `environment_mismatch` where test and production would meet
 */
export async function readSettings({ cwd, env, flags }: SettingsInput): Promise<SettingsReport> {
  const workspace = await findWorkspace({ cwd, env, folder: flags.workspace });
  const file = join(workspace, SETTINGS_FILE);
  const fromFile = await readFileSettings(file);

  const variables = variablesIn({ env, root: settingsTree, table: fromFile });
  const flagged = flagAssignments(flags.settings ?? {});
  const layered = layer({
    root: settingsTree,
    file: fromFile,
    assignments: [...variables.assignments, ...flagged.assignments],
  });
  const { table, sources } = layered;
  const before = structuredClone(table);
  const secrets = await takeSecrets({ root: settingsTree, table, workspace, sources });
  const parsed = settingsSchema.safeParse(table, { reportInput: true });

  const mismatches = environmentProblems(table);
  const problems = [
    ...variables.unknown.map(({ variable, suggestion }) => ({
      key: variable,
      problem: suggestion ? `is no setting: did you mean ${suggestion}?` : "is no setting",
      source: "environment",
    })),
    ...flagged.problems,
    ...layered.problems,
    ...secrets.problems,
    ...(parsed.success ? [] : problemsOf(parsed.error.issues, { root: settingsTree, sources })),
    ...relationProblems(table),
    ...faultProblems({ env, table }),
  ];
  if (problems.length > 0)
    throw settingsError("bad_settings", { file, problems: [...problems, ...mismatches] });
  if (mismatches.length > 0) throw settingsError("environment_mismatch", { file, problems: mismatches });
  if (!parsed.success) throw new OpsError("bad_settings", parsed.error.message, { facts: { file } });

  const config = toConfig({ settings: parsed.data, workspace, env });
  const entries = settingEntries({ settings: parsed.data, before, sources });
  const doubts = variables.doubtful.map(({ variable, suggestion }) => ({
    key: variable,
    problem: `is no setting: did you mean ${suggestion}?`,
    source: "environment",
  }));
  return { config, file, entries, warnings: [...doubts, ...secrets.warnings] };
}

async function readFileSettings(file: string): Promise<Record<string, unknown>> {
  try {
    return parseSettings(await readFile(file, "utf8"));
  } catch (thrown) {
    if (thrown instanceof TomlError) {
      const [what, ...lines] = thrown.message.replace("Invalid TOML document: ", "").trimEnd().split("\n");
      const message = `${file}:${thrown.line}:${thrown.column}: ${what}\n${lines.filter(Boolean).join("\n")}`;
      throw new OpsError("bad_settings", message, { facts: { file }, cause: thrown });
    }
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new OpsError("bad_settings", `${file} cannot be read: ${reason}.`, {
      facts: { file },
      cause: thrown,
    });
  }
}

function flagAssignments(settings: Record<string, string>): {
  assignments: Assignment[];
  problems: Problem[];
} {
  const assignments: Assignment[] = [];
  const problems: Problem[] = [];
  for (const [key, value] of Object.entries(settings)) {
    const path = key.split(".");
    if (fieldAt(settingsTree, path)?.kind === "secret" && !key.endsWith("_file")) {
      problems.push({ key, problem: `shows on a command line: use ${key}_file`, source: "--set" });
    } else assignments.push({ path, value, source: "--set" });
  }
  return { assignments, problems };
}

function settingsError(
  code: "bad_settings" | "environment_mismatch",
  facts: { file: string; problems: Problem[] },
) {
  const sorted = facts.problems.toSorted((a, b) => a.key.localeCompare(b.key, "en"));
  const lines = sorted.map(
    ({ key, problem, source }) => `  ${key} ${problem}${source ? ` (${source})` : ""}`,
  );
  const count = sorted.length === 1 ? "One setting is wrong" : `${sorted.length} settings are wrong`;
  return new OpsError(code, [`${count} (${facts.file}):`, ...lines].join("\n"), {
    facts: { file: facts.file, problems: sorted },
  });
}

interface EntriesInput {
  settings: unknown;
  /** The settings without defaults, to tell what was set. */
  before: Record<string, unknown>;
  sources: Map<string, string>;
}

function settingEntries({ settings, before, sources }: EntriesInput): SettingEntry[] {
  return [...keysOf(settingsTree, settings)].map(({ path, value }) => {
    const key = path.join(".");
    const set = isSet(before, path) ? "ops.toml" : "default";
    return { key, value: value ?? null, source: sources.get(key) ?? set };
  });
}

function isSet(table: Record<string, unknown>, path: string[]): boolean {
  const last = path.at(-1) ?? "";
  let at: unknown = table;
  for (const key of path.slice(0, -1)) at = isTable(at) ? at[key] : undefined;
  return isTable(at) && (last in at || `${last}_file` in at);
}
