import type { LookUp, PurchaseTurn } from "../carriers/carrier.ts";
import type { Executor } from "../db/database.ts";
import { closeFailures, recordFailure } from "../db/stores/failures.ts";
import { openHolds } from "../db/stores/holds.ts";
import { getObservation } from "../db/stores/observations.ts";
import { lockStatus, readStatus } from "../db/stores/order-status.ts";
import { OpsError, toOpsError } from "../domain/errors.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";
import type { ActOutcome } from "../engine/workflow.ts";
import { carrierClaim, lookUpsText } from "../reports/purchase-doubt.ts";
import { askGate } from "./ask-gate.ts";
import { demandLabelRoom } from "./buying-pauses.ts";
import { connectionOf, type OpsContext } from "./context.ts";
import { keepFacts } from "./keep-facts.ts";
import { labelConnections } from "./label-connections.ts";
import { orphanLabel } from "./orphan-label.ts";
import { postPurchase } from "./post-purchase.ts";
import { carrierOf, goOnWith, type Purchase, traceOf, underWayMs } from "./purchase.ts";
import { storeLabel } from "./store-label.ts";

/** A request that may have left from a process that died: from now on it is in doubt. */
export async function startLookingUp(
  ctx: OpsContext,
  { unit, order, shipment }: Purchase,
): Promise<ActOutcome> {
  const at = ctx.clock.now();
  const postedAt = shipment.lastPostAt ?? shipment.createdAt;
  const firstLookUpAt = new Date(postedAt.getTime() + (ctx.config.inDoubt.lookUpDelaysMs[0] ?? 0));
  const doubt = {
    purchase: "in_doubt" as const,
    inDoubtSince: postedAt,
    lookUps: 0,
    nextLookUpAt: firstLookUpAt,
  };
  if (firstLookUpAt > at) {
    await unit.settle((tx) => goOnWith(tx, shipment, doubt));
    return { waiting: `sent by a process that died; it is looked up from ${firstLookUpAt.toISOString()}` };
  }
  await goOnWith(ctx.db, shipment, doubt);
  return lookUpPurchase(ctx, { unit, order, shipment: { ...shipment, ...doubt } });
}

/** Asks the carrier by our reference whether a purchase in doubt exists. */
export async function lookUpPurchase(ctx: OpsContext, purchase: Purchase): Promise<ActOutcome> {
  const { shipment } = purchase;
  const carrier = carrierOf(ctx, purchase);
  let answer: LookUp;
  try {
    answer = await carrier.lookUp(traceOf(shipment));
  } catch (thrown) {
    return lookAgainAfter(ctx, purchase, thrown);
  }
  if (answer.found === "one")
    return storeLabel(ctx, { ...purchase, shipment: await keepFacts(ctx, purchase, answer.facts) });
  if (answer.found === "ended") {
    const { trackingPin, carrierShipmentId } = answer.facts;
    const what = `the carrier has it as label ${trackingPin ?? carrierShipmentId}, which was ${answer.as} there; to book that and buy another: ops labels ended ${shipment.orderId} --as ${answer.as}`;
    return giveUp(ctx, purchase, { what, candidates: [answer.facts] });
  }
  if (answer.found === "unclear")
    return giveUp(ctx, purchase, { what: answer.what, candidates: answer.candidates });
  const counted = { lookUps: shipment.lookUps + 1, lookUpsInAll: shipment.lookUpsInAll + 1 };
  const looked = { ...purchase, shipment: { ...shipment, ...counted } };
  if (counted.lookUps < ctx.config.inDoubt.lookUpDelaysMs.length)
    return lookAgain(ctx, looked, { why: "the carrier does not show it yet" });
  return afterLastLookUp(ctx, looked);
}

/** The carrier could not be asked, or sent to: that says nothing of the purchase. */
function lookAgainAfter(ctx: OpsContext, purchase: Purchase, thrown: unknown): Promise<ActOutcome> {
  const error = toOpsError(thrown);
  if (error.kind !== "unavailable") throw error;
  return lookAgain(ctx, purchase, { why: error.message, leastWaitMs: error.retryAfterMs ?? 0 });
}

interface LookingAgain {
  why: string;
  leastWaitMs?: number;
}

async function lookAgain(
  ctx: OpsContext,
  purchase: Purchase,
  { why, leastWaitMs = 0 }: LookingAgain,
): Promise<ActOutcome> {
  const { unit, shipment } = purchase;
  const { lookUps, lookUpsInAll } = shipment;
  const { lookUpDelaysMs } = ctx.config.inDoubt;
  const wait = lookUpDelaysMs[Math.min(lookUps, lookUpDelaysMs.length - 1)] ?? 0;
  const nextLookUpAt = new Date(ctx.clock.now().getTime() + Math.max(wait, leastWaitMs));
  await unit.settle(async (tx) => {
    await goOnWith(tx, shipment, { lookUps, lookUpsInAll, nextLookUpAt });
    await warnOfDoubt(ctx, tx, purchase);
  });
  return { waiting: `${why}; looked up again from ${nextLookUpAt.toISOString()}` };
}

/** The look-ups go on, but a person learns of it while there is still time, and when they have found no end for long. */
async function warnOfDoubt(
  ctx: OpsContext,
  tx: Parameters<typeof recordFailure>[0],
  { unit, order, shipment }: Purchase,
): Promise<void> {
  const at = ctx.clock.now();
  const { deadlineNearMs, retryAfterMs } = ctx.config.engine;
  const longMs = retryAfterMs.reduce((sum, wait) => sum + wait, 0);
  const isNear = unit.deadline !== null && unit.deadline.getTime() - at.getTime() < deadlineNearMs;
  const since = shipment.inDoubtSince ?? shipment.createdAt;
  if (!isNear && at.getTime() - since.getTime() < longMs) return;
  const mustShip =
    unit.deadline === null ? "" : `, and the order must ship by ${unit.deadline.toISOString()}`;
  await recordFailure(tx, {
    processName: "ShippingLabelCreation",
    relatedId: order.orderId,
    connection: order.connection,
    code: "answer_lost",
    details: `The purchase is looked up since ${since.toISOString()}${mustShip}.`,
    payload: { requestKey: shipment.requestKey, inDoubtSince: since },
    needs: "human",
    retryAt: null,
    at,
  });
}

/** Where the carrier refuses duplicates the same request is sent once more; elsewhere only a person may decide. */
async function afterLastLookUp(ctx: OpsContext, purchase: Purchase): Promise<ActOutcome> {
  const { order, shipment } = purchase;
  const carrier = carrierOf(ctx, purchase);
  if (carrier.duplicateGuard !== "request_key" || shipment.posts >= ctx.config.inDoubt.rounds)
    return giveUp(ctx, purchase, { what: `the carrier does not show it after ${lookUpsText(shipment)}` });
  const leftMs = underWayMs(ctx, shipment);
  if (leftMs > 0)
    return lookAgain(ctx, purchase, { why: "the request may still be under way", leastWaitMs: leftMs });
  const { buying } = await labelConnections(ctx);
  if (!buying.includes(order.connection)) return lookAgain(ctx, purchase, { why: "buying is paused" });
  let turn: PurchaseTurn;
  try {
    turn = await carrier.reserve();
  } catch (thrown) {
    return lookAgainAfter(ctx, purchase, thrown);
  }
  return sendAgain(ctx, { ...purchase, turn });
}

async function sendAgain(
  ctx: OpsContext,
  { turn, ...purchase }: Purchase & { turn: PurchaseTurn },
): Promise<ActOutcome> {
  await using _held = turn;
  const { unit, order, shipment } = purchase;
  const leaving = { order, at: ctx.clock.now() };
  const notSent = { what: "the carrier does not show one" };
  if (!(await isToBeSent(ctx.db, { ...leaving, status: await readStatus(ctx.db, order.orderId) })))
    return await giveUp(ctx, purchase, notSent);
  const observation = await getObservation(ctx.db, order.orderId);
  const gate = await askGate(ctx, { connection: connectionOf(ctx, order.connection), observation });
  if ("wait" in gate) return await lookAgain(ctx, purchase, { why: `it is not sent again: ${gate.wait}` });
  if (gate.problems.length > 0)
    return await giveUp(ctx, purchase, { what: [notSent.what, ...gate.problems].join("; ") });
  await demandLabelRoom(ctx);
  const again = {
    purchase: "sending" as const,
    posts: shipment.posts + 1,
    lastPostAt: leaving.at,
    lookUps: 0,
    lookUpsInAll: shipment.lookUpsInAll,
    nextLookUpAt: null,
  };
  ctx.passFaultPoint("create-labels", "before-intent");
  const mayPost = await ctx.db.transaction(async (tx) => {
    await unit.assertHeld(tx);
    if (!(await isToBeSent(tx, { ...leaving, status: await lockStatus(tx, order.orderId) }))) return false;
    await goOnWith(tx, shipment, again);
    return true;
  });
  if (!mayPost) return await giveUp(ctx, purchase, notSent);
  return await postPurchase(ctx, { ...purchase, shipment: { ...shipment, ...again }, turn });
}

interface Leaving {
  order: Purchase["order"];
  status: OrderStatus | null;
  at: Date;
}

/** The order still needs a label, and nobody holds it. */
async function isToBeSent(ex: Executor, { order, status, at }: Leaving): Promise<boolean> {
  if (status !== "accepted" && status !== "label_failed") return false;
  return (await openHolds(ex, order.orderId, at)).length === 0;
}

interface GivingUp {
  what: string;
  candidates?: unknown[];
}

/** From here on a person decides; an order that has ended asks for a refund of what may exist. */
async function giveUp(
  ctx: OpsContext,
  purchase: Purchase,
  { what, candidates }: GivingUp,
): Promise<ActOutcome> {
  const { unit, order, shipment } = purchase;
  const { lookUps, lookUpsInAll } = shipment;
  await goOnWith(ctx.db, shipment, { lookUps, lookUpsInAll });
  const claim = carrierClaim(shipment);
  const known = claim === null ? "is not known" : `has no proof yet, but ${claim}`;
  const status = await readStatus(ctx.db, order.orderId);
  if (status === "accepted" || status === "label_failed")
    throw new OpsError(
      "look_ups_used_up",
      `Whether a label was bought for order ${order.orderId} ${known}: ${what}.`,
      {
        facts: {
          orderId: order.orderId,
          shipmentId: shipment.shipmentId,
          requestKey: shipment.requestKey,
          posts: shipment.posts,
          lookUps: lookUpsInAll,
          ...(claim && { duplicateRefusals: shipment.duplicateRefusals }),
          ...(candidates ? { candidates } : {}),
        },
      },
    );
  await unit.settle(async (tx) => {
    await goOnWith(tx, shipment, { nextLookUpAt: null });
    await orphanLabel(tx, {
      shipment,
      connection: order.connection,
      why: `the order is ${status}, and ${what}${claim === null ? "" : `; ${claim}`}`,
      at: ctx.clock.now(),
    });
    await closeFailures(tx, {
      relatedId: order.orderId,
      processName: "ShippingLabelCreation",
      by: ctx.actor,
      resolution: `the order is ${status}: what may have been bought is asked about by itself`,
      at: ctx.clock.now(),
    });
  });
  return "a person is asked about a label that may exist";
}
