import { OpsError } from "../../../domain/errors.ts";
import { findOrderListing } from "../../../reports/orders-view.ts";
import { acceptOrders } from "../../../workflows/accept-orders.ts";
import { confirmDecisions } from "../../../workflows/confirm-decisions.ts";
import type { OpsContext } from "../../../workflows/context.ts";
import { decideOrder } from "../../../workflows/decide-order.ts";
import { runForOrders } from "../../../workflows/run-for-orders.ts";
import type { Outcomes } from "../../attempt-each.ts";
import type { CommandRun, Handler } from "../../command.ts";
import { cycleProgress } from "../../cycle-progress.ts";
import { renderOutcomes } from "../../output/render-outcomes.ts";
import { runOnly } from "../run-workflows.ts";
import { changeEachOrder, type OrdersInput } from "./change-orders.ts";

interface AcceptInput extends OrdersInput {
  refuseLine: string[];
}

/** Accepts the orders that are named; without names, what the acceptance mode lets through by itself. */
export const acceptNamedOrders: Handler<AcceptInput> = (run) => {
  const { orders, refuseLine } = run.input;
  if (refuseLine.length > 0 && orders.length !== 1)
    throw new OpsError("bad_argument", "--refuse-line goes with exactly one order.", {
      hint: "For example: ops orders accept 100-A --refuse-line 100-A-2",
    });
  if (orders.length === 0) return runOnly("accept-orders", "read-back-orders")(run);
  return decideOrders(run, { decision: "accept", refusedLines: refuseLine });
};

/** Refuses the orders that are named. */
export const refuseOrders: Handler<OrdersInput> = (run) => decideOrders(run, { decision: "refuse" });

interface Decision {
  decision: "accept" | "refuse";
  refusedLines?: string[];
}

/** Records a person's decisions, sends them, and waits a moment for the marketplace to show them. */
async function decideOrders(run: CommandRun<OrdersInput>, decision: Decision): Promise<number> {
  const { output, input } = run;
  const ops = await run.ops();
  const decided = await changeEachOrder(run, ops, {
    label: decision.decision,
    change: async (ctx, orderId) => {
      await decideOrder(ctx, { orderId, ...decision });
      return orderId;
    },
  });
  const outcomes = input.dryRun ? told(decided, decision) : await sendDecisions(run, ops, decided);
  await output.result({ dryRun: input.dryRun, ...outcomes }, renderOutcomes);
  return outcomes.failed.length > 0 ? 1 : 0;
}

const told = ({ done, failed }: Outcomes, { decision }: Decision): Outcomes => ({
  done: done.map(({ id }) => ({ id, what: `would be ${decision === "accept" ? "accepted" : "refused"}` })),
  failed,
});

async function sendDecisions(
  { output, signal }: CommandRun<unknown>,
  ctx: OpsContext,
  decided: Outcomes,
): Promise<Outcomes> {
  const orderIds = decided.done.map(({ what }) => what);
  const progress = cycleProgress(output);
  const options = { signal, ...progress.listeners };
  try {
    const sent = await runForOrders(ctx, acceptOrders, { orderIds, ...options });
    await confirmDecisions(ctx, { orderIds, ...options });
    const failed = [...decided.failed, ...sent.failed];
    const stand = decided.done.filter(({ what }) => !sent.failed.some(({ id }) => id === what));
    const done = await Promise.all(
      stand.map(async ({ id, what: orderId }) => ({ id, what: await standing(ctx, orderId) })),
    );
    return { done, failed };
  } finally {
    progress.done();
  }
}

async function standing(ctx: OpsContext, orderId: string): Promise<string> {
  const listing = await findOrderListing(ctx.db, { orderId, at: ctx.clock.now() });
  if (listing?.status === "pending_acceptance") return "sent; the marketplace has not shown it yet";
  if (listing?.status === "acceptance_failed") return "sent, and not taken: see `ops failures list`";
  return listing?.status ?? "sent";
}
