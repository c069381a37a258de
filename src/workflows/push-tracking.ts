import type { Tx } from "../db/database.ts";
import { duePushes, nextPush } from "../db/stores/due-pushes.ts";
import { closeFailures } from "../db/stores/failures.ts";
import { demandNoHold, holdOrder } from "../db/stores/holds.ts";
import { findObservation, type Observation } from "../db/stores/observations.ts";
import { logOperation } from "../db/stores/operations.ts";
import { lockStatus, moveOrder } from "../db/stores/order-status.ts";
import { getOrder, type OrderRow } from "../db/stores/orders.ts";
import {
  findLiveShipment,
  hasShipmentWithPin,
  type Shipment,
  updateShipment,
} from "../db/stores/shipments.ts";
import { OpsError, toOpsError } from "../domain/errors.ts";
import { marketplacePartner } from "../domain/pause-scope.ts";
import type { ClaimedUnit, Workflow } from "../engine/workflow.ts";
import { carrierCodeFor, checkCarrierCodes } from "../marketplaces/mirakl/carrier-codes.ts";
import { type Connection, connectionOf, type OpsContext, workableConnections } from "./context.ts";
import { listedCarriers } from "./marketplace-facts.ts";

/** Tells the marketplace the tracking number (OR23), then that the order is shipped (OR24). Read-backs confirm it. */
export const pushTracking: Workflow<OpsContext> = {
  name: "push-tracking",
  processName: "TrackingUpdate",
  partner: (_ctx, unit) => marketplacePartner(unit.connection),

  async due(ctx, question) {
    return duePushes(ctx.db, { ...question, ...(await pushing(ctx)), now: ctx.clock.now() });
  },

  async next(ctx, from) {
    return nextPush(ctx.db, { ...(await pushing(ctx)), from });
  },

  async act(ctx, unit) {
    const push = await loadPush(ctx, unit);
    if (await holdIfForeign(ctx, push)) return "held: the marketplace shows another tracking number";
    const refusal = (await tellNumber(ctx, push)) ?? (await tellShipped(ctx, push));
    await unit.settle(async (tx) => {
      if (refusal) await readBackSoon(ctx, tx, { push, refusal });
      else await updateShipment(tx, push.shipment.shipmentId, { shipAnsweredAt: ctx.clock.now() });
      await logPush(ctx, tx, { push, refusal });
      ctx.passFaultPoint("confirm-shipment", "before-outcome");
    });
    ctx.passFaultPoint("confirm-shipment", "after-outcome");
    return refusal
      ? { waiting: `refused (${refusal.message}); it is read back` }
      : `${push.trackingPin} told, shipment sent`;
  },

  async onFailure(ctx, tx, { unit, error, after }) {
    if (!after.file || after.retryAt !== null || (await lockStatus(tx, unit.id)) !== "tracked") return;
    await moveOrder(tx, {
      ...moveOf(ctx, unit.id),
      from: ["tracked"],
      to: "push_failed",
      notes: error.message,
    });
  },
};

async function pushing(ctx: OpsContext) {
  const connections = await workableConnections(ctx, {
    workflow: "push-tracking",
    hasEffects: true,
    partner: ({ settings }) => marketplacePartner(settings.name),
  });
  return { connections, pushWhen: ctx.config.shipping.pushWhen };
}

interface Push {
  unit: ClaimedUnit;
  order: OrderRow;
  connection: Connection;
  shipment: Shipment;
  observation: Observation;
  trackingPin: string;
  /** The marketplace's code of the carrier. */
  carrierCode: string;
}

const moveOf = (ctx: OpsContext, orderId: string) => ({
  orderId,
  actor: ctx.actor,
  at: ctx.clock.now(),
  action: "update_tracking",
});

async function loadPush(ctx: OpsContext, unit: ClaimedUnit): Promise<Push> {
  const [order, shipment, observation] = await Promise.all([
    getOrder(ctx.db, unit.id),
    findLiveShipment(ctx.db, unit.id),
    findObservation(ctx.db, unit.id),
  ]);
  const connection = connectionOf(ctx, order.connection);
  if (!shipment?.trackingPin || !observation)
    throw new OpsError("lost_race", `Order ${unit.id} has no number to tell.`);
  const carrierCode = await carrierCodeOf(ctx, connection, shipment.carrier);
  return { unit, order, connection, shipment, observation, trackingPin: shipment.trackingPin, carrierCode };
}

/** The marketplace's code of our carrier, checked against its own list where that is known. */
async function carrierCodeOf(ctx: OpsContext, { settings }: Connection, carrier: string): Promise<string> {
  const code = carrierCodeFor(settings, carrier);
  const listed = await listedCarriers(ctx, settings.name);
  if (listed) checkCarrierCodes({ ...settings, carrierCodes: { [carrier]: code } }, listed);
  return code;
}

/** A number that we did not write is never overwritten. */
async function holdIfForeign(
  ctx: OpsContext,
  { unit, order, shipment, observation }: Push,
): Promise<boolean> {
  const shown = observation.trackingNumber;
  if (shown === null || shown === shipment.trackingPin || shipment.trackingPushedAt !== null) return false;
  if (await hasShipmentWithPin(ctx.db, { orderId: order.orderId, trackingPin: shown })) return false;
  await unit.settle(async (tx) => {
    await holdOrder(tx, {
      orderId: order.orderId,
      reason: "foreign_label",
      note: `The marketplace shows tracking number ${shown}, which ops did not write.`,
      by: ctx.actor,
      at: ctx.clock.now(),
    });
  });
  return true;
}

/** OR23, unless the marketplace shows the number already. Answers its refusal, which a read-back will explain. */
async function tellNumber(ctx: OpsContext, push: Push): Promise<OpsError | null> {
  const { order, connection, observation, trackingPin, carrierCode } = push;
  if (observation.trackingNumber === trackingPin && observation.carrierCode === carrierCode) return null;
  ctx.passFaultPoint("tell-number", "after-intent");
  const refusal = await refusalOf(() =>
    connection.client.updateTracking(order.marketplaceOrderId, { carrierCode, trackingNumber: trackingPin }),
  );
  ctx.passFaultPoint("tell-number", "after-call");
  return refusal;
}

/**
 * OR24 behind a recorded intent. After a lost answer the read-back tells; it is sent again only when the order is read
 * as still not shipped.
 */
async function tellShipped(ctx: OpsContext, push: Push): Promise<OpsError | null> {
  const { order, connection, shipment } = push;
  await using turn = await connection.client.reserve();
  ctx.passFaultPoint("confirm-shipment", "before-intent");
  await ctx.db.transaction((tx) => intendToShip(ctx, tx, push));
  ctx.passFaultPoint("confirm-shipment", "after-intent");
  try {
    const refusal = await refusalOf(() => turn.shipOrder(order.marketplaceOrderId));
    ctx.passFaultPoint("confirm-shipment", "after-call");
    return refusal;
  } catch (thrown) {
    const error = toOpsError(thrown);
    if (error.kind !== "in_doubt")
      await updateShipment(ctx.db, shipment.shipmentId, { shipSentAt: null, nextPushCheckAt: null });
    throw error;
  }
}

async function intendToShip(ctx: OpsContext, tx: Tx, { unit, order, shipment }: Push): Promise<void> {
  const at = ctx.clock.now();
  await unit.assertHeld(tx);
  const status = await lockStatus(tx, order.orderId);
  if (status === "push_failed")
    await moveOrder(tx, {
      ...moveOf(ctx, order.orderId),
      from: ["push_failed"],
      to: "tracked",
      notes: "Trying again.",
    });
  else if (status !== "tracked")
    throw new OpsError("lost_race", `Order ${order.orderId} is ${status} by now.`);
  await demandNoHold(tx, order.orderId, at);
  const nextPushCheckAt = new Date(at.getTime() + (ctx.config.shipping.confirmWaitMs[0] ?? 0));
  await updateShipment(tx, shipment.shipmentId, {
    trackingPushedAt: at,
    shipSentAt: at,
    shipAnsweredAt: null,
    pushChecks: 0,
    pushError: null,
    nextPushCheckAt,
  });
}

async function refusalOf(call: () => Promise<void>): Promise<OpsError | null> {
  try {
    await call();
    return null;
  } catch (thrown) {
    const error = toOpsError(thrown);
    if (error.kind === "rejected" || error.kind === "not_found") return error;
    throw error;
  }
}

/** A refusal is explained by the order's own state, which is read at the first turn of this very run. */
async function readBackSoon(
  ctx: OpsContext,
  tx: Tx,
  { push, refusal }: { push: Push; refusal: OpsError },
): Promise<void> {
  const wait = ctx.config.shipping.confirmWaitMs[0] ?? 0;
  await updateShipment(tx, push.shipment.shipmentId, {
    pushError: refusal.message,
    nextPushCheckAt: new Date(ctx.clock.now().getTime() + wait),
  });
}

async function logPush(
  ctx: OpsContext,
  tx: Tx,
  { push, refusal }: { push: Push; refusal: OpsError | null },
): Promise<void> {
  const { orderId } = push.order;
  const at = ctx.clock.now();
  await logOperation(tx, {
    at,
    scope: "mirakl",
    action: "update_tracking",
    orderId,
    carrier: push.shipment.carrier,
    status: refusal ? "ERROR" : "OK",
    message: refusal?.message ?? `Told ${push.trackingPin} of ${push.carrierCode}; shipment sent.`,
    actor: ctx.actor,
  });
  if (!refusal)
    await closeFailures(tx, {
      relatedId: orderId,
      processName: "TrackingUpdate",
      by: ctx.actor,
      resolution: "the marketplace took it",
      at,
    });
}
