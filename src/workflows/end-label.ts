import type { Carrier, LookUp } from "../carriers/carrier.ts";
import type { Tx } from "../db/database.ts";
import { closeFailures, recordFailure } from "../db/stores/failures.ts";
import { logOperation } from "../db/stores/operations.ts";
import { lockStatus, moveOrder } from "../db/stores/order-status.ts";
import { getOrder } from "../db/stores/orders.ts";
import { endShipment, findLiveShipment, type Shipment, updateShipment } from "../db/stores/shipments.ts";
import { announceWork } from "../db/work-notices.ts";
import { OpsError } from "../domain/errors.ts";
import { hasEnded, type OrderStatus } from "../domain/order-lifecycle.ts";
import { BOUGHT_ELSEWHERE, type PurchaseFacts } from "../domain/shipment.ts";
import type { OpsContext } from "./context.ts";
import { carrierOf, traceAsKnown } from "./purchase.ts";

/** A live label of ours that is over at the carrier. */
export interface EndedLabel {
  orderId: string;
  shipment: Shipment;
  as: "voided" | "refunded";
  /** What the carrier tells of it; null where it does not show it any more. */
  facts: PurchaseFacts | null;
}

/** What becomes of the order: it gets another label, a person is asked about its parcel, or nothing. */
export type AfterEnd = "buys" | "is_asked_about" | "has_ended";

/**
 * Asks the carrier about a label that was voided or refunded there. Changes nothing.
 * @throws `illegal_move` when there is none, or one that was bought elsewhere, `bad_argument` while the carrier has one under its reference that lives
 */
export async function findEndedLabel(
  ctx: OpsContext,
  { orderId, as }: Pick<EndedLabel, "orderId" | "as">,
): Promise<EndedLabel> {
  const order = await getOrder(ctx.db, orderId);
  const shipment = await findLiveShipment(ctx.db, orderId);
  if (shipment?.purchase !== "bought" && shipment?.purchase !== "in_doubt") throw noLabel(orderId);
  if (shipment.carrierAccount === BOUGHT_ELSEWHERE) throw notAskable(shipment);
  const answer = await askFor(shipment, carrierOf(ctx, { order, shipment }));
  if (answer.found === "one")
    throw new OpsError(
      "bad_argument",
      `The carrier has label ${nameOf(shipment, answer.facts)} as a live one.`,
      {
        facts: { orderId, carrierShipmentId: answer.facts.carrierShipmentId },
        hint: "Void it in the carrier's portal, or ask for its refund there; then run this again.",
      },
    );
  if (answer.found === "unclear")
    throw new OpsError(
      "bad_argument",
      `The carrier has not ended the label of order ${orderId}: ${answer.what}.`,
      {
        facts: { orderId, candidates: answer.candidates },
        hint: "Void or refund in the carrier's portal whatever lives under the order's reference; then run this again.",
      },
    );
  if (shipment.purchase === "in_doubt" && answer.found !== "ended")
    throw new OpsError("illegal_move", `Whether a label was bought for order ${orderId} is not known yet.`, {
      hint: `If there is none: ops labels missing ${orderId}`,
    });
  return { orderId, shipment, as, facts: answer.found === "ended" ? answer.facts : null };
}

/** By our reference, then by its number: a label that was adopted may be older than our row of it. */
async function askFor(shipment: Shipment, carrier: Carrier): Promise<LookUp> {
  const trace = traceAsKnown(shipment);
  const answer = await carrier.lookUp(trace);
  if (answer.found !== "nothing" || shipment.trackingPin === null) return answer;
  return carrier.lookUpNumber(trace, shipment.trackingPin);
}

const noLabel = (orderId: string) =>
  new OpsError("illegal_move", `Order ${orderId} has no label that could have ended.`, {
    hint: `Look at it with: ops orders show ${orderId}`,
  });

const notAskable = ({ orderId, trackingPin }: Shipment) =>
  new OpsError(
    "illegal_move",
    `Label ${trackingPin} of order ${orderId} was bought elsewhere: whether it has ended cannot be asked.`,
    { hint: `If the order is to get another one: ops labels disown ${orderId}` },
  );

/** What people know the label by. */
export const nameOf = (
  { trackingPin, contestedPin, carrierShipmentId, requestKey }: Shipment,
  facts: PurchaseFacts | null,
): string =>
  trackingPin ??
  contestedPin ??
  facts?.trackingPin ??
  carrierShipmentId ??
  facts?.carrierShipmentId ??
  requestKey;

/** Books that a label is over: an order that still needs one gets another, one that is on its way asks a person. */
export function endLabel(ctx: OpsContext, ended: EndedLabel): Promise<AfterEnd> {
  const { orderId, shipment } = ended;
  return ctx.db.transaction(async (tx) => {
    const status = await lockStatus(tx, orderId);
    const live = await findLiveShipment(tx, orderId);
    if (status === null || live?.shipmentId !== shipment.shipmentId || live.purchase !== shipment.purchase)
      throw new OpsError("lost_race", `The label of order ${orderId} has changed meanwhile.`);
    await bookEnd(ctx, tx, ended);
    const after = afterEnd(status);
    if (after === "buys") await needLabelAgain(ctx, tx, { ended, status });
    if (after === "is_asked_about") await askAboutParcel(ctx, tx, { ended, status });
    await announceWork(tx);
    return after;
  });
}

function afterEnd(status: OrderStatus): AfterEnd {
  if (status === "shipped" || status === "complete") return "is_asked_about";
  return hasEnded(status) ? "has_ended" : "buys";
}

const messageOf = ({ shipment, facts, as }: EndedLabel) => `Label ${nameOf(shipment, facts)} was ${as}.`;

async function bookEnd(ctx: OpsContext, tx: Tx, ended: EndedLabel): Promise<void> {
  const { orderId, shipment, as, facts } = ended;
  const { shipmentId, carrier, requestKey } = shipment;
  const at = ctx.clock.now();
  if (shipment.purchase === "in_doubt" && facts !== null) {
    const { carrierShipmentId, priceCents } = facts;
    await updateShipment(tx, shipmentId, { purchase: "bought", carrierShipmentId, priceCents, boughtAt: at });
  }
  await endShipment(tx, { shipmentId, as, at });
  const message = messageOf(ended);
  await closeFailures(tx, {
    relatedId: orderId,
    processName: ["ShippingLabelCreation", "TrackingUpdate", "TrackingRefresh", "LabelOrphaned"],
    by: ctx.actor,
    resolution: message,
    at,
  });
  await logOperation(tx, {
    at,
    scope: "carrier",
    action: "end_label",
    orderId,
    carrier,
    status: "OK",
    message,
    meta: {
      requestKey,
      endedAs: as,
      carrierShipmentId: shipment.carrierShipmentId ?? facts?.carrierShipmentId,
    },
    actor: ctx.actor,
  });
}

interface Ending {
  ended: EndedLabel;
  status: OrderStatus;
}

async function needLabelAgain(ctx: OpsContext, tx: Tx, { ended, status }: Ending): Promise<void> {
  if (status === "accepted") return;
  await moveOrder(tx, {
    orderId: ended.orderId,
    from: [status],
    to: "accepted",
    notes: `${messageOf(ended)} The order needs another one.`,
    actor: ctx.actor,
    at: ctx.clock.now(),
    action: "end_label",
    carrier: ended.shipment.carrier,
  });
}

async function askAboutParcel(ctx: OpsContext, tx: Tx, { ended, status }: Ending): Promise<void> {
  const { orderId, shipment, facts, as } = ended;
  const { connection } = await getOrder(tx, orderId);
  await recordFailure(tx, {
    processName: "TrackingRefresh",
    relatedId: orderId,
    connection,
    code: "delivery_unknown",
    details: `Order ${orderId} is ${status} with label ${nameOf(shipment, facts)}, which was ${as}: see how its parcel travels, put another number into the marketplace's back office if it has one, then resolve.`,
    payload: { shipmentId: shipment.shipmentId, trackingPin: shipment.trackingPin, endedAs: as },
    needs: "human",
    retryAt: null,
    at: ctx.clock.now(),
  });
}
