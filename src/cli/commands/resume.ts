import { restoredBackup } from "../../db/restore-pause.ts";
import { openPauses, type PauseRow } from "../../db/stores/pauses.ts";
import { OpsError } from "../../domain/errors.ts";
import { pauseName } from "../../domain/pause-scope.ts";
import { nearestName } from "../../platform/config/nearest-name.ts";
import type { OpsContext } from "../../workflows/context.ts";
import { rehearse } from "../../workflows/rehearse.ts";
import { resumeScope } from "../../workflows/resume-scope.ts";
import { attemptEach } from "../attempt-each.ts";
import type { CommandRun } from "../command.ts";
import { renderOutcomes } from "../output/render-outcomes.ts";

interface ResumeInput {
  names: string[];
  dryRun: boolean;
}

/** Lifts pauses by the names that `ops doctor` shows; that of a shop lifts those of its single operations too. */
export async function resume(run: CommandRun<ResumeInput>): Promise<number> {
  const { names, dryRun } = run.input;
  const ops = await run.ops();
  const lift = async (ctx: OpsContext, name: string) => {
    const pauses = pausesNamed(name, await openPauses(ctx.db));
    if (pauses.some((pause) => restoredBackup(pause) !== null))
      run.output.warn(
        "What was bought since the backup may be bought again: ops reconcile compares before it lifts this pause.",
      );
    for (const { scope } of pauses) await resumeScope(ctx, { scope, resolution: `resumed by ${ctx.actor}` });
    return `resumed; it was paused for: ${pauses.map(({ reason }) => reason).join("; ")}`;
  };
  const outcomes = await attemptEach(run, {
    label: "resume",
    ids: names,
    act: (name) => (dryRun ? rehearse(ops, (ctx) => lift(ctx, name)) : lift(ops, name)),
  });
  await run.output.result({ dryRun, ...outcomes }, renderOutcomes);
  return outcomes.failed.length > 0 ? 1 : 0;
}

function pausesNamed(name: string, pauses: PauseRow[]): PauseRow[] {
  const meant = pauses.filter(({ scope }) => {
    const shown = pauseName(scope);
    return scope === name || shown === name || shown.startsWith(`${name}#`);
  });
  if (meant.length > 0) return meant;
  const open = pauses.map(({ scope }) => pauseName(scope));
  const nearest = nearestName(name, open);
  throw new OpsError("not_found", `Nothing that is called ${name} is paused.`, {
    facts: { name, paused: open },
    hint: nearest
      ? `Did you mean ${nearest}?`
      : open.length > 0
        ? `Paused are: ${open.join(", ")}.`
        : "Nothing is paused at all; `ops doctor` tells what else may be wrong.",
  });
}
