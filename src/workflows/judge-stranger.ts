import type { Carrier, CarrierListing } from "../carriers/carrier.ts";
import { findObservation } from "../db/stores/observations.ts";
import { readStatus } from "../db/stores/order-status.ts";
import { findOrdersOfMarketplaces, type OrderRow } from "../db/stores/orders.ts";
import { findLiveShipment, type Shipment } from "../db/stores/shipments.ts";
import { requestKey } from "../domain/request-key.ts";
import type { ComparedLabel, LabelAdvice } from "./compared-label.ts";
import type { OpsContext } from "./context.ts";

/** No order has been refused by a carrier more often than this. */
const MOST_GENERATIONS = 50;

interface Strangers {
  carrier: Carrier;
  /** What the carrier lists and no live label of ours is. */
  listings: CarrierListing[];
  /** Shipments of ours with their keys. */
  ours: Shipment[];
}

/** Whose a label is that only the carrier knows, and what to do about it. */
export async function judgeStrangers(
  ctx: OpsContext,
  { carrier, listings, ours }: Strangers,
): Promise<ComparedLabel[]> {
  const byKey = new Map(ours.map((shipment) => [shipment.requestKey, shipment]));
  const references = listings.flatMap(({ reference }) => reference ?? []);
  const orders = await findOrdersOfMarketplaces(ctx.db, references);
  const judged: ComparedLabel[] = [];
  for (const listing of listings) {
    const begun = byKey.get(listing.requestKey ?? "") ?? null;
    const named = orders.filter((order) => order.marketplaceOrderId === listing.reference);
    const judgement = begun
      ? await judgeBegun(ctx, begun, listing)
      : await judgeUnknown(ctx, { listing, named });
    judged.push({
      side: "only_theirs",
      carrier: carrier.name,
      carrierAccount: carrier.account,
      requestKey: listing.requestKey,
      number: listing.facts.trackingPin,
      carrierShipmentId: listing.facts.carrierShipmentId,
      priceCents: listing.facts.priceCents,
      listing,
      endedAs: null,
      ...judgement,
    });
  }
  return judged;
}

interface Judgement {
  orderId: string | null;
  advice: LabelAdvice;
  why: string;
}

/** Our tables have its request, and take it for unanswered or given up, or for another label. */
async function judgeBegun(
  ctx: OpsContext,
  { orderId, endedAs, purchase }: Shipment,
  { facts }: CarrierListing,
): Promise<Judgement> {
  if (endedAs === null && purchase !== "bought")
    return { orderId, advice: "adopt", why: "its answer never reached these tables" };
  if (endedAs === null)
    return {
      orderId,
      advice: "refund",
      why: `a second label under one request key, ${facts.carrierShipmentId}`,
    };
  const live = await findLiveShipment(ctx.db, orderId);
  const other = live?.trackingPin ? `; the order has label ${live.trackingPin} instead` : "";
  return { orderId, advice: "refund", why: `given up as ${endedAs}, but the carrier has it${other}` };
}

async function judgeUnknown(
  ctx: OpsContext,
  { listing, named }: { listing: CarrierListing; named: OrderRow[] },
): Promise<Judgement> {
  const order = named.find((one) => generationOf(one, listing.requestKey) !== null);
  if (order) return judgeOurs(ctx, order, listing);
  const [stranger] = named;
  if (stranger)
    return {
      orderId: stranger.orderId,
      advice: "look_up",
      why: "it names this order, but was not bought by this shop's ops: book it with ops orders adopt FILE.csv, or refund it",
    };
  return { orderId: null, advice: "look_up", why: "no order of ours; others may buy with the account too" };
}

/** Which purchase of an order has this key; null when none has. */
export function generationOf({ connection, orderId }: OrderRow, key: string | null): number | null {
  for (let generation = 1; generation <= MOST_GENERATIONS; generation++)
    if (requestKey({ connection, orderId, parcelNo: 1, generation }) === key) return generation;
  return null;
}

/** Bought for one of our orders under a key that these tables have never used. */
async function judgeOurs(
  ctx: OpsContext,
  { orderId }: OrderRow,
  { facts }: CarrierListing,
): Promise<Judgement> {
  const status = await readStatus(ctx.db, orderId);
  const live = await findLiveShipment(ctx.db, orderId);
  if (live && live.purchase !== "ready")
    return live.purchase === "bought"
      ? {
          orderId,
          advice: "refund",
          why: `the order has label ${live.trackingPin ?? live.carrierShipmentId}`,
        }
      : { orderId, advice: "look_up", why: "another purchase of the order is in doubt: settle that first" };
  if (status === "accepted" || status === "label_failed")
    return { orderId, advice: "adopt", why: `bought, and not in these tables; the order is ${status}` };
  if (status === "shipped" || status === "complete") {
    const shown = (await findObservation(ctx.db, orderId))?.trackingNumber ?? null;
    return shown === null || shown === facts.trackingPin
      ? { orderId, advice: "adopt", why: `bought, and not in these tables; the order is ${status}` }
      : { orderId, advice: "refund", why: `the order is ${status} with number ${shown}` };
  }
  return { orderId, advice: "refund", why: `the order is ${status ?? "not actionable yet"}` };
}
