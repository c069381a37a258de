import type { ErrorCode } from "../domain/error-codes.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";

/** Why an order is about to miss its deadline. */
export interface LateCause {
  cause: "held" | "failure" | "in_doubt" | "acceptance" | "payment" | "label" | "push" | "collection_gone";
  /** For people. */
  what: string;
  /** A command, or what else to do. */
  next: string;
}

export interface LateFacts {
  orderId: string;
  status: OrderStatus;
  /** When it reached its status. */
  since: Date;
  orderedAt: Date;
  marketplaceState: string;
  lastCollection: Date;
  holds: { reason: string; until: Date | null }[];
  failures: { failureId: number; code: ErrorCode; needs: "retry" | "human"; retryAt: Date | null }[];
  doubt: { since: Date | null } | null;
}

interface Present {
  at: Date;
  nearMs: number;
}

const HOUR_MS = 3_600_000;
/** Sellers have a day; once half of it is gone nobody counts on a run any more. */
const ACCEPTANCE_WINDOW_MS = 24 * HOUR_MS;

/** What stands between an order and its last collection; empty while it will be in time by itself. */
export function lateCauses(facts: LateFacts, present: Present): LateCause[] {
  return [...gone(facts, present), ...obstacles(facts), ...waiting(facts, present)];
}

function gone({ status, lastCollection }: LateFacts, { at }: Present): LateCause[] {
  if (lastCollection > at || hasLabel(status)) return [];
  const what = `the last collection before the deadline was at ${utc(lastCollection)}`;
  return [{ cause: "collection_gone", what, next: "ship it today all the same, or tell the marketplace" }];
}

/** What stays until somebody sees to it, or ends too late by itself. */
function obstacles({ orderId, lastCollection, holds, failures, doubt }: LateFacts): LateCause[] {
  const isTooLate = (end: Date | null) => end === null || end >= lastCollection;
  return [
    ...holds
      .filter(({ until }) => isTooLate(until))
      .map(({ reason }) => ({
        cause: "held" as const,
        what: `held: ${reason}`,
        next: `ops orders release ${orderId}`,
      })),
    ...failures
      .filter(({ needs, retryAt }) => needs === "human" || isTooLate(retryAt))
      .map(({ failureId, code }) => ({
        cause: "failure" as const,
        what: code,
        next: `ops failures show ${failureId}`,
      })),
    ...(doubt === null
      ? []
      : [
          {
            cause: "in_doubt" as const,
            what: `a purchase without an answer${doubt.since ? ` since ${utc(doubt.since)}` : ""}`,
            next: `ops orders show ${orderId}`,
          },
        ]),
  ];
}

/** What will come by itself, but perhaps not in time. */
function waiting(facts: LateFacts, { at, nearMs }: Present): LateCause[] {
  const { orderId, status, since, orderedAt, marketplaceState, lastCollection } = facts;
  const isNear = lastCollection.getTime() - at.getTime() <= nearMs;
  if (status === "pending_acceptance" || status === "acceptance_failed") {
    const age = at.getTime() - orderedAt.getTime();
    const what = `not accepted ${hours(age)} after it was placed, of ${hours(ACCEPTANCE_WINDOW_MS)}`;
    const isPressing = isNear || age > ACCEPTANCE_WINDOW_MS / 2;
    return isPressing ? [{ cause: "acceptance", what, next: `ops orders accept ${orderId}` }] : [];
  }
  if (!isNear) return [];
  if (hasLabel(status))
    return [{ cause: "push", what: "the marketplace does not have its number", next: "ops push-tracking" }];
  if (marketplaceState.startsWith("WAITING_DEBIT")) {
    const what = `waits for the customer's payment for ${hours(at.getTime() - since.getTime())}`;
    return [{ cause: "payment", what, next: "ask the marketplace about the payment" }];
  }
  return [{ cause: "label", what: "no label yet", next: "ops run" }];
}

const WITH_LABEL: readonly OrderStatus[] = [
  "label_created",
  "awaiting_tracking",
  "tracking_failed",
  "tracked",
  "push_failed",
];
const hasLabel = (status: OrderStatus) => WITH_LABEL.includes(status);

const hours = (ms: number) => `${Math.floor(ms / HOUR_MS)} h`;
const utc = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
