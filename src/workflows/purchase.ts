import type { PurchaseTrace } from "../carriers/carrier.ts";
import type { OrderRow } from "../db/stores/orders.ts";
import { recordPurchase, type Shipment } from "../db/stores/shipments.ts";
import { OpsError } from "../domain/errors.ts";
import type { PurchaseFacts } from "../domain/shipment.ts";
import type { ClaimedUnit } from "../engine/workflow.ts";
import type { OpsContext } from "./context.ts";

/** A shipment whose purchase is being worked on by the holder of the claim. */
export interface Purchase {
  unit: ClaimedUnit;
  order: OrderRow;
  shipment: Shipment;
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

/** Commits what was bought at once and on its own, claim or no claim: money was spent. */
export async function keepFacts(
  ctx: OpsContext,
  shipment: Shipment,
  facts: PurchaseFacts,
): Promise<Shipment> {
  await recordPurchase(ctx.db, { requestKey: shipment.requestKey, facts, at: ctx.clock.now() });
  return {
    ...shipment,
    purchase: "bought",
    carrierShipmentId: facts.carrierShipmentId,
    trackingPin: facts.trackingPin,
    cpApiLabelUrl: facts.labelUrl,
    priceCents: facts.priceCents,
    links: facts.links,
  };
}
