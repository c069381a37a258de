import type { Tx } from "../db/database.ts";
import {
  type Acceptance,
  changeSent,
  decide,
  findAcceptance,
  markSending,
  updateAcceptance,
} from "../db/stores/acceptances.ts";
import { dueAcceptances, nextAcceptance } from "../db/stores/due-acceptances.ts";
import { demandNoHold } from "../db/stores/holds.ts";
import { findObservation, type Observation } from "../db/stores/observations.ts";
import { logOperation } from "../db/stores/operations.ts";
import { lockStatus, moveOrder } from "../db/stores/order-status.ts";
import { getOrder, type OrderRow } from "../db/stores/orders.ts";
import { findProducts } from "../db/stores/products.ts";
import { acceptanceGuard } from "../domain/acceptance-guard.ts";
import { OpsError, toOpsError } from "../domain/errors.ts";
import { marketplacePartner } from "../domain/pause-scope.ts";
import type { ClaimedUnit, Workflow } from "../engine/workflow.ts";
import type { MiraklTurn } from "../marketplaces/mirakl/mirakl-client.ts";
import { connectionOf, type OpsContext, workableConnections } from "./context.ts";

/** Sends the decision on every order that waits for one (OR21). Read-backs confirm it later. */
export const acceptOrders: Workflow<OpsContext> = {
  name: "accept-orders",
  processName: "OrderAcceptance",
  partner: (_ctx, unit) => marketplacePartner(unit.connection),

  async due(ctx, question) {
    return dueAcceptances(ctx.db, { ...question, ...(await deciding(ctx)), now: ctx.clock.now() });
  },

  async next(ctx, from) {
    return nextAcceptance(ctx.db, { ...(await deciding(ctx)), from });
  },

  async act(ctx, unit) {
    const order = await getOrder(ctx.db, unit.id);
    await using turn = await connectionOf(ctx, order.connection).client.reserve();
    ctx.passFaultPoint("accept-orders", "before-intent");
    const { acceptance, observation } = await ctx.db.transaction((tx) => intend(ctx, tx, { unit, order }));
    ctx.passFaultPoint("accept-orders", "after-intent");
    await send(ctx, { order, acceptance, observation, turn });
    ctx.passFaultPoint("accept-orders", "after-call");
    await unit.settle(async (tx) => {
      const at = ctx.clock.now();
      await updateAcceptance(tx, order.orderId, { answeredAt: at });
      await logOperation(tx, {
        at,
        scope: "mirakl",
        action: acceptance.decision,
        orderId: order.orderId,
        status: "OK",
        message: `Decided by ${acceptance.requestedBy}.`,
        actor: ctx.actor,
      });
      ctx.passFaultPoint("accept-orders", "before-outcome");
    });
    ctx.passFaultPoint("accept-orders", "after-outcome");
    return `${acceptance.decision} sent`;
  },

  /** An order that waits for a person's decision has not failed. */
  async onFailure(ctx, tx, { unit, error }) {
    if (error.code === "decision_needed") return;
    if ((await lockStatus(tx, unit.id)) !== "pending_acceptance") return;
    await moveOrder(tx, {
      orderId: unit.id,
      from: ["pending_acceptance"],
      to: "acceptance_failed",
      notes: error.message,
      actor: ctx.actor,
      at: ctx.clock.now(),
      action: "accept",
    });
  },
};

async function deciding(ctx: OpsContext) {
  const connections = await workableConnections(ctx, {
    workflow: "accept-orders",
    hasEffects: true,
    partner: ({ settings }) => marketplacePartner(settings.name),
  });
  return { connections, onlyDecided: ctx.config.acceptance.mode === "manual" };
}

interface Intent {
  acceptance: Acceptance;
  observation: Observation;
}

/** Checks under the order's lock that the decision is still to be sent, and records that it is about to leave. */
async function intend(
  ctx: OpsContext,
  tx: Tx,
  { unit, order }: { unit: ClaimedUnit; order: OrderRow },
): Promise<Intent> {
  await unit.assertHeld(tx);
  const { orderId } = order;
  const at = ctx.clock.now();
  const status = await lockStatus(tx, orderId);
  const observation = await findObservation(tx, orderId);
  if (observation?.marketplaceState !== "WAITING_ACCEPTANCE")
    throw new OpsError("lost_race", `Order ${orderId} waits for no decision any more.`);
  await demandNoHold(tx, orderId, at);
  if (!(await findAcceptance(tx, orderId))) {
    await guard(ctx, tx, observation);
    await decide(tx, { orderId, decision: "accept", by: ctx.actor, at });
  }
  if (status === "acceptance_failed")
    await moveOrder(tx, {
      orderId,
      from: ["acceptance_failed"],
      to: "pending_acceptance",
      notes: "Trying again.",
      actor: ctx.actor,
      at,
      action: "accept",
    });
  const nextCheckAt = new Date(at.getTime() + (ctx.config.acceptance.validationWaitMs[0] ?? 0));
  const acceptance = await markSending(tx, { orderId, at, nextCheckAt });
  if (!acceptance) throw new OpsError("lost_race", `The decision on order ${orderId} is sent already.`);
  return { acceptance, observation };
}

async function guard(ctx: OpsContext, tx: Tx, { orderId, lines }: Observation): Promise<void> {
  if (ctx.config.acceptance.mode !== "guarded") return;
  const products = await findProducts(
    tx,
    lines.map((line) => line.sku),
  );
  const objection = acceptanceGuard({ lines, products, maxQuantity: ctx.config.acceptance.maxQuantity });
  if (objection)
    throw new OpsError("decision_needed", `Order ${orderId} is not accepted by itself: ${objection}.`);
}

interface Sending extends Intent {
  order: OrderRow;
  turn: MiraklTurn;
}

/** OR21 with every line in one call. What is known not to have arrived is wanted again; the rest is read back. */
async function send(ctx: OpsContext, { order, acceptance, observation, turn }: Sending): Promise<void> {
  const lines = observation.lines
    .filter((line) => line.state === "WAITING_ACCEPTANCE")
    .map(({ lineId }) => ({
      lineId,
      accepted: acceptance.decision === "accept" && !acceptance.refusedLines.includes(lineId),
    }));
  try {
    await turn.acceptOrder(order.marketplaceOrderId, lines);
  } catch (thrown) {
    const error = toOpsError(thrown);
    if (error.kind === "unavailable" || error.kind === "config")
      await changeSent(ctx.db, acceptance, { state: "wanted", nextCheckAt: null });
    if (error.kind === "rejected") await changeSent(ctx.db, acceptance, { nextCheckAt: ctx.clock.now() });
    throw refusedPartially(error) ?? error;
  }
}

function refusedPartially(error: OpsError): OpsError | null {
  const codes = error.facts.miraklCodes;
  if (!Array.isArray(codes) || !codes.includes("ORDER_PARTIAL_ACCEPTANCE_DISABLED")) return null;
  return new OpsError("partial_decision_forbidden", error.message, { facts: error.facts, cause: error });
}
