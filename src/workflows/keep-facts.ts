import { isUniqueViolation } from "../db/database-error.ts";
import { closeFailures } from "../db/stores/failures.ts";
import { logOperation } from "../db/stores/operations.ts";
import { readStatus } from "../db/stores/order-status.ts";
import { recordPurchase, type Shipment } from "../db/stores/shipments.ts";
import type { PurchaseFacts } from "../domain/shipment.ts";
import { reportContest } from "./contested-number.ts";
import type { OpsContext } from "./context.ts";
import { orphanLabel } from "./orphan-label.ts";
import type { Purchase } from "./purchase.ts";

type Bought = Pick<Purchase, "order" | "shipment"> & { facts: PurchaseFacts };

/**
 * Commits what was bought at once and on its own, claim or no claim: money was spent. A number that another order has
 * is kept apart, and a person asked whose it is. A person who was asked whether it exists is asked no more; where one
 * has given the purchase up meanwhile, one is told that it exists after all.
 */
export async function keepFacts(
  ctx: OpsContext,
  { order, shipment }: Pick<Purchase, "order" | "shipment">,
  facts: PurchaseFacts,
): Promise<Shipment> {
  const what = { order, shipment, facts };
  let bought: Shipment;
  try {
    bought = await commit(ctx, what, { isContested: false });
  } catch (thrown) {
    if (!isUniqueViolation(thrown, "tracking_pin_is_unique")) throw thrown;
    bought = await commit(ctx, what, { isContested: true });
  }
  ctx.passFaultPoint("create-labels", "after-facts");
  return bought;
}

function commit(
  ctx: OpsContext,
  { order, shipment: { requestKey }, facts }: Bought,
  { isContested }: { isContested: boolean },
): Promise<Shipment> {
  const { orderId, connection } = order;
  const at = ctx.clock.now();
  const { carrierShipmentId, trackingPin, priceCents } = facts;
  return ctx.db.transaction(async (tx) => {
    const bought = await recordPurchase(tx, { requestKey, facts, isContested, at });
    await logOperation(tx, {
      at,
      scope: "carrier",
      action: "create_shipment",
      orderId,
      carrier: bought.carrier,
      status: "OK",
      message: `Bought ${trackingPin ?? carrierShipmentId}${isContested ? ", a number that another order has" : ""}.`,
      meta: { carrierShipmentId, trackingPin, priceCents, requestKey },
      actor: ctx.actor,
    });
    if (bought.endedAt) {
      const why = `it was given up before as ${bought.endedAs}`;
      await orphanLabel(tx, { shipment: bought, connection, why, at });
      return bought;
    }
    const asked = { relatedId: orderId, processName: "ShippingLabelCreation", by: ctx.actor, at };
    await closeFailures(tx, { ...asked, resolution: "the carrier has told of it" });
    const status = isContested ? await readStatus(tx, orderId) : null;
    if (status === "accepted" || status === "label_failed") await reportContest(ctx, tx, bought);
    return bought;
  });
}
