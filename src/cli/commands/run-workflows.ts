import { openPauses } from "../../db/stores/pauses.ts";
import { OpsError } from "../../domain/errors.ts";
import { pauseName } from "../../domain/pause-scope.ts";
import type { RunReport } from "../../engine/run-report.ts";
import { nearestName } from "../../platform/config/nearest-name.ts";
import type { OpsContext } from "../../workflows/context.ts";
import { planCycle } from "../../workflows/plan-cycle.ts";
import { CYCLE, runCycle, WORKFLOWS } from "../../workflows/run-cycle.ts";
import type { CommandRun, Handler } from "../command.ts";
import { cycleProgress } from "../cycle-progress.ts";
import { demandShop } from "../demand-shop.ts";
import { renderPlan, renderReports } from "../output/run-reports.ts";

interface RunInput {
  dryRun: boolean;
}

export interface RunResult {
  failed: number;
  workflows: RunReport[];
}

const NAMES = CYCLE.map(({ name }) => name);
const ALL_NAMES = WORKFLOWS.map(({ name }) => name);

/** `ops run`: one whole cycle. */
export const run: Handler<RunInput & { only: string[] }> = (command) => {
  const { only } = command.input;
  for (const name of only) known(name);
  return runThese(command, only.length > 0 ? only : NAMES);
};

function known(name: string): void {
  if (ALL_NAMES.includes(name)) return;
  const nearest = nearestName(name, ALL_NAMES);
  throw new OpsError("bad_argument", `There is no workflow ${name}.`, {
    hint: nearest ? `Did you mean --only ${nearest}?` : `--only takes ${ALL_NAMES.join(", ")}.`,
  });
}

/** A subcommand that runs some workflows; read-backs go with what they confirm. */
export const runOnly =
  (...names: string[]): Handler<RunInput> =>
  (command) =>
    runThese(command, names);

/** Runs workflows, those of the cycle when none is named, on open resources, with a progress bar. */
export async function runOn(
  { output, signal }: CommandRun<unknown>,
  { ops, only = NAMES }: { ops: OpsContext; only?: readonly string[] },
): Promise<RunResult> {
  const progress = cycleProgress(output);
  const workflows = await runCycle(ops, { only, signal, ...progress.listeners }).finally(progress.done);
  return { failed: workflows.reduce((sum, report) => sum + report.failed.length, 0), workflows };
}

/** Says why less may be done than could be. Answers whether trouble is the cause, and not a person's wish. */
async function tellPauses({ output }: CommandRun<unknown>, { db }: OpsContext): Promise<boolean> {
  const pauses = await openPauses(db);
  for (const { scope, reason } of pauses) {
    const name = pauseName(scope);
    output.warn(`${name} is paused (${reason}); to go on: ops resume ${name}`);
  }
  return pauses.some(({ code }) => code !== "paused");
}

async function runThese(command: CommandRun<RunInput>, only: readonly string[]): Promise<number> {
  const { output, input, clock } = command;
  demandShop((await command.settings()).config);
  const ops = await command.ops();
  if (input.dryRun) {
    const now = clock.now();
    const plan = await planCycle(ops, only);
    await tellPauses(command, ops);
    await output.result({ plan }, (data, screen) => renderPlan(data, { screen, now }));
    return 0;
  }
  const result = await runOn(command, { ops, only });
  const isHeldUp = await tellPauses(command, ops);
  const now = clock.now();
  await output.result(result, (data, screen) => renderReports(data, { screen, now }));
  return result.failed > 0 || isHeldUp ? 1 : 0;
}
