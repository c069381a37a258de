import type { PurchaseTurn } from "../carriers/carrier.ts";
import { endShipment } from "../db/stores/shipments.ts";
import { type OpsError, toOpsError } from "../domain/errors.ts";
import type { PurchaseFacts } from "../domain/shipment.ts";
import type { ActOutcome } from "../engine/workflow.ts";
import type { OpsContext } from "./context.ts";
import { keepFacts } from "./keep-facts.ts";
import { goOnWith, type Purchase, traceOf } from "./purchase.ts";
import { storeLabel } from "./store-label.ts";

/**
 * Sends a recorded purchase once and records what came of it. A definite no ends the shipment; nothing happened makes
 * it ready to be sent again under the same key; no definite answer starts the look-ups.
 */
export async function postPurchase(
  ctx: OpsContext,
  { unit, order, shipment, turn }: Purchase & { turn: PurchaseTurn },
): Promise<ActOutcome> {
  ctx.passFaultPoint("create-labels", "after-intent");
  let facts: PurchaseFacts;
  try {
    facts = await turn.purchase(traceOf(shipment), order.orderId);
  } catch (thrown) {
    return notBought(ctx, { unit, order, shipment }, toOpsError(thrown));
  }
  ctx.passFaultPoint("create-labels", "after-call");
  const bought = await keepFacts(ctx, { order, shipment }, facts);
  return storeLabel(ctx, { unit, order, shipment: bought });
}

async function notBought(ctx: OpsContext, purchase: Purchase, error: OpsError): Promise<ActOutcome> {
  const { shipment } = purchase;
  if (error.kind === "bug")
    ctx.log.error(
      { orderId: shipment.orderId, err: error.cause ?? error },
      `A purchase went wrong: ${error.message}`,
    );
  const mayExist = error.kind === "in_doubt" || error.kind === "bug";
  if (mayExist || shipment.inDoubtSince !== null)
    return lookUpLater(ctx, purchase, { error, counts: mayExist });
  await nothingBought(ctx, purchase, error);
  throw error;
}

/**
 * An answer that is no definite yes says nothing of an earlier post: as long as that one is in doubt, so is the
 * purchase. A post of which nothing came does not count.
 */
async function lookUpLater(
  ctx: OpsContext,
  { unit, shipment }: Purchase,
  { error, counts }: { error: OpsError; counts: boolean },
): Promise<ActOutcome> {
  const at = ctx.clock.now();
  const delay = Math.max(ctx.config.inDoubt.lookUpDelaysMs[0] ?? 0, error.retryAfterMs ?? 0);
  const nextLookUpAt = new Date(at.getTime() + delay);
  const posts = error.kind === "unavailable" && !counts ? shipment.posts - 1 : shipment.posts;
  const inDoubtSince = shipment.inDoubtSince ?? at;
  const isDuplicate = error.facts.duplicate === true;
  await unit.settle((tx) =>
    goOnWith(tx, shipment, {
      purchase: "in_doubt",
      inDoubtSince,
      posts,
      lookUps: 0,
      nextLookUpAt,
      ...(isDuplicate && { duplicateRefusals: shipment.duplicateRefusals + 1, duplicateRefusedAt: at }),
    }),
  );
  const from = nextLookUpAt.toISOString();
  return { waiting: `no definite answer (${error.message}); it is looked up from ${from}` };
}

/** A definite no ends the purchase; a post of which nothing came does not count, and may be sent again under its key. */
async function nothingBought(ctx: OpsContext, { shipment }: Purchase, error: OpsError): Promise<void> {
  if (error.kind !== "rejected")
    return goOnWith(ctx.db, shipment, { purchase: "ready", posts: shipment.posts - 1 });
  await ctx.db.transaction(async (tx) => {
    await goOnWith(tx, shipment, { purchase: "rejected" });
    await endShipment(tx, { shipmentId: shipment.shipmentId, as: "rejected", at: ctx.clock.now() });
  });
}
