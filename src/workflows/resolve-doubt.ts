import type { Tx } from "../db/database.ts";
import { isUniqueViolation } from "../db/database-error.ts";
import { closeFailures } from "../db/stores/failures.ts";
import { logOperation } from "../db/stores/operations.ts";
import { lockStatus, moveOrder, walkOrder } from "../db/stores/order-status.ts";
import { getOrder } from "../db/stores/orders.ts";
import { endShipment, findLiveShipment, type Shipment, updateShipment } from "../db/stores/shipments.ts";
import { announceWork } from "../db/work-notices.ts";
import { OpsError } from "../domain/errors.ts";
import type { OpsContext } from "./context.ts";
import { orphanLabel } from "./orphan-label.ts";

/**
 * A person found the label of a purchase in doubt: it is booked with its number, and the order goes on. One that has
 * ended asks for a refund.
 * @throws `bad_argument` when another order's label has the number
 */
export async function labelFound(
  ctx: OpsContext,
  { orderId, trackingPin }: { orderId: string; trackingPin: string },
): Promise<void> {
  const at = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    const shipment = await inDoubt(tx, orderId);
    const bought = { ...shipment, purchase: "bought" as const, trackingPin };
    await bookFound(tx, bought, at);
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
    else {
      const { connection } = await getOrder(tx, orderId);
      await orphanLabel(tx, { shipment: bought, connection, why: `the order is ${status}`, at });
    }
    await record(ctx, tx, {
      shipment,
      action: "label_found",
      message: `It exists: ${trackingPin}.`,
      answers: ["ShippingLabelCreation"],
    });
  });
}

async function bookFound(tx: Tx, { shipmentId, purchase, trackingPin }: Shipment, at: Date): Promise<void> {
  const found = { purchase, trackingPin, status: "label_created" as const, boughtAt: at, nextLookUpAt: null };
  try {
    await updateShipment(tx, shipmentId, found);
  } catch (thrown) {
    if (!isUniqueViolation(thrown, "tracking_pin_is_unique")) throw thrown;
    throw new OpsError("bad_argument", `Label ${trackingPin} is another order's.`, {
      facts: { trackingPin },
      hint: "Look at the number again: `ops orders list` finds the order that has it.",
      cause: thrown,
    });
  }
}

/** A person is sure that no label was bought: the purchase ends, and a new one may be made under a new key. */
export async function labelMissing(ctx: OpsContext, { orderId }: { orderId: string }): Promise<void> {
  const at = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    const shipment = await inDoubt(tx, orderId);
    await endShipment(tx, { shipmentId: shipment.shipmentId, as: "never_created", at });
    const status = await lockStatus(tx, orderId);
    const message = `${ctx.actor} found no label with the carrier.`;
    if (status === "label_failed")
      await moveOrder(tx, {
        orderId,
        from: [status],
        to: "accepted",
        notes: `${message} One is bought again.`,
        actor: ctx.actor,
        at,
        action: "create_shipment",
      });
    await record(ctx, tx, {
      shipment,
      action: "label_missing",
      message,
      answers: ["ShippingLabelCreation", "LabelOrphaned"],
    });
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
  /** The processes whose failures asked about it. */
  answers: string[];
}

async function record(
  ctx: OpsContext,
  tx: Tx,
  { shipment, action, message, answers }: Recording,
): Promise<void> {
  const { orderId } = shipment;
  const at = ctx.clock.now();
  const closing = { relatedId: orderId, by: ctx.actor, resolution: message, at };
  for (const processName of answers) await closeFailures(tx, { ...closing, processName });
  await announceWork(tx);
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
