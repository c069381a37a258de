import type { Carrier } from "../carriers/carrier.ts";
import type { Tx } from "../db/database.ts";
import { closeFailures } from "../db/stores/failures.ts";
import { openHolds, releaseHolds } from "../db/stores/holds.ts";
import { lockStatus, walkOrder } from "../db/stores/order-status.ts";
import { findOrderByAnyId, type OrderRow } from "../db/stores/orders.ts";
import { endShipment, findLiveShipment, insertShipment, nextGeneration } from "../db/stores/shipments.ts";
import { OpsError, toOpsError } from "../domain/errors.ts";
import { requestKey } from "../domain/request-key.ts";
import { BOUGHT_ELSEWHERE } from "../domain/shipment.ts";
import { carrierCodeFor } from "../marketplaces/mirakl/carrier-codes.ts";
import { connectionOf, type OpsContext } from "./context.ts";

/** A label that was bought elsewhere. */
export interface AdoptedLabel {
  /** Our order id or the marketplace's. */
  order: string;
  /** Our name of the carrier: `canada-post`. */
  carrier: string;
  number: string;
}

export interface AdoptReport {
  adopted: { orderId: string; number: string }[];
  /** Orders that need no adoption: shipped or ended, or with this number already. */
  unneeded: { order: string; why: string }[];
  failed: { order: string; error: OpsError }[];
}

/** Books labels bought elsewhere, so that none is bought again; their orders go on to the push and lose their holds. */
export async function adoptLabels(ctx: OpsContext, labels: AdoptedLabel[]): Promise<AdoptReport> {
  const report: AdoptReport = { adopted: [], unneeded: [], failed: [] };
  for (const label of labels) {
    try {
      const order = await findOrderByAnyId(ctx.db, label.order);
      if (!order) throw new OpsError("not_found", `There is no order ${label.order}.`);
      const why = await ctx.db.transaction((tx) => adopt(ctx, tx, { order, label }));
      if (why === null) report.adopted.push({ orderId: order.orderId, number: label.number });
      else report.unneeded.push({ order: label.order, why });
    } catch (thrown) {
      const error = toOpsError(thrown);
      if (error.kind === "unavailable") throw error;
      report.failed.push({ order: label.order, error });
    }
  }
  return report;
}

interface Adopting {
  order: OrderRow;
  label: AdoptedLabel;
}

/** Answers why nothing was to be done, null when the label was adopted. */
async function adopt(ctx: OpsContext, tx: Tx, { order, label }: Adopting): Promise<string | null> {
  const { orderId } = order;
  const status = await lockStatus(tx, orderId);
  const live = await findLiveShipment(tx, orderId);
  if (live?.trackingPin === label.number) return "it has this label already";
  if (status === "shipped" || status === "complete") return `it is ${status} already`;
  if (live && live.purchase !== "ready")
    throw new OpsError(
      "lost_race",
      `Order ${orderId} has a label of ours (${live.trackingPin ?? live.purchase}).`,
    );
  if (status !== "accepted" && status !== "label_failed")
    throw new OpsError(
      "illegal_move",
      `Order ${orderId} is ${status ?? "not actionable yet"}: it can have no label.`,
    );
  const at = ctx.clock.now();
  const { settings, carrier } = connectionOf(ctx, order.connection);
  if (label.carrier === carrier.name) demandNumber(carrier, label.number);
  // Without a code the push would meet a problem of the settings, which stops every push of the shop.
  carrierCodeFor(settings, label.carrier);
  if (live) await endShipment(tx, { shipmentId: live.shipmentId, as: "never_created", at });
  const generation = await nextGeneration(tx, orderId);
  await insertShipment(tx, {
    orderId,
    generation,
    requestKey: requestKey({ connection: order.connection, orderId, parcelNo: 1, generation }),
    carrier: label.carrier,
    carrierAccount: BOUGHT_ELSEWHERE,
    environment: settings.environment,
    status: "label_created",
    purchase: "bought",
    trackingPin: label.number,
    createdAt: at,
    createdBy: ctx.actor,
    boughtAt: at,
    labelledAt: at,
  });
  await walkOrder(tx, {
    orderId,
    from: status,
    to: "tracked",
    notes: `Label ${label.number} of ${label.carrier} was bought elsewhere.`,
    actor: ctx.actor,
    at,
    action: "adopt_label",
    carrier: label.carrier,
  });
  for (const hold of await openHolds(tx, orderId, at))
    if (hold.reason === "cutover" || hold.reason === "foreign_label")
      await releaseHolds(tx, { orderIds: [orderId], reason: hold.reason, by: ctx.actor, at });
  const closing = { relatedId: orderId, processName: "ShippingLabelCreation", by: ctx.actor, at };
  await closeFailures(tx, { ...closing, resolution: "a label bought elsewhere was adopted" });
  return null;
}

/** What a spreadsheet has made of a number, or a slip of the hand, would go to the customer. */
function demandNumber(carrier: Carrier, number: string): void {
  const problem = carrier.numberProblem(number);
  if (problem === null) return;
  throw new OpsError("bad_argument", `${number} is no tracking number of ${carrier.name}: ${problem}.`, {
    hint: "Copy it from the label or the carrier's portal; a spreadsheet must take the column for text.",
  });
}
