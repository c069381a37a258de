import { pauseScope, scopeNamed } from "../../workflows/pause-scope.ts";
import { rehearse } from "../../workflows/rehearse.ts";
import type { CommandRun } from "../command.ts";
import { renderOutcomes } from "../output/render-outcomes.ts";

interface PauseInput {
  name: string;
  reason: string | undefined;
  dryRun: boolean;
}

/** Stops work by name until it is resumed. */
export async function pause(run: CommandRun<PauseInput>): Promise<number> {
  const { name, reason = "no reason given", dryRun } = run.input;
  const ops = await run.ops();
  const scope = scopeNamed(ops, name);
  const isNew = dryRun
    ? await rehearse(ops, (ctx) => pauseScope(ctx, { scope, reason }))
    : await pauseScope(ops, { scope, reason });
  const what = isNew ? `paused; go on with: ops resume ${name}` : "was paused already; nothing changed";
  await run.output.result({ dryRun, done: [{ id: name, what }], failed: [] }, renderOutcomes);
  return 0;
}
