import { OpsError } from "../domain/errors.ts";
import type { DueUnit } from "./due-unit.ts";
import type { Claim } from "./queue.ts";
import type { ClaimedUnit, EngineContext } from "./workflow.ts";

export interface ClaimedUnitState extends ClaimedUnit {
  readonly isSettled: boolean;
}

/** A unit with the claim on it, which `settle` ends together with what came of the unit. */
export function claimedUnit(
  ctx: EngineContext,
  { queueName, claim, due }: { queueName: string; claim: Claim; due: DueUnit },
): ClaimedUnitState {
  let isSettled = false;
  const lost = () =>
    new OpsError("job_lost", `The claim on ${due.id} was taken over.`, { facts: { unit: due.id } });
  return {
    ...due,
    get isSettled() {
      return isSettled;
    },
    async settle(change) {
      await ctx.db.transaction(async (tx) => {
        await change(tx);
        if (!(await ctx.queue.complete(queueName, claim.jobId, tx))) throw lost();
      });
      isSettled = true;
    },
    async assertHeld(tx) {
      if (!(await ctx.queue.holds(queueName, claim.jobId, tx))) throw lost();
    },
  };
}
