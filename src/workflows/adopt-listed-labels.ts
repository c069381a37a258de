import type { CarrierListing } from "../carriers/carrier.ts";
import type { Tx } from "../db/database.ts";
import { closeFailures } from "../db/stores/failures.ts";
import { releaseHolds } from "../db/stores/holds.ts";
import { logOperation } from "../db/stores/operations.ts";
import { lockStatus } from "../db/stores/order-status.ts";
import { getOrder, type OrderRow } from "../db/stores/orders.ts";
import { endShipment, findLiveShipment, insertShipment } from "../db/stores/shipments.ts";
import { OpsError, toOpsError } from "../domain/errors.ts";
import type { ComparedLabel } from "./compared-label.ts";
import { connectionOf, type OpsContext } from "./context.ts";
import { generationOf } from "./judge-stranger.ts";
import { keepFacts } from "./keep-facts.ts";

export interface AdoptedListing {
  orderId: string;
  number: string | null;
  carrierShipmentId: string;
}

export interface AdoptListedReport {
  adopted: AdoptedListing[];
  failed: { orderId: string; error: OpsError }[];
}

/**
 * Books labels that only the carrier knows under the request keys that bought them, so that none is bought again. Those
 * of orders that wait for a label are fetched and stored by `create-labels`, like any that is paid for.
 */
export async function adoptListedLabels(
  ctx: OpsContext,
  compared: readonly ComparedLabel[],
): Promise<AdoptListedReport> {
  const report: AdoptListedReport = { adopted: [], failed: [] };
  for (const { advice, orderId, listing, number } of compared) {
    if (advice !== "adopt" || orderId === null || listing === null) continue;
    try {
      await adopt(ctx, await getOrder(ctx.db, orderId), listing);
      report.adopted.push({ orderId, number, carrierShipmentId: listing.facts.carrierShipmentId });
    } catch (thrown) {
      const error = toOpsError(thrown);
      if (error.kind === "unavailable") throw error;
      report.failed.push({ orderId, error });
    }
  }
  return report;
}

async function adopt(ctx: OpsContext, order: OrderRow, listing: CarrierListing): Promise<void> {
  const live = await findLiveShipment(ctx.db, order.orderId);
  if (live && live.requestKey === listing.requestKey)
    await keepFacts(ctx, { order, shipment: live }, listing.facts);
  else await ctx.db.transaction((tx) => book(ctx, tx, { order, listing }));
}

interface Booking {
  order: OrderRow;
  listing: CarrierListing;
}

/** Under the order's lock: it may have got a label since the two were compared. */
async function book(ctx: OpsContext, tx: Tx, { order, listing }: Booking): Promise<void> {
  const { orderId } = order;
  const at = ctx.clock.now();
  const status = await lockStatus(tx, orderId);
  const isShipped = status === "shipped" || status === "complete";
  const generation = generationOf(order, listing.requestKey);
  const live = await findLiveShipment(tx, orderId);
  const isInTheWay = live !== null && live.purchase !== "ready";
  if (generation === null || isInTheWay || (!isShipped && status !== "accepted" && status !== "label_failed"))
    throw new OpsError("lost_race", `Order ${orderId} has changed since: it is ${status} now.`, {
      hint: "Compare again: ops reconcile",
    });
  if (live) await endShipment(tx, { shipmentId: live.shipmentId, as: "never_created", at });
  await insertShipment(tx, {
    ...shipmentOf(ctx, { order, listing }),
    generation,
    createdAt: at,
    createdBy: ctx.actor,
    boughtAt: at,
    ...(isShipped
      ? { status: "tracking_updated", trackingPushedAt: at, nextTrackAt: at }
      : { status: "label_creation_initiated" }),
  });
  await releaseHolds(tx, { orderIds: [orderId], reason: "foreign_label", by: ctx.actor, at });
  const closing = { relatedId: orderId, processName: "ShippingLabelCreation", by: ctx.actor, at };
  await closeFailures(tx, { ...closing, resolution: "the carrier has its label" });
  await logAdoption(ctx, tx, { order, listing });
}

function shipmentOf(ctx: OpsContext, { order, listing }: Booking) {
  const { carrier } = connectionOf(ctx, order.connection);
  const { facts, requestKey, weightGrams, destinationPostalCode } = listing;
  return {
    orderId: order.orderId,
    requestKey: requestKey ?? "",
    carrier: carrier.name,
    carrierAccount: carrier.account,
    environment: carrier.environment,
    purchase: "bought" as const,
    weightGrams,
    destinationPostalCode,
    carrierShipmentId: facts.carrierShipmentId,
    trackingPin: facts.trackingPin,
    links: facts.links,
    cpApiLabelUrl: facts.labelUrl,
    priceCents: facts.priceCents,
  };
}

const logAdoption = (ctx: OpsContext, tx: Tx, { order, listing: { facts, requestKey } }: Booking) =>
  logOperation(tx, {
    at: ctx.clock.now(),
    scope: "carrier",
    action: "adopt_label",
    orderId: order.orderId,
    carrier: connectionOf(ctx, order.connection).carrier.name,
    status: "OK",
    message: `The carrier has label ${facts.trackingPin ?? facts.carrierShipmentId}; it is booked.`,
    meta: { carrierShipmentId: facts.carrierShipmentId, priceCents: facts.priceCents, requestKey },
    actor: ctx.actor,
  });
