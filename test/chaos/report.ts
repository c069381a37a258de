import { columns, seconds } from "../../bench/columns.ts";
import type { Outcome } from "./run-scenario.ts";

const HEAD = ["scenario", "account", "orders", "kills", "recovered", "with a person", "duration"];

/** A line per scenario and account, what was wrong, and the figures that decide. */
export function renderReport(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => [
    outcome.scenario,
    outcome.contract ? "contract" : "no contract",
    String(outcome.orders),
    String(outcome.kills),
    String(outcome.recoveries.length),
    String(outcome.withPerson),
    seconds(outcome.durationMs),
  ]);
  const problems = outcomes.flatMap((outcome) =>
    outcome.problems.map((problem) => `FAILED  ${outcome.scenario}, ${account(outcome)}: ${problem}`),
  );
  const sum = (figure: (outcome: Outcome) => number) =>
    outcomes.reduce((total, outcome) => total + figure(outcome), 0);
  return [
    columns([HEAD, ...rows]),
    "",
    ...(problems.length > 0 ? [...problems, ""] : []),
    ...causeLines(outcomes.flatMap(({ causes }) => causes)),
    `take-over of a dead worker's claim p95: ${p95(outcomes.flatMap(({ takeOvers }) => takeOvers))}`,
    `orders: ${sum(({ orders }) => orders)}`,
    `kills: ${sum(({ kills }) => kills)}`,
    `duplicate labels: ${sum(({ duplicates }) => duplicates)}`,
    `lost orders: ${sum(({ lost }) => lost)}`,
    `recovery p95: ${p95(outcomes.flatMap(({ recoveries }) => recoveries))}`,
  ].join("\n");
}

const account = ({ contract }: Outcome) => (contract ? "contract" : "no contract");

/** What persons are asked, most frequent first. */
function causeLines(causes: readonly string[]): string[] {
  const counts = Map.groupBy(causes, (cause) => cause);
  const rows = [...counts].map(([cause, each]) => [cause, String(each.length)]);
  return rows.length === 0 ? [] : [columns([["asked of a person", "times"], ...rows]), ""];
}

function p95(figures: readonly number[]): string {
  const sorted = figures.toSorted((one, other) => one - other);
  const at = sorted[Math.ceil(sorted.length * 0.95) - 1];
  return at === undefined ? "none was needed" : seconds(at);
}

/** Whether everything held; where nothing was tried, nothing was proved. */
export const isWell = (outcomes: readonly Outcome[]): boolean =>
  outcomes.length > 0 &&
  outcomes.every(({ duplicates, lost, problems }) => duplicates + lost + problems.length === 0);
