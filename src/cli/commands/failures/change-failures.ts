import { type FailureRow, findFailure } from "../../../db/stores/failures.ts";
import type { OpsContext } from "../../../workflows/context.ts";
import { rehearse } from "../../../workflows/rehearse.ts";
import { attemptEach, type Outcomes } from "../../attempt-each.ts";
import type { CommandRun } from "../../command.ts";
import { renderOutcomes } from "../../output/render-outcomes.ts";
import { renderReports } from "../../output/run-reports.ts";
import type { Screen } from "../../output/screen.ts";
import { type RunResult, runOn } from "../run-workflows.ts";
import { type ChoiceInput, chooseFailures, failureIdIn } from "./choose-failures.ts";

export interface ChangeInput extends ChoiceInput {
  dryRun: boolean;
  run: boolean;
}

interface FailureChange {
  /** Names the work on the progress bar: `retry`. */
  label: string;
  change(ctx: OpsContext, failureId: number): Promise<FailureRow>;
  what(failure: FailureRow): string;
}

interface Changed extends Outcomes {
  dryRun: boolean;
  /** What the cycle came to; null when it did not run. */
  run: RunResult | null;
}

/** Changes the failures that are named or filtered, and with `--run` lets a cycle take up what they leave. */
export async function changeFailures(
  run: CommandRun<ChangeInput>,
  { label, change, what }: FailureChange,
): Promise<number> {
  const { dryRun } = run.input;
  const ops = await run.ops();
  const ids = await chooseFailures(ops, run.input);
  const startedAt = run.clock.now();
  const settled = new Map<string, string>();
  const changeOne = async (ctx: OpsContext, id: string) => {
    const failureId = failureIdIn(id);
    const closed = await closedSince(ctx, { failureId, startedAt });
    const by = closed && settled.get(closed.relatedId);
    if (by) return `${closed.relatedId}: closed with failure ${by}`;
    const failure = await change(ctx, failureId);
    settled.set(failure.relatedId, id);
    return `${failure.relatedId}: ${what(failure)}`;
  };
  const outcomes = await attemptEach(run, {
    label,
    ids,
    act: (id) => (dryRun ? rehearse(ops, (ctx) => changeOne(ctx, id)) : changeOne(ops, id)),
  });
  const runs = run.input.run && !dryRun && outcomes.done.length > 0;
  const cycle = runs ? await runOn(run, { ops }) : null;
  const now = run.clock.now();
  await run.output.result({ dryRun, ...outcomes, run: cycle }, (data, screen) =>
    render(data, { screen, now }),
  );
  return outcomes.failed.length > 0 || (cycle?.failed ?? 0) > 0 ? 1 : 0;
}

/** A failure that what this command does to another may have closed; null for one that was open or closed before. */
async function closedSince(
  { db }: OpsContext,
  { failureId, startedAt }: { failureId: number; startedAt: Date },
): Promise<FailureRow | null> {
  const failure = await findFailure(db, failureId);
  return failure?.resolvedAt && failure.resolvedAt >= startedAt ? failure : null;
}

function render({ run, ...outcomes }: Changed, { screen, now }: { screen: Screen; now: Date }): string {
  if (outcomes.done.length + outcomes.failed.length === 0) return "No open failure is like that.\n";
  const next =
    outcomes.dryRun || outcomes.done.length === 0 ? "" : `${screen.theme.accent("next:")} ops run\n`;
  return (
    renderOutcomes(outcomes, screen) + (run === null ? next : `\n${renderReports(run, { screen, now })}`)
  );
}
