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
import type { PurchaseFacts } from "../domain/shipment.ts";
import { carrierClaim } from "../reports/purchase-doubt.ts";
import { settleContest } from "./contested-number.ts";
import type { OpsContext } from "./context.ts";
import { type FoundLabel, type NoLabel, nothingInDoubt } from "./find-label.ts";
import { keepFacts } from "./keep-facts.ts";
import { orphanLabel } from "./orphan-label.ts";

interface Found extends FoundLabel {
  /** The person knows that there will be no label file, for the carrier does not show the number. */
  withoutLabel?: boolean;
}

/**
 * A person found the label of a purchase in doubt, or the right number of one whose number another order has: it is
 * booked, and the order goes on. What the carrier tells of it is kept, and its file fetched, like those of any purchase;
 * an order that has ended asks for a refund.
 * @throws `bad_argument` when another order's label has the number, or the carrier does not show it
 */
export async function labelFound(ctx: OpsContext, found: Found): Promise<void> {
  const { orderId, trackingPin, facts, isCorrection } = found;
  if (facts !== null) return keepFound(ctx, { orderId, facts });
  try {
    await ctx.db.transaction(async (tx) => {
      await lockStatus(tx, orderId);
      const shipment = await findLiveShipment(tx, orderId);
      const notes = `${ctx.actor} found label ${trackingPin} with the carrier.`;
      if (isCorrection && shipment?.contestedPin)
        await settleContest(ctx, tx, { shipment, number: trackingPin, notes });
      else await bookUnseen(ctx, tx, found);
    });
  } catch (thrown) {
    if (!isUniqueViolation(thrown, "tracking_pin_is_unique")) throw thrown;
    throw await takenBy(ctx, { orderId, trackingPin, cause: thrown });
  }
}

/** The same way as what a look-up finds. */
async function keepFound(
  ctx: OpsContext,
  { orderId, facts }: { orderId: string; facts: PurchaseFacts },
): Promise<void> {
  const order = await getOrder(ctx.db, orderId);
  const shipment = await ctx.db.transaction((tx) => inDoubt(tx, orderId));
  await keepFacts(ctx, { order, shipment }, facts);
  const number = facts.trackingPin ?? facts.carrierShipmentId;
  const message = `${ctx.actor} found label ${number} with the carrier, which confirms it.`;
  await ctx.db.transaction((tx) =>
    record(ctx, tx, { shipment, action: "label_found", message, answers: ["ShippingLabelCreation"] }),
  );
}

/** Only the person says that the label exists. */
async function bookUnseen(
  ctx: OpsContext,
  tx: Tx,
  { orderId, trackingPin, withoutLabel = false }: Found,
): Promise<void> {
  const at = ctx.clock.now();
  const shipment = await inDoubt(tx, orderId);
  if (!withoutLabel)
    throw new OpsError("bad_argument", `${shipment.carrier} does not show label ${trackingPin}.`, {
      facts: { orderId, trackingPin },
      hint: `Look at the number again, or wait until the carrier shows it. To book it all the same, without a label file: ops labels found ${orderId} ${trackingPin} --without-label`,
    });
  const message = `${ctx.actor} says that label ${trackingPin} exists. The carrier does not show it, and there is no label file.`;
  const found = { purchase: "bought", trackingPin, status: "label_created", boughtAt: at } as const;
  await updateShipment(tx, shipment.shipmentId, { ...found, nextLookUpAt: null });
  const status = await lockStatus(tx, orderId);
  if (status === "accepted" || status === "label_failed")
    await walkOrder(tx, {
      orderId,
      from: status,
      to: "tracked",
      notes: message,
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
    message,
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

/**
 * A person is sure that no label was bought: the purchase ends, and a new one may be made under a new key.
 * @throws `bad_argument` when the carrier has said that it has had the request, and the person does not say so too
 */
export async function labelMissing(
  ctx: OpsContext,
  { orderId, despiteCarrier = false }: NoLabel,
): Promise<void> {
  const at = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    const shipment = await inDoubt(tx, orderId);
    const claim = carrierClaim(shipment);
    if (claim !== null && !despiteCarrier) throw probablyThere(orderId, claim);
    await endShipment(tx, { shipmentId: shipment.shipmentId, as: "never_created", at });
    const status = await lockStatus(tx, orderId);
    const message = `${ctx.actor} found no label with the carrier${claim === null ? "" : `, although ${claim}`}.`;
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

function probablyThere(orderId: string, claim: string): OpsError {
  return new OpsError("bad_argument", `Another label for order ${orderId} would be a second one: ${claim}.`, {
    facts: { orderId },
    hint: `Find it first: ops reconcile, or in the carrier's portal, then ops labels found ${orderId} NUMBER. Only if the carrier itself says that there is none: ops labels missing ${orderId} --despite-carrier`,
  });
}

async function inDoubt(tx: Tx, orderId: string): Promise<Shipment> {
  await lockStatus(tx, orderId);
  const shipment = await findLiveShipment(tx, orderId);
  if (shipment?.purchase === "in_doubt") return shipment;
  throw nothingInDoubt(orderId);
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
