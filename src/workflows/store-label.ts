import type { Tx } from "../db/database.ts";
import { closeFailures, recordFailure } from "../db/stores/failures.ts";
import { lockStatus, walkOrder } from "../db/stores/order-status.ts";
import { recordLabel, type Shipment } from "../db/stores/shipments.ts";
import type { StoredLabel } from "../platform/label-store.ts";
import type { OpsContext } from "./context.ts";
import { orphanLabel } from "./orphan-label.ts";
import { carrierOf, factsOf, type Purchase } from "./purchase.ts";

/** Fetches a paid label, stores it durably, and only then moves the order. Safe to repeat. */
export async function storeLabel(ctx: OpsContext, purchase: Purchase): Promise<string> {
  const { unit, order, shipment } = purchase;
  const label = await carrierOf(ctx, purchase).fetchLabel(factsOf(shipment), order.orderId);
  const stored = await ctx.labels.save({
    orderId: order.orderId,
    name: `${shipment.parcelNo}-${shipment.generation}`,
    extension: label.extension,
    bytes: label.bytes,
  });
  await unit.settle(async (tx) => {
    await moveLabelled(ctx, tx, { purchase, stored });
    ctx.passFaultPoint("create-labels", "before-outcome");
  });
  ctx.passFaultPoint("create-labels", "after-outcome");
  return `label ${shipment.trackingPin ?? shipment.carrierShipmentId} in ${stored.path}`;
}

async function moveLabelled(
  ctx: OpsContext,
  tx: Tx,
  { purchase, stored }: { purchase: Purchase; stored: StoredLabel },
): Promise<void> {
  const { orderId, connection } = purchase.order;
  const { shipmentId } = purchase.shipment;
  const at = ctx.clock.now();
  const status = await lockStatus(tx, orderId);
  const shipment = await recordLabel(tx, { shipmentId, ...stored, at });
  // Given up while it was fetched: whoever did so, or recorded the purchase, has told a person.
  if (shipment.endedAt) return;
  if (status !== "accepted" && status !== "label_failed")
    return orphanLabel(tx, { shipment, connection, why: `the order is ${status}`, at });
  await walkOrder(tx, {
    orderId,
    from: status,
    to: shipment.trackingPin === null ? "awaiting_tracking" : "tracked",
    notes: notesOn(shipment),
    actor: ctx.actor,
    at,
    action: "create_shipment",
    carrier: shipment.carrier,
  });
  if (shipment.trackingPin === null && shipment.contestedPin === null)
    await reportNumberless(tx, { shipment, connection, at });
  const closing = { relatedId: orderId, processName: "ShippingLabelCreation", by: ctx.actor, at };
  await closeFailures(tx, { ...closing, resolution: "the label is stored" });
}

function notesOn({ trackingPin, contestedPin }: Shipment): string {
  if (trackingPin !== null) return `Number ${trackingPin}.`;
  if (contestedPin !== null) return `Another order has its number ${contestedPin}.`;
  return "The carrier gives no number for this service.";
}

const reportNumberless = (
  tx: Tx,
  { shipment, connection, at }: { shipment: Shipment; connection: string; at: Date },
) =>
  recordFailure(tx, {
    processName: "TrackingUpdate",
    relatedId: shipment.orderId,
    connection,
    code: "not_shippable",
    details: `Label ${shipment.carrierShipmentId} of ${shipment.carrier} has no tracking number: confirm the shipment at the marketplace by hand.`,
    payload: { shipmentId: shipment.shipmentId, serviceCode: shipment.serviceCode },
    needs: "human",
    retryAt: null,
    at,
  });
