import type { Carrier, LookUp } from "../carriers/carrier.ts";
import { getOrder } from "../db/stores/orders.ts";
import { findLiveShipment, type Shipment } from "../db/stores/shipments.ts";
import { OpsError } from "../domain/errors.ts";
import type { PurchaseFacts } from "../domain/shipment.ts";
import type { OpsContext } from "./context.ts";
import { carrierOf, traceOf, underWayMs } from "./purchase.ts";

export interface FoundLabel {
  orderId: string;
  trackingPin: string;
  /** What the carrier tells of it; null where it does not show the number, and for a correction. */
  facts: PurchaseFacts | null;
  /** The right number of a label that is here already, whose number another order has. */
  isCorrection: boolean;
}

interface Finding {
  orderId: string;
  /** As a person has typed it. */
  number: string;
}

/**
 * Asks the carrier for the label that a person has found for a purchase in doubt. Changes nothing.
 * @throws `bad_argument` for what is no number of the carrier's, or another parcel's
 */
export async function findLabel(ctx: OpsContext, { orderId, number }: Finding): Promise<FoundLabel> {
  const shipment = await findLiveShipment(ctx.db, orderId);
  if (shipment?.purchase !== "in_doubt" && !shipment?.contestedPin) throw nothingInDoubt(orderId);
  const carrier = carrierOf(ctx, { order: await getOrder(ctx.db, orderId), shipment });
  const trackingPin = number.replace(/\s+/g, "").toUpperCase();
  const problem = carrier.numberProblem(trackingPin);
  if (problem !== null)
    throw new OpsError("bad_argument", `${number} is no tracking number of ${carrier.name}: ${problem}.`, {
      facts: { orderId, number },
      hint: `Copy it from the label or the carrier's portal, then: ops labels found ${orderId} NUMBER`,
    });
  const isCorrection = shipment.purchase !== "in_doubt";
  const facts = isCorrection ? null : await factsOfNumber(carrier, { shipment, trackingPin });
  return { orderId, trackingPin, facts, isCorrection };
}

export const nothingInDoubt = (orderId: string): OpsError =>
  new OpsError("illegal_move", `Order ${orderId} has no purchase in doubt.`, {
    hint: `Look at it with: ops orders show ${orderId}`,
  });

/** A person's word that a purchase in doubt never came to be. */
export interface NoLabel {
  orderId: string;
  /** The person knows that the carrier says otherwise, or cannot be asked. */
  despiteCarrier?: boolean;
}

/**
 * Asks the carrier once more before another label is bought on a person's word. Changes nothing.
 * @throws `bad_argument` when it has one by now, or something else under our reference, or may still get the request
 */
export async function findNoLabel(ctx: OpsContext, missing: NoLabel): Promise<NoLabel> {
  const { orderId, despiteCarrier = false } = missing;
  const shipment = await findLiveShipment(ctx.db, orderId);
  if (shipment?.purchase !== "in_doubt") throw nothingInDoubt(orderId);
  const order = await getOrder(ctx.db, orderId);
  let answer: LookUp;
  try {
    answer = await carrierOf(ctx, { order, shipment }).lookUp(traceOf(shipment));
  } catch (thrown) {
    if (despiteCarrier && thrown instanceof OpsError && thrown.kind !== "bug") return missing;
    throw thrown;
  }
  if (despiteCarrier && (answer.found === "nothing" || answer.found === "unclear")) return missing;
  if (answer.found === "nothing") {
    const leftMs = underWayMs(ctx, shipment);
    if (leftMs <= 0) return missing;
    throw new OpsError("bad_argument", `The request for order ${orderId} may still be under way.`, {
      facts: { orderId },
      hint: `Run it again in ${Math.ceil(leftMs / 1000)} s. Only if the carrier itself says that there is none: ops labels missing ${orderId} --despite-carrier`,
    });
  }
  if (answer.found === "unclear")
    throw new OpsError("bad_argument", `The carrier shows something for order ${orderId}: ${answer.what}.`, {
      facts: { orderId, candidates: answer.candidates },
      hint: `Look at it in the carrier's portal. Only if it is not the order's: ops labels missing ${orderId} --despite-carrier`,
    });
  const number = answer.facts.trackingPin ?? answer.facts.carrierShipmentId;
  const book = answer.found === "one" ? `found ${orderId} ${number}` : `ended ${orderId} --as ${answer.as}`;
  throw new OpsError("bad_argument", `The carrier has label ${number} for order ${orderId}.`, {
    facts: { orderId, number },
    hint: `To book that: ops labels ${book}`,
  });
}

/** By its number, then by our own reference: the carrier may have another number for the parcel. */
async function factsOfNumber(
  carrier: Carrier,
  { shipment, trackingPin }: { shipment: Shipment; trackingPin: string },
): Promise<PurchaseFacts | null> {
  const { orderId } = shipment;
  const trace = traceOf(shipment);
  const byNumber = factsIn(await carrier.lookUpNumber(trace, trackingPin), { orderId, trackingPin });
  if (byNumber) return byNumber;
  const byReference = factsIn(await carrier.lookUp(trace), { orderId, trackingPin });
  if (byReference === null || byReference.trackingPin === trackingPin) return byReference;
  const theirs = byReference.trackingPin ?? byReference.carrierShipmentId;
  throw new OpsError(
    "bad_argument",
    `The carrier has label ${theirs} for order ${orderId}, not ${trackingPin}.`,
    {
      facts: { orderId, trackingPin, theirs },
      hint: `Look at the number again. To book the carrier's: ops labels found ${orderId} ${theirs}`,
    },
  );
}

function factsIn(
  answer: LookUp,
  { orderId, trackingPin }: Pick<FoundLabel, "orderId" | "trackingPin">,
): PurchaseFacts | null {
  if (answer.found === "nothing") return null;
  if (answer.found === "one") return answer.facts;
  if (answer.found === "ended")
    throw new OpsError("bad_argument", `The label of order ${orderId} was ${answer.as} at the carrier.`, {
      facts: { orderId, trackingPin },
      hint: `To book that, and to buy another: ops labels ended ${orderId} --as ${answer.as}`,
    });
  throw new OpsError(
    "bad_argument",
    `Label ${trackingPin} is not the one of order ${orderId}: ${answer.what}.`,
    {
      facts: { orderId, trackingPin, candidates: answer.candidates },
      hint: "Look at the number again.",
    },
  );
}
