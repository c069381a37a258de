import { heldOrders, releaseHolds } from "../db/stores/holds.ts";
import { logOperation } from "../db/stores/operations.ts";
import { findOrderByAnyId } from "../db/stores/orders.ts";
import { announceWork } from "../db/work-notices.ts";
import { OpsError } from "../domain/errors.ts";
import type { OpsContext } from "./context.ts";
import { type LabelQuote, type QuoteListener, quoteLabels } from "./quote-labels.ts";

export interface ReleaseInput {
  /** Our order ids or the marketplace's; empty means every order that the reason holds. */
  orders: string[];
  /** Only holds of this reason. */
  reason: string | null;
  onQuoted?: QuoteListener;
}

export interface ReleasePlan extends LabelQuote {
  orderIds: string[];
  reason: string | null;
}

/** What a release would set free, and what the labels that follow from it would cost. Changes nothing. */
export async function planRelease(
  ctx: OpsContext,
  { orders, reason, onQuoted }: ReleaseInput,
): Promise<ReleasePlan> {
  if (orders.length === 0 && reason === null)
    throw new OpsError("bad_argument", "Name the orders to release, or the reason that holds them.", {
      hint: "For example: ops orders release --reason cutover",
    });
  const named = await Promise.all(orders.map((id) => idOf(ctx, id)));
  const orderIds = await heldOrders(ctx.db, { orderIds: named, reason, at: ctx.clock.now() });
  return { orderIds, reason, ...(await quoteLabels(ctx, { orderIds, releasing: reason, onSeen: onQuoted })) };
}

async function idOf(ctx: OpsContext, id: string): Promise<string> {
  const order = await findOrderByAnyId(ctx.db, id);
  if (!order) throw new OpsError("not_found", `There is no order ${id}.`, { facts: { id } });
  return order.orderId;
}

/** Ends the holds of a plan: from now on the orders are worked on like any other. Answers how many holds ended. */
export function releaseOrders(ctx: OpsContext, { orderIds, reason }: ReleasePlan): Promise<number> {
  const at = ctx.clock.now();
  return ctx.db.transaction(async (tx) => {
    const released = await releaseHolds(tx, { orderIds, reason: reason ?? undefined, by: ctx.actor, at });
    await announceWork(tx);
    for (const orderId of orderIds)
      await logOperation(tx, {
        at,
        scope: "order",
        action: "release",
        orderId,
        status: "OK",
        message: reason ?? undefined,
        actor: ctx.actor,
      });
    return released;
  });
}
