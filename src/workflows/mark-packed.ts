import { logOperation } from "../db/stores/operations.ts";
import { lockStatus } from "../db/stores/order-status.ts";
import { getOrder } from "../db/stores/orders.ts";
import { findLiveShipment, updateShipment } from "../db/stores/shipments.ts";
import { announceWork } from "../db/work-notices.ts";
import { OpsError } from "../domain/errors.ts";
import type { OpsContext } from "./context.ts";

/**
 * Records that an order's parcel is packed. Where numbers are pushed when packed, `push-tracking` goes on from here.
 * Answers false when it was packed before.
 * @throws `illegal_move` while it has no label, and when it was cancelled
 */
export async function markPacked(ctx: OpsContext, { orderId }: { orderId: string }): Promise<boolean> {
  await getOrder(ctx.db, orderId);
  const at = ctx.clock.now();
  return ctx.db.transaction(async (tx) => {
    const status = await lockStatus(tx, orderId);
    if (status === "cancelled" || status === "refused")
      throw new OpsError("illegal_move", `Order ${orderId} is ${status}: its parcel must not leave.`, {
        facts: { orderId, status },
      });
    const shipment = await findLiveShipment(tx, orderId);
    if (shipment === null || shipment.status === "label_creation_initiated")
      throw new OpsError("illegal_move", `Order ${orderId} has no label yet: there is nothing to pack.`, {
        facts: { orderId },
      });
    if (shipment.packedAt !== null) return false;
    await updateShipment(tx, shipment.shipmentId, { packedAt: at });
    await announceWork(tx);
    await logOperation(tx, {
      at,
      scope: "order",
      action: "pack",
      orderId,
      carrier: shipment.carrier,
      status: "OK",
      message: shipment.trackingPin === null ? undefined : `Parcel ${shipment.trackingPin}.`,
      actor: ctx.actor,
    });
    return true;
  });
}
