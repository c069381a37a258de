import { toOpsError } from "../../domain/errors.ts";
import type { Config } from "../../platform/config/config.ts";
import type { Problem } from "../../platform/config/problems.ts";
import type { SettingsReport } from "../../platform/config/read-settings.ts";
import type { CommandResources } from "../command-resources.ts";
import { countText } from "../output/count-text.ts";
import { bad, type Check, type Finding, failed, inArea, ok, warn } from "./finding.ts";

interface SettingsChecked {
  findings: Finding[];
  /** Null when nothing can be done with the settings. */
  config: Config | null;
}

/** Whether the settings can be used, with everything that is wrong with them. */
export async function checkSettings({ settings }: CommandResources): Promise<SettingsChecked> {
  try {
    const report = await settings();
    return { findings: inArea("settings", checksOf(report)), config: report.config };
  } catch (thrown) {
    const error = toOpsError(thrown);
    if (error.kind !== "config") throw error;
    const problems = (error.facts.problems ?? []) as Problem[];
    const checks = problems.length > 0 ? problems.map(problemCheck) : [failed("ops.toml", error)];
    return { findings: inArea("settings", checks), config: null };
  }
}

function checksOf({ config, file, warnings }: SettingsReport): Check[] {
  const accounts = countText(Object.keys(config.carriers).length, "carrier account");
  const shops = countText(config.connections.length, "shop");
  const next = "Add a marketplace with a shop to ops.toml.";
  return [
    ok("ops.toml", `${file}: ${shops}, ${accounts}`),
    ...(config.connections.length === 0 ? [bad("shops", { detail: "no shop is set up", next })] : []),
    ...warnings.map(({ key, problem }) =>
      warn("keys", { detail: `${key} ${problem}`, next: `Edit ${file}.` }),
    ),
  ];
}

const problemCheck = ({ key, problem, source }: Problem): Check =>
  bad("keys", {
    detail: `${key} ${problem}${source === null ? "" : ` (${source})`}`,
    next: "Correct it in ops.toml or in the environment.",
  });
