import type { Tx } from "../db/database.ts";
import { closeFailures, recordFailure } from "../db/stores/failures.ts";
import { logOperation } from "../db/stores/operations.ts";
import { lockStatus, moveOrder } from "../db/stores/order-status.ts";
import { getOrder } from "../db/stores/orders.ts";
import {
  endShipment,
  findContesters,
  findLiveShipment,
  type Shipment,
  updateShipment,
} from "../db/stores/shipments.ts";
import { announceWork } from "../db/work-notices.ts";
import { OpsError } from "../domain/errors.ts";
import { hasEnded, type OrderStatus } from "../domain/order-lifecycle.ts";
import { isBookedByHand, reportContest, settleContest } from "./contested-number.ts";
import type { OpsContext } from "./context.ts";
import { orphanLabel } from "./orphan-label.ts";

/**
 * What becomes of an order without its label: one is bought, its own purchase is looked up again, a person corrects what
 * the marketplace was told, or nothing.
 */
type GoesOn = "buys" | "looks_up" | "is_corrected" | "has_ended";

export interface Disowned {
  orderId: string;
  number: string;
  goesOn: GoesOn;
  /** The order that the number goes to; null when none has claimed it. */
  newHolder: string | null;
}

/**
 * A person says that an order's label is not its own. A number that somebody booked by hand goes to the order whose
 * purchase got it; a label whose number another order has is given up, and is to be refunded.
 * @throws `illegal_move` for a label that the carrier itself gave to this order alone
 */
export async function disownLabel(ctx: OpsContext, { orderId }: { orderId: string }): Promise<Disowned> {
  return ctx.db.transaction(async (tx) => {
    const status = await lockStatus(tx, orderId);
    const shipment = await findLiveShipment(tx, orderId);
    const number = shipment?.trackingPin ?? shipment?.contestedPin ?? null;
    if (!status || !shipment || number === null || !isDoubtful(shipment))
      throw notDoubtful(orderId, shipment);
    const goesOn = nextFor(shipment, status);
    const disowning = { shipment, number, status, goesOn };
    await letGo(ctx, tx, disowning);
    await fileWhatIsLeft(ctx, tx, disowning);
    return { orderId, number, goesOn, newHolder: await passOn(ctx, tx, disowning) };
  });
}

const isDoubtful = (shipment: Shipment) => isBookedByHand(shipment) || shipment.contestedPin !== null;

function notDoubtful(orderId: string, shipment: Shipment | null): OpsError {
  const what = shipment?.carrierShipmentId
    ? `Label ${shipment.trackingPin ?? ""} of order ${orderId} is the carrier's own shipment ${shipment.carrierShipmentId}`
    : `Order ${orderId} has no label that was booked by hand`;
  return new OpsError("illegal_move", `${what}: there is nothing to disown.`);
}

/** A purchase that was only said to be found is in doubt again: it may exist, and is not made anew. */
function nextFor({ requestBody, contestedPin }: Shipment, status: OrderStatus): GoesOn {
  if (status === "shipped" || status === "complete") return "is_corrected";
  if (requestBody !== null && contestedPin === null) return "looks_up";
  return hasEnded(status) ? "has_ended" : "buys";
}

interface Disowning {
  shipment: Shipment;
  number: string;
  status: OrderStatus;
  goesOn: GoesOn;
}

async function letGo(ctx: OpsContext, tx: Tx, disowning: Disowning): Promise<void> {
  const { shipment, number, status, goesOn } = disowning;
  const { shipmentId, orderId, carrier, requestKey, carrierShipmentId } = shipment;
  const at = ctx.clock.now();
  if (goesOn === "looks_up")
    await updateShipment(tx, shipmentId, {
      purchase: "in_doubt",
      status: "label_creation_initiated",
      trackingPin: null,
      boughtAt: null,
      lookUps: 0,
      nextLookUpAt: at,
      nextPushCheckAt: null,
    });
  else await endShipment(tx, { shipmentId, as: "disowned", at });
  const doing = { orderId, actor: ctx.actor, at, action: "disown_label", carrier };
  const message = `Label ${number} is not the order's own.`;
  const meta = { requestKey, carrierShipmentId };
  await logOperation(tx, { ...doing, scope: "carrier", status: "OK", message, meta });
  if (!hasEnded(status) && status !== "shipped" && status !== "accepted")
    await moveOrder(tx, { ...doing, from: [status], to: "accepted", notes: message });
  await announceWork(tx);
}

/** The label's own troubles are over; what it leaves behind is for a person. */
async function fileWhatIsLeft(
  ctx: OpsContext,
  tx: Tx,
  { shipment, number, status, goesOn }: Disowning,
): Promise<void> {
  const { orderId, shipmentId, contestedPin } = shipment;
  const { connection } = await getOrder(tx, orderId);
  const at = ctx.clock.now();
  const processName = ["ShippingLabelCreation", "TrackingUpdate", "TrackingRefresh", "LabelOrphaned"];
  const resolution = `label ${number} is not the order's own`;
  await closeFailures(tx, { relatedId: orderId, processName, by: ctx.actor, resolution, at });
  if (contestedPin !== null)
    await orphanLabel(tx, { shipment, connection, why: `order ${orderId} has given it up`, at });
  if (goesOn !== "is_corrected") return;
  await recordFailure(tx, {
    processName: "TrackingUpdate",
    relatedId: orderId,
    connection,
    code: "number_contested",
    details: `Order ${orderId} is ${status} with number ${number}, which is not its own: see that its parcel has a label, put the right number into the marketplace's back office, then resolve.`,
    payload: { trackingPin: number, shipmentId },
    needs: "human",
    retryAt: null,
    at,
  });
}

/** The number goes to the order whose purchase the carrier gave it to, the first of several. */
async function passOn(ctx: OpsContext, tx: Tx, { shipment, number }: Disowning): Promise<string | null> {
  if (shipment.trackingPin === null) return null;
  const [first, ...others] = await findContesters(tx, { carrier: shipment.carrier, trackingPin: number });
  if (!first) return null;
  const notes = `Number ${number}, which order ${shipment.orderId} had by mistake.`;
  await settleContest(ctx, tx, { shipment: first, number, notes });
  for (const other of others) await reportContest(ctx, tx, other);
  return first.orderId;
}
