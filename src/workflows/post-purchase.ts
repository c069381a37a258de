import { logOperation } from "../db/stores/operations.ts";
import { endShipment, updateShipment } from "../db/stores/shipments.ts";
import { type OpsError, toOpsError } from "../domain/errors.ts";
import type { PurchaseFacts } from "../domain/shipment.ts";
import { connectionOf, type OpsContext } from "./context.ts";
import { keepFacts, type Purchase, traceOf } from "./purchase.ts";
import { storeLabel } from "./store-label.ts";

/**
 * Sends a recorded purchase once and records what came of it. A definite no ends the shipment; nothing happened makes
 * it ready to be sent again under the same key; no definite answer starts the look-ups.
 */
export async function postPurchase(ctx: OpsContext, { unit, order, shipment }: Purchase): Promise<string> {
  const { carrier } = connectionOf(ctx, order.connection);
  let facts: PurchaseFacts;
  try {
    facts = await carrier.purchase(traceOf(shipment), order.orderId);
  } catch (thrown) {
    return notBought(ctx, { unit, order, shipment }, toOpsError(thrown));
  }
  const bought = await keepFacts(ctx, shipment, facts);
  await logOperation(ctx.db, {
    at: ctx.clock.now(),
    scope: "carrier",
    action: "create_shipment",
    orderId: order.orderId,
    carrier: carrier.name,
    status: "OK",
    message: `Bought ${facts.trackingPin ?? facts.carrierShipmentId}.`,
    meta: {
      carrierShipmentId: facts.carrierShipmentId,
      priceCents: facts.priceCents,
      requestKey: shipment.requestKey,
    },
    actor: ctx.actor,
  });
  return storeLabel(ctx, { unit, order, shipment: bought });
}

async function notBought(ctx: OpsContext, { unit, shipment }: Purchase, error: OpsError): Promise<string> {
  const { shipmentId } = shipment;
  const at = ctx.clock.now();
  if (error.kind === "in_doubt" || error.kind === "bug") {
    const nextLookUpAt = new Date(at.getTime() + (ctx.config.inDoubt.lookUpDelaysMs[0] ?? 0));
    const inDoubtSince = shipment.inDoubtSince ?? at;
    await unit.settle((tx) =>
      updateShipment(tx, shipmentId, { purchase: "in_doubt", inDoubtSince, lookUps: 0, nextLookUpAt }),
    );
    return `no definite answer (${error.message}); it is looked up from ${nextLookUpAt.toISOString()}`;
  }
  if (error.kind === "rejected")
    await ctx.db.transaction(async (tx) => {
      await updateShipment(tx, shipmentId, { purchase: "rejected" });
      await endShipment(tx, { shipmentId, as: "rejected", at });
    });
  else await updateShipment(ctx.db, shipmentId, { purchase: "ready" });
  throw error;
}
