import type { Tx } from "../db/database.ts";
import { isUniqueViolation } from "../db/database-error.ts";
import { closeFailures } from "../db/stores/failures.ts";
import { logOperation } from "../db/stores/operations.ts";
import { lockStatus, moveOrder, walkOrder } from "../db/stores/order-status.ts";
import { getOrder } from "../db/stores/orders.ts";
import {
  endShipment,
  findLiveShipment,
  findNumberHolder,
  type Shipment,
  updateShipment,
} from "../db/stores/shipments.ts";
import { announceWork } from "../db/work-notices.ts";
import { OpsError } from "../domain/errors.ts";
import { settleContest } from "./contested-number.ts";
import type { OpsContext } from "./context.ts";
import { orphanLabel } from "./orphan-label.ts";

/**
 * A person found the label of a purchase in doubt, or the right number of one whose number another order has: it is
 * booked, and the order goes on. One that has ended asks for a refund.
 * @throws `bad_argument` when another order's label has the number
 */
export async function labelFound(
  ctx: OpsContext,
  { orderId, trackingPin }: { orderId: string; trackingPin: string },
): Promise<void> {
  try {
    await ctx.db.transaction(async (tx) => {
      await lockStatus(tx, orderId);
      const shipment = await findLiveShipment(tx, orderId);
      const notes = `${ctx.actor} found label ${trackingPin} with the carrier.`;
      if (shipment?.contestedPin) await settleContest(ctx, tx, { shipment, number: trackingPin, notes });
      else await bookFound(ctx, tx, { orderId, trackingPin });
    });
  } catch (thrown) {
    if (!isUniqueViolation(thrown, "tracking_pin_is_unique")) throw thrown;
    throw await takenBy(ctx, { orderId, trackingPin, cause: thrown });
  }
}

async function bookFound(
  ctx: OpsContext,
  tx: Tx,
  { orderId, trackingPin }: { orderId: string; trackingPin: string },
): Promise<void> {
  const at = ctx.clock.now();
  const shipment = await inDoubt(tx, orderId);
  const found = { purchase: "bought", trackingPin, status: "label_created", boughtAt: at } as const;
  await updateShipment(tx, shipment.shipmentId, { ...found, nextLookUpAt: null });
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
    await orphanLabel(tx, {
      shipment: { ...shipment, ...found },
      connection,
      why: `the order is ${status}`,
      at,
    });
  }
  await record(ctx, tx, {
    shipment,
    action: "label_found",
    message: `It exists: ${trackingPin}.`,
    answers: ["ShippingLabelCreation"],
  });
}

/** Whose the number is that a person gave. */
async function takenBy(
  { db }: OpsContext,
  { orderId, trackingPin, cause }: { orderId: string; trackingPin: string; cause: unknown },
): Promise<OpsError> {
  const shipment = await findLiveShipment(db, orderId);
  const holder = shipment && (await findNumberHolder(db, { carrier: shipment.carrier, trackingPin }));
  const whose = holder ? `order ${holder.orderId}'s` : "another order's";
  return new OpsError("bad_argument", `Label ${trackingPin} is ${whose}.`, {
    facts: { trackingPin, holder: holder?.orderId ?? null },
    hint: holder
      ? `Look at the number again. If it is not that order's: ops labels disown ${holder.orderId}`
      : "Look at the number again.",
    cause,
  });
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
