import { decide } from "../db/stores/acceptances.ts";
import { closeFailures } from "../db/stores/failures.ts";
import { openHolds } from "../db/stores/holds.ts";
import { findObservation } from "../db/stores/observations.ts";
import { logOperation } from "../db/stores/operations.ts";
import { lockStatus, moveOrder } from "../db/stores/order-status.ts";
import { getOrder } from "../db/stores/orders.ts";
import { announceWork } from "../db/work-notices.ts";
import { OpsError } from "../domain/errors.ts";
import type { OpsContext } from "./context.ts";

export interface DecideInput {
  orderId: string;
  decision: "accept" | "refuse";
  /** Line ids that are refused while the others are accepted. */
  refusedLines?: string[];
}

/** Records a person's decision on an order; `accept-orders` sends it. */
export async function decideOrder(
  ctx: OpsContext,
  { orderId, decision, refusedLines = [] }: DecideInput,
): Promise<void> {
  await getOrder(ctx.db, orderId);
  const at = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    const status = await lockStatus(tx, orderId);
    if (status !== "pending_acceptance" && status !== "acceptance_failed")
      throw new OpsError(
        "illegal_move",
        `Order ${orderId} is ${status ?? "not actionable yet"}: there is nothing to decide.`,
      );
    const holds = await openHolds(tx, orderId, at);
    if (holds.length > 0)
      throw new OpsError(
        "lost_race",
        `Order ${orderId} is held (${holds.map((hold) => hold.reason).join(", ")}).`,
        {
          hint: `Release it first: ops orders release ${orderId}`,
        },
      );
    const observation = await findObservation(tx, orderId);
    const unknown = refusedLines.filter((id) => !observation?.lines.some((line) => line.lineId === id));
    if (unknown.length > 0)
      throw new OpsError("bad_argument", `Order ${orderId} has no line ${unknown.join(", ")}.`, {
        hint: `Its lines are ${observation?.lines.map((line) => line.lineId).join(", ")}.`,
      });
    if (!(await decide(tx, { orderId, decision, refusedLines, by: ctx.actor, at })))
      throw new OpsError(
        "lost_race",
        `A decision on order ${orderId} was sent already; it is being read back.`,
      );
    if (status === "acceptance_failed")
      await moveOrder(tx, {
        orderId,
        from: ["acceptance_failed"],
        to: "pending_acceptance",
        notes: `${ctx.actor} decided: ${decision}.`,
        actor: ctx.actor,
        at,
        action: decision,
      });
    await closeFailures(tx, {
      relatedId: orderId,
      processName: "OrderAcceptance",
      by: ctx.actor,
      resolution: `decided: ${decision}`,
      at,
    });
    await announceWork(tx);
    await logOperation(tx, {
      at,
      scope: "order",
      action: decision,
      orderId,
      status: "INFO",
      message: `${ctx.actor} decided: ${decision}.`,
      meta: { refusedLines },
      actor: ctx.actor,
    });
  });
}
