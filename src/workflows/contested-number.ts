import type { Tx } from "../db/database.ts";
import { closeFailures, recordFailure } from "../db/stores/failures.ts";
import { logOperation } from "../db/stores/operations.ts";
import { lockStatus, moveOrder } from "../db/stores/order-status.ts";
import { getOrder } from "../db/stores/orders.ts";
import { findNumberHolder, type Shipment, updateShipment } from "../db/stores/shipments.ts";
import type { OpsContext } from "./context.ts";

/** Two orders claim one number: a person is told which, and how to settle it. */
export async function reportContest(ctx: OpsContext, tx: Tx, shipment: Shipment): Promise<void> {
  const { orderId, carrier, contestedPin, carrierShipmentId } = shipment;
  if (contestedPin === null) return;
  const { connection } = await getOrder(tx, orderId);
  const holder = await findNumberHolder(tx, { carrier, trackingPin: contestedPin });
  await recordFailure(tx, {
    processName: "TrackingUpdate",
    relatedId: orderId,
    connection,
    code: "number_contested",
    details: `${carrier} gave label ${contestedPin} for order ${orderId}, but ${claimOf(holder, contestedPin)}. ${waysOut(holder, orderId)}`,
    payload: {
      trackingPin: contestedPin,
      holder: holder?.orderId ?? null,
      shipmentId: shipment.shipmentId,
      carrierShipmentId,
      requestKey: shipment.requestKey,
    },
    needs: "human",
    retryAt: null,
    at: ctx.clock.now(),
  });
}

/** Whether a person has booked the number of a label, and not the carrier. */
export const isBookedByHand = ({ purchase, carrierShipmentId }: Shipment): boolean =>
  purchase === "bought" && carrierShipmentId === null;

function claimOf(holder: Shipment | null, number: string): string {
  if (holder === null) return `another order had ${number} at that moment`;
  const whence = isBookedByHand(holder)
    ? `as ${holder.createdBy} booked it on ${(holder.boughtAt ?? holder.createdAt).toISOString().slice(0, "YYYY-MM-DD".length)}`
    : `as the carrier's own shipment ${holder.carrierShipmentId}`;
  return `order ${holder.orderId} has it already, ${whence}`;
}

function waysOut(holder: Shipment | null, orderId: string): string {
  const correct = `If the carrier says another number: ops labels found ${orderId} NUMBER.`;
  const giveUp = `To give this label up and buy another: ops labels disown ${orderId}.`;
  return holder !== null && isBookedByHand(holder)
    ? `If it is order ${orderId}'s label: ops labels disown ${holder.orderId}. ${correct}`
    : `Ask the carrier which parcel has it. ${correct} ${giveUp}`;
}

interface Settling {
  shipment: Shipment;
  number: string;
  notes: string;
}

/** A label that waited for its number has it: its order goes on to the push. */
export async function settleContest(
  ctx: OpsContext,
  tx: Tx,
  { shipment, number, notes }: Settling,
): Promise<void> {
  const { shipmentId, orderId, carrier, requestKey } = shipment;
  const at = ctx.clock.now();
  const status = await lockStatus(tx, orderId);
  await updateShipment(tx, shipmentId, { trackingPin: number, contestedPin: null });
  const closing = { relatedId: orderId, processName: "TrackingUpdate", by: ctx.actor, at };
  await closeFailures(tx, { ...closing, resolution: notes });
  const doing = { orderId, actor: ctx.actor, at, action: "settle_number", carrier };
  await logOperation(tx, {
    ...doing,
    scope: "carrier",
    status: "OK",
    message: notes,
    meta: { requestKey, trackingPin: number },
  });
  if (status === "awaiting_tracking") await moveOrder(tx, { ...doing, from: [status], to: "tracked", notes });
}
