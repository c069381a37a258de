import { OpsError } from "../../domain/errors.ts";
import type { RunReport } from "../../engine/run-report.ts";
import { planCycle } from "../../workflows/plan-cycle.ts";
import { CYCLE, runCycle } from "../../workflows/run-cycle.ts";
import type { CommandRun, Handler } from "../command.ts";
import { cycleProgress } from "../cycle-progress.ts";
import { renderPlan, renderReports } from "../output/run-reports.ts";
import { withOps } from "../with-ops.ts";

interface RunInput {
  dryRun: boolean;
  only?: string[];
}

/** `ops run`: one whole cycle. */
export const run: Handler<RunInput> = (command) => {
  const { only = [] } = command.input;
  const known = CYCLE.map(({ name }) => name);
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new OpsError("bad_argument", `There is no workflow ${unknown.join(", ")}.`, {
      hint: `--only takes ${known.join(", ")}.`,
    });
  return runThese(command, only.length > 0 ? only : known);
};

/** A subcommand that runs some workflows of the cycle; read-backs go with what they confirm. */
export const runOnly =
  (...names: string[]): Handler<RunInput> =>
  (command) =>
    runThese(command, names);

async function runThese(command: CommandRun<RunInput>, only: string[]): Promise<number> {
  const { output, input, signal } = command;
  return withOps(command, async (ops) => {
    if (input.dryRun) {
      await output.result({ plan: await planCycle(ops, only) }, renderPlan);
      return 0;
    }
    const progress = cycleProgress(output);
    const reports = await runCycle(ops, { only, signal, ...progress.listeners }).finally(progress.done);
    const failed = reports.reduce((sum, report) => sum + report.failed.length, 0);
    await output.result({ failed, workflows: reports }, renderReports);
    return failed > 0 ? 1 : 0;
  });
}

export type RunResult = { failed: number; workflows: RunReport[] };
