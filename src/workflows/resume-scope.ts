import { closeFailures } from "../db/stores/failures.ts";
import { logOperation } from "../db/stores/operations.ts";
import { resume } from "../db/stores/pauses.ts";
import { announceWork } from "../db/work-notices.ts";
import type { OpsContext } from "./context.ts";

/** Lifts a pause and closes the failure that told of it. Answers false when nothing was paused. */
export function resumeScope(
  ctx: OpsContext,
  { scope, resolution }: { scope: string; resolution: string },
): Promise<boolean> {
  const at = ctx.clock.now();
  return ctx.db.transaction(async (tx) => {
    if (!(await resume(tx, { scope, by: ctx.actor, at }))) return false;
    await announceWork(tx);
    await closeFailures(tx, { relatedId: scope, by: ctx.actor, resolution, at });
    await logOperation(tx, {
      at,
      scope: "engine",
      action: "resume",
      status: "OK",
      message: `${scope}: ${resolution}`,
      actor: ctx.actor,
    });
    return true;
  });
}
