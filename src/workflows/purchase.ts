import type { Carrier, PurchaseTrace } from "../carriers/carrier.ts";
import type { Executor } from "../db/database.ts";
import { closeFailures } from "../db/stores/failures.ts";
import { logOperation } from "../db/stores/operations.ts";
import type { OrderRow } from "../db/stores/orders.ts";
import { changePurchase, recordPurchase, type Shipment } from "../db/stores/shipments.ts";
import { OpsError } from "../domain/errors.ts";
import type { PurchaseFacts } from "../domain/shipment.ts";
import type { ClaimedUnit } from "../engine/workflow.ts";
import { connectionOf, type OpsContext } from "./context.ts";
import { orphanLabel } from "./orphan-label.ts";

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
 * Commits what was bought at once and on its own, claim or no claim: money was spent. A person who was asked whether it
 * exists is asked no more; where one has given the purchase up meanwhile, one is told that it exists after all.
 */
export async function keepFacts(
  ctx: OpsContext,
  { order, shipment }: Pick<Purchase, "order" | "shipment">,
  facts: PurchaseFacts,
): Promise<Shipment> {
  const at = ctx.clock.now();
  const asked = { relatedId: order.orderId, processName: "ShippingLabelCreation", by: ctx.actor };
  const kept = await ctx.db.transaction(async (tx) => {
    const { requestKey } = shipment;
    const bought = await recordPurchase(tx, { requestKey, facts, at });
    await logOperation(tx, {
      at,
      scope: "carrier",
      action: "create_shipment",
      orderId: order.orderId,
      carrier: bought.carrier,
      status: "OK",
      message: `Bought ${facts.trackingPin ?? facts.carrierShipmentId}.`,
      meta: { carrierShipmentId: facts.carrierShipmentId, priceCents: facts.priceCents, requestKey },
      actor: ctx.actor,
    });
    const why = `it was given up before as ${bought.endedAs}`;
    if (bought.endedAt) await orphanLabel(tx, { shipment: bought, connection: order.connection, why, at });
    else await closeFailures(tx, { ...asked, resolution: "the carrier has told of it", at });
    return bought;
  });
  ctx.passFaultPoint("create-labels", "after-facts");
  return kept;
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
