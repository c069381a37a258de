import type { Tx } from "../db/database.ts";
import { closeFailures } from "../db/stores/failures.ts";
import { logOperation } from "../db/stores/operations.ts";
import { lockStatus, moveOrder, walkOrder } from "../db/stores/order-status.ts";
import { endShipment, findLiveShipment, type Shipment, updateShipment } from "../db/stores/shipments.ts";
import { OpsError } from "../domain/errors.ts";
import type { OpsContext } from "./context.ts";

/** A person found the label of a purchase in doubt: it is booked with its number, and the order goes on. */
export async function labelFound(
  ctx: OpsContext,
  { orderId, trackingPin }: { orderId: string; trackingPin: string },
): Promise<void> {
  const at = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    const shipment = await inDoubt(tx, orderId);
    await updateShipment(tx, shipment.shipmentId, {
      purchase: "bought",
      status: "label_created",
      trackingPin,
      boughtAt: at,
      nextLookUpAt: null,
    });
    const status = await lockStatus(tx, orderId);
    if (status === "accepted" || status === "label_failed")
      await walkOrder(tx, {
        orderId,
        from: status,
        to: "tracked",
        notes: `${ctx.actor} found label ${trackingPin} with the carrier.`,
        actor: ctx.actor,
        at,
        action: "create_shipment",
        carrier: shipment.carrier,
      });
    await record(ctx, tx, { shipment, action: "label_found", message: `It exists: ${trackingPin}.` });
  });
}

/** A person is sure that no label was bought: the purchase ends, and a new one may be made under a new key. */
export async function labelMissing(ctx: OpsContext, { orderId }: { orderId: string }): Promise<void> {
  const at = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    const shipment = await inDoubt(tx, orderId);
    await endShipment(tx, { shipmentId: shipment.shipmentId, as: "never_created", at });
    const notes = `${ctx.actor} found no label with the carrier: one is bought again.`;
    if ((await lockStatus(tx, orderId)) === "label_failed")
      await moveOrder(tx, {
        orderId,
        from: ["label_failed"],
        to: "accepted",
        notes,
        actor: ctx.actor,
        at,
        action: "create_shipment",
      });
    await record(ctx, tx, { shipment, action: "label_missing", message: notes });
  });
}

async function inDoubt(tx: Tx, orderId: string): Promise<Shipment> {
  await lockStatus(tx, orderId);
  const shipment = await findLiveShipment(tx, orderId);
  if (shipment?.purchase === "in_doubt") return shipment;
  throw new OpsError("illegal_move", `Order ${orderId} has no purchase in doubt.`, {
    hint: `Look at it with: ops orders show ${orderId}`,
  });
}

interface Recording {
  shipment: Shipment;
  action: string;
  message: string;
}

async function record(ctx: OpsContext, tx: Tx, { shipment, action, message }: Recording): Promise<void> {
  const { orderId } = shipment;
  const at = ctx.clock.now();
  await closeFailures(tx, {
    relatedId: orderId,
    processName: "ShippingLabelCreation",
    by: ctx.actor,
    resolution: message,
    at,
  });
  await logOperation(tx, {
    at,
    scope: "carrier",
    action,
    orderId,
    carrier: shipment.carrier,
    status: "OK",
    message,
    meta: { requestKey: shipment.requestKey },
    actor: ctx.actor,
  });
}
