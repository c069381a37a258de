import type { Carrier, PurchaseTrace } from "../carriers/carrier.ts";
import type { Executor } from "../db/database.ts";
import type { OrderRow } from "../db/stores/orders.ts";
import { changePurchase, type Shipment } from "../db/stores/shipments.ts";
import { OpsError } from "../domain/errors.ts";
import type { PurchaseFacts } from "../domain/shipment.ts";
import type { ClaimedUnit } from "../engine/workflow.ts";
import { connectionOf, type OpsContext } from "./context.ts";

/** A shipment whose purchase is being worked on by the holder of the claim. */
export interface Purchase {
  unit: ClaimedUnit;
  order: OrderRow;
  shipment: Shipment;
}

/**
 * The carrier by which a purchase is finished: the account that it was begun with, for another knows nothing of it.
 * @throws `not_shippable` when the shop ships from another one by now
 */
export function carrierOf(
  ctx: OpsContext,
  { order, shipment }: Pick<Purchase, "order" | "shipment">,
): Carrier {
  const { carrier } = connectionOf(ctx, order.connection);
  if (carrier.account === shipment.carrierAccount) return carrier;
  throw new OpsError(
    "not_shippable",
    `The label of order ${order.orderId} belongs to carrier account ${shipment.carrierAccount}, and ${order.connection} ships from ${carrier.account} by now.`,
    {
      facts: { orderId: order.orderId, begunWith: shipment.carrierAccount, now: carrier.account },
      hint: `Give ${order.connection} its account back until this label is finished, then retry.`,
    },
  );
}

/** The request as it was stored: what is looked for, and what may be sent again. */
export function traceOf(shipment: Shipment): PurchaseTrace {
  const { requestBody, serviceCode, weightGrams, destinationPostalCode } = shipment;
  if (requestBody === null || serviceCode === null || weightGrams === null || destinationPostalCode === null)
    throw new OpsError("bug", `Shipment ${shipment.shipmentId} was sent without its request being stored.`);
  return {
    orderId: shipment.orderId,
    requestKey: shipment.requestKey,
    body: requestBody,
    serviceCode,
    weightGrams,
    destinationPostalCode,
    sentAt: shipment.createdAt,
  };
}

/** A label that may have been booked by hand: what is not known of it is left empty, and found only by our reference. */
export const traceAsKnown = (shipment: Shipment): PurchaseTrace => ({
  orderId: shipment.orderId,
  requestKey: shipment.requestKey,
  body: shipment.requestBody ?? "",
  serviceCode: shipment.serviceCode ?? "",
  weightGrams: shipment.weightGrams ?? 0,
  destinationPostalCode: shipment.destinationPostalCode ?? "",
  sentAt: shipment.createdAt,
});

export function factsOf(shipment: Shipment): PurchaseFacts {
  if (shipment.carrierShipmentId === null)
    throw new OpsError(
      "bug",
      `Shipment ${shipment.shipmentId} counts as bought, but has no id of the carrier.`,
    );
  return {
    carrierShipmentId: shipment.carrierShipmentId,
    trackingPin: shipment.trackingPin,
    labelUrl: shipment.cpApiLabelUrl,
    priceCents: shipment.priceCents,
    links: shipment.links,
  };
}

/**
 * For how long the last request may still be under way: however often a person has looked meanwhile, the carrier gets the
 * time of all look-ups to finish with it. Not above 0 once that has passed.
 */
export function underWayMs(ctx: OpsContext, { lastPostAt, createdAt }: Shipment): number {
  const plannedMs = ctx.config.inDoubt.lookUpDelaysMs.reduce((sum, delay) => sum + delay, 0);
  return (lastPostAt ?? createdAt).getTime() + plannedMs - ctx.clock.now().getTime();
}

/** Changes a purchase unless somebody else has gone on with it. @throws `lost_race` */
export async function goOnWith(
  ex: Executor,
  shipment: Shipment,
  change: Parameters<typeof changePurchase>[2],
): Promise<void> {
  if (await changePurchase(ex, shipment, change)) return;
  throw new OpsError(
    "lost_race",
    `The purchase for order ${shipment.orderId} has been gone on with elsewhere.`,
  );
}
