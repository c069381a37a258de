import { holdOrder as recordHold } from "../db/stores/holds.ts";
import { logOperation } from "../db/stores/operations.ts";
import { getOrder } from "../db/stores/orders.ts";
import type { OpsContext } from "./context.ts";

export interface HoldInput {
  orderId: string;
  note: string | null;
  /** When it ends by itself; null stands until it is released. */
  until: Date | null;
}

/** Keeps every workflow away from an order. Answers false when a person holds it already. */
export async function holdOrder(ctx: OpsContext, { orderId, note, until }: HoldInput): Promise<boolean> {
  await getOrder(ctx.db, orderId);
  const at = ctx.clock.now();
  return ctx.db.transaction(async (tx) => {
    const isNew = await recordHold(tx, { orderId, reason: "manual", note, until, by: ctx.actor, at });
    if (isNew)
      await logOperation(tx, {
        at,
        scope: "order",
        action: "hold",
        orderId,
        status: "OK",
        message: note ?? undefined,
        actor: ctx.actor,
      });
    return isNew;
  });
}
