import type { RunReport } from "../../engine/run-report.ts";
import type { PlannedWork } from "../../workflows/plan-cycle.ts";
import type { Screen } from "./screen.ts";
import { table } from "./table.ts";
import { relativeText, retryText } from "./time-text.ts";

const MOST_FAILURES = 20;
const EXAMPLES = 3;

/** What a run came to: a line per workflow, then what failed with the next step. */
export function renderReports(
  { workflows }: { workflows: RunReport[] },
  { screen, now }: { screen: Screen; now: Date },
): string {
  const { theme } = screen;
  const rows = workflows.map(({ workflow, done, waiting, failed, skipped }) => [
    workflow,
    String(done.length),
    String(waiting.length),
    String(failed.length),
    String(skipped.length),
    done.length === 1 ? (done[0]?.what ?? "") : "",
  ]);
  const quiet = (n: string) => (n === "0" ? theme.dim(n) : n);
  const columns = [
    { title: "WORKFLOW" },
    { title: "DONE", align: "right" as const },
    { title: "WAITING", align: "right" as const, paint: quiet },
    {
      title: "FAILED",
      align: "right" as const,
      paint: (n: string) => (n === "0" ? theme.dim(n) : theme.bad(n)),
    },
    { title: "SKIPPED", align: "right" as const, paint: quiet },
    { title: "", flexible: true, paint: theme.dim },
  ];
  return table(columns, rows, screen) + renderFailures(workflows, { screen, now });
}

function renderFailures(workflows: RunReport[], { screen, now }: { screen: Screen; now: Date }): string {
  const { theme } = screen;
  const failed = workflows.flatMap((report) => report.failed);
  if (failed.length === 0) return "";
  const columns = [
    { title: "FAILED", paint: theme.bad },
    { title: "CODE", paint: theme.dim },
    { title: "AGAIN" },
    { title: "WHAT", flexible: true },
  ];
  const rows = failed
    .slice(0, MOST_FAILURES)
    .map(({ id, code, message, retryAt }) => [id, code, retryAt ? retryText(retryAt, now) : "-", message]);
  const more = failed.length > MOST_FAILURES ? `… and ${failed.length - MOST_FAILURES} more\n` : "";
  return `\n${table(columns, rows, screen)}${theme.dim(more)}${theme.accent("next:")} ops failures list\n`;
}

/** What the next run would begin with. */
export function renderPlan(
  { plan }: { plan: PlannedWork[] },
  { screen, now }: { screen: Screen; now: Date },
): string {
  const rows = plan.map(({ workflow, due }) => {
    const nearest = due[0]?.deadline;
    const first = due.slice(0, EXAMPLES).map(({ id }) => id);
    return [
      workflow,
      String(due.length),
      nearest ? relativeText(nearest, now) : "-",
      `${first.join(", ")}${due.length > EXAMPLES ? ", …" : ""}` || "-",
    ];
  });
  const columns = [
    { title: "WORKFLOW" },
    { title: "DUE", align: "right" as const },
    { title: "DEADLINE" },
    { title: "FIRST", flexible: true },
  ];
  return `${table(columns, rows, screen)}\n${screen.theme.dim("Nothing was changed.")}\n`;
}
