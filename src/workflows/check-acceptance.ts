import type { Tx } from "../db/database.ts";
import { findAcceptance, updateAcceptance } from "../db/stores/acceptances.ts";
import { hastenRetry, recordFailure } from "../db/stores/failures.ts";
import { lockStatus, moveOrder } from "../db/stores/order-status.ts";
import type { OpsContext } from "./context.ts";

interface Checked {
  orderId: string;
  connection: string;
  /** Whether the marketplace has shown the order: not showing it says nothing of the decision. */
  isShown: boolean;
}

/** The marketplace may be slow to show what it took, so one look after a lost answer proves nothing. */
const LOOKS_AFTER_LOST_ANSWER = 2;

/**
 * After an order was read back: a decision that the marketplace does not show yet is looked for again after the next
 * wait. When the tries are used up the decision counts as not sent, and a person is asked about one that the marketplace
 * took; one whose answer was lost, or whose process died, is sent again, as soon as a second look still shows the order
 * waiting. An order that has ended or gone on is looked for no more.
 */
export async function checkAcceptance(
  ctx: OpsContext,
  tx: Tx,
  { orderId, connection, isShown }: Checked,
): Promise<void> {
  const acceptance = await findAcceptance(tx, orderId);
  const at = ctx.clock.now();
  if (acceptance?.state !== "sent" || acceptance.nextCheckAt === null || acceptance.nextCheckAt > at) return;
  const status = await lockStatus(tx, orderId);
  if (status !== "pending_acceptance" && status !== "acceptance_failed")
    return updateAcceptance(tx, orderId, { nextCheckAt: null });
  const { validationTries, validationWaitMs } = ctx.config.acceptance;
  const isLost = acceptance.answeredAt === null;
  const checks = acceptance.checks + 1;
  const most = isLost && isShown ? Math.min(LOOKS_AFTER_LOST_ANSWER, validationTries) : validationTries;
  if (checks < most) {
    const wait = validationWaitMs[Math.min(checks, validationWaitMs.length - 1)] ?? 0;
    return updateAcceptance(tx, orderId, { checks, nextCheckAt: new Date(at.getTime() + wait) });
  }
  await updateAcceptance(tx, orderId, { state: "wanted", checks, nextCheckAt: null });
  if (isLost) return hastenRetry(tx, { processName: "OrderAcceptance", relatedId: orderId, at });
  const details = `The decision was sent, but after ${checks} readings the marketplace does not show it.`;
  await recordFailure(tx, {
    processName: "OrderAcceptance",
    relatedId: orderId,
    connection,
    code: "acceptance_not_confirmed",
    details,
    payload: { decision: acceptance.decision, sentAt: acceptance.sentAt, checks },
    needs: "human",
    retryAt: null,
    at,
  });
  if (status === "acceptance_failed") return;
  await moveOrder(tx, {
    orderId,
    from: ["pending_acceptance"],
    to: "acceptance_failed",
    notes: details,
    actor: ctx.actor,
    at,
    action: "accept",
  });
}
