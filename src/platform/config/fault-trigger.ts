import { FAULT_POINT_NAMES } from "../../domain/fault-points.ts";
import type { FaultTrigger } from "./config.ts";
import type { Environment } from "./environment.ts";
import { nearestName } from "./nearest-name.ts";
import type { Problem } from "./problems.ts";
import { isTable } from "./settings-tree.ts";

/** Arms a fault point: `create-labels:after-call@3=freeze`. No setting, for it is never meant to stay. */
export const FAULT_VARIABLE = "OPS_FAULT_POINT";

const TRIGGER = /^([a-z-]+:[a-z-]+)(?:@([1-9]\d{0,5}))?(?:=(kill|freeze))?$/;

/** What the variable arms; null when it is not set or cannot be understood, which `faultProblems` tells. */
export function faultTriggerIn(env: Environment): FaultTrigger | null {
  const [, point, pass = "1", action = "kill"] = TRIGGER.exec(env[FAULT_VARIABLE] ?? "") ?? [];
  if (point === undefined || !FAULT_POINT_NAMES.includes(point)) return null;
  return { point, pass: Number(pass), action: action === "freeze" ? "freeze" : "kill" };
}

/** What is wrong with the variable: a point that there is not, or a shop in which real money would be at stake. */
export function faultProblems({ env, table }: { env: Environment; table: unknown }): Problem[] {
  const armed = env[FAULT_VARIABLE];
  if (!armed) return [];
  const problem = (text: string): Problem[] => [
    { key: FAULT_VARIABLE, problem: text, source: "environment" },
  ];
  if (faultTriggerIn(env) === null) {
    const nearest = nearestName(armed.replace(/[@=].*$/, ""), FAULT_POINT_NAMES);
    const meant = nearest
      ? `: did you mean ${nearest}?`
      : `, of which there are ${FAULT_POINT_NAMES.join(", ")}`;
    return problem(`must be EFFECT:POINT, with @PASS and =kill or =freeze behind it if wanted${meant}`);
  }
  const real = (["marketplaces", "carriers"] as const).flatMap((kind) => productionIn(table, kind));
  if (real.length === 0) return [];
  return problem(`is for trials only and must be unset: in production are ${real.join(", ")}`);
}

function productionIn(table: unknown, kind: "marketplaces" | "carriers"): string[] {
  const entries = isTable(table) && isTable(table[kind]) ? table[kind] : {};
  return Object.entries(entries).flatMap(([name, entry]) =>
    isTable(entry) && entry.environment === "production" ? [`${kind}.${name}`] : [],
  );
}
