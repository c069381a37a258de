import { findAcceptance } from "../db/stores/acceptances.ts";
import { earliestOf } from "../engine/next-appointment.ts";
import { runWorkflow } from "../engine/run-workflow.ts";
import type { OpsContext } from "./context.ts";
import { readBackOrders } from "./read-back-orders.ts";
import type { CycleOptions } from "./run-cycle.ts";

interface Confirming extends Omit<CycleOptions, "only"> {
  orderIds: readonly string[];
}

/** Reads decisions back that were just sent, until the marketplace shows each or a cycle's waiting time is over. */
export async function confirmDecisions(ctx: OpsContext, { orderIds, ...options }: Confirming): Promise<void> {
  const giveUpAt = ctx.clock.now().getTime() + ctx.config.engine.cycleWaitMs;
  while (!options.signal?.aborted) {
    const since = ctx.clock.now();
    await runWorkflow(ctx, readBackOrders, options);
    const next = await nextCheck(ctx, orderIds);
    // What was due and still is can not be read now: the marketplace is paused or does not answer.
    if (next === null || next <= since || next.getTime() > giveUpAt) return;
    options.onWait?.(next);
    const waitMs = Math.max(0, next.getTime() - ctx.clock.now().getTime());
    try {
      await ctx.clock.sleep(waitMs + 1, options.signal);
    } catch (thrown) {
      if (options.signal?.aborted) return;
      throw thrown;
    }
  }
}

async function nextCheck(ctx: OpsContext, orderIds: readonly string[]): Promise<Date | null> {
  const acceptances = await Promise.all(orderIds.map((orderId) => findAcceptance(ctx.db, orderId)));
  return earliestOf(
    acceptances.map((acceptance) => (acceptance?.state === "sent" ? acceptance.nextCheckAt : null)),
  );
}
