import type { Tx } from "../db/database.ts";
import { recordFailure } from "../db/stores/failures.ts";
import { lockStatus, moveOrder } from "../db/stores/order-status.ts";
import { findLiveShipment, type Shipment, updateShipment } from "../db/stores/shipments.ts";
import type { OpsContext } from "./context.ts";

interface Checked {
  orderId: string;
  connection: string;
}

/**
 * After an order was read back and is not shown as shipped: a push that the marketplace refused has failed; others are
 * looked for again after the next wait. When the tries are used up a person is asked about one that it took; one whose
 * answer was lost, or whose process died, is sent again.
 */
export async function checkPush(ctx: OpsContext, tx: Tx, { orderId, connection }: Checked): Promise<void> {
  const shipment = await findLiveShipment(tx, orderId);
  const at = ctx.clock.now();
  if (!shipment?.nextPushCheckAt || shipment.nextPushCheckAt > at) return;
  const { confirmTries, confirmWaitMs } = ctx.config.shipping;
  const pushChecks = shipment.pushChecks + 1;
  if (shipment.pushError === null && pushChecks < confirmTries) {
    const wait = confirmWaitMs[Math.min(pushChecks, confirmWaitMs.length - 1)] ?? 0;
    return updateShipment(tx, shipment.shipmentId, {
      pushChecks,
      nextPushCheckAt: new Date(at.getTime() + wait),
    });
  }
  await updateShipment(tx, shipment.shipmentId, {
    pushChecks,
    nextPushCheckAt: null,
    pushError: null,
    shipSentAt: null,
  });
  if (shipment.pushError !== null || shipment.shipAnsweredAt !== null)
    await failPush(ctx, tx, { shipment, connection, pushChecks });
}

async function failPush(
  ctx: OpsContext,
  tx: Tx,
  { shipment, connection, pushChecks }: { shipment: Shipment; connection: string; pushChecks: number },
): Promise<void> {
  const { orderId, pushError } = shipment;
  const at = ctx.clock.now();
  const status = await lockStatus(tx, orderId);
  if (status !== "tracked" && status !== "push_failed") return;
  const details =
    pushError ?? `After ${pushChecks} readings the marketplace does not show the order as shipped.`;
  await recordFailure(tx, {
    processName: "TrackingUpdate",
    relatedId: orderId,
    connection,
    code: pushError ? "marketplace_rejected" : "push_not_confirmed",
    details,
    payload: {
      trackingPin: shipment.trackingPin,
      trackingPushedAt: shipment.trackingPushedAt,
      shipSentAt: shipment.shipSentAt,
    },
    needs: "human",
    retryAt: null,
    at,
  });
  if (status === "push_failed") return;
  await moveOrder(tx, {
    orderId,
    from: ["tracked"],
    to: "push_failed",
    notes: details,
    actor: ctx.actor,
    at,
    action: "update_tracking",
    carrier: shipment.carrier,
  });
}
