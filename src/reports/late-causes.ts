import type { ErrorCode } from "../domain/error-codes.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";
import { pauseName } from "../domain/pause-scope.ts";
import type { ShippingSettings } from "../platform/config/config.ts";
import type { QueuePlace } from "./label-queue.ts";

/** Why an order is about to miss its deadline. */
export interface LateCause {
  cause:
    | "paused"
    | "held"
    | "failure"
    | "in_doubt"
    | "queue"
    | "acceptance"
    | "payment"
    | "label"
    | "packing"
    | "manifest"
    | "push"
    | "collection_gone";
  /** For people. */
  what: string;
  /** A command, or what else to do. */
  next: string;
}

export interface LateFacts extends Obstacles {
  orderId: string;
  status: OrderStatus;
  /** When it reached its status. */
  since: Date;
  orderedAt: Date;
  marketplaceState: string;
  lastCollection: Date;
  /** Among those that wait for a label; null when it does not. */
  queue: QueuePlace | null;
  packedAt: Date | null;
  manifestedAt: Date | null;
}

/** What stays until somebody sees to it, or ends by itself. */
export interface Obstacles {
  /** Of what is still to be done for it. */
  pauses: { scope: string; reason: string }[];
  holds: { reason: string; until: Date | null }[];
  failures: { failureId: number; code: ErrorCode; needs: "retry" | "human"; retryAt: Date | null }[];
  doubt: { since: Date | null } | null;
}

interface Present extends Pick<ShippingSettings, "pushWhen"> {
  at: Date;
  nearMs: number;
}

const HOUR_MS = 3_600_000;
/** Sellers have a day; once half of it is gone nobody counts on a run any more. */
const ACCEPTANCE_WINDOW_MS = 24 * HOUR_MS;

/**
 * What stands between an order and its last collection; empty while it will be in time by itself. Where something is in
 * the way, what the order waits for beside it is not told: nothing comes of that before.
 */
export function lateCauses(facts: LateFacts, present: Present): LateCause[] {
  const inTheWay = obstacleCauses(facts);
  return [...gone(facts, present), ...(inTheWay.length > 0 ? inTheWay : waiting(facts, present))];
}

function gone({ status, lastCollection }: LateFacts, { at }: Present): LateCause[] {
  if (lastCollection > at || hasLabel(status)) return [];
  const what = `the last collection before the deadline was at ${utc(lastCollection)}`;
  return [{ cause: "collection_gone", what, next: "ship it today all the same, or tell the marketplace" }];
}

/** Failures that ask about the purchase without an answer. */
const ABOUT_DOUBT: readonly ErrorCode[] = ["look_ups_used_up", "answer_lost"];

/** What ends too late, if by itself at all. */
export function obstacleCauses(
  facts: Obstacles & Pick<LateFacts, "orderId" | "lastCollection">,
): LateCause[] {
  const { orderId, lastCollection, pauses, holds, failures, doubt } = facts;
  const isTooLate = (end: Date | null) => end === null || end >= lastCollection;
  const isAsked = failures.some(({ code }) => ABOUT_DOUBT.includes(code));
  return [
    ...pauses.map(({ scope, reason }) => ({
      cause: "paused" as const,
      what: `${pauseName(scope)} is paused: ${reason}`,
      next: `ops resume ${pauseName(scope)}`,
    })),
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
    ...(doubt === null || isAsked
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
function waiting(facts: LateFacts, present: Present): LateCause[] {
  const { status, lastCollection } = facts;
  const isNear = lastCollection.getTime() - present.at.getTime() <= present.nearMs;
  const queued = queueCauses(facts, present);
  if (status === "pending_acceptance" || status === "acceptance_failed")
    return [...queued, ...acceptance(facts, { at: present.at, isNear })];
  if (queued.length > 0 || !isNear) return queued;
  return [hasLabel(status) ? afterLabel(facts, present) : beforeLabel(facts, present)];
}

function queueCauses({ queue, lastCollection }: LateFacts, { at }: Present): LateCause[] {
  if (queue === null || queue.by === null || queue.doneAt < lastCollection || lastCollection <= at) return [];
  const { position, doneAt, by } = queue;
  const place = `number ${position} in the queue for labels, whose turn comes about ${utc(doneAt)}`;
  return [
    "labelsPerDay" in by
      ? {
          cause: "queue",
          what: `${place}: at most ${by.labelsPerDay} are bought a day`,
          next: "raise shipping.max_labels_per_day",
        }
      : {
          cause: "queue",
          what: `${place}, at ${Number(by.labelsPerMinute.toPrecision(2))} a minute`,
          next: "raise engine.concurrency, or start a daemon on another machine",
        },
  ];
}

function acceptance(
  { orderId, orderedAt }: LateFacts,
  { at, isNear }: { at: Date; isNear: boolean },
): LateCause[] {
  const age = at.getTime() - orderedAt.getTime();
  if (!isNear && age <= ACCEPTANCE_WINDOW_MS / 2) return [];
  const what = `not accepted ${hours(age)} after it was placed, of ${hours(ACCEPTANCE_WINDOW_MS)}`;
  return [{ cause: "acceptance", what, next: `ops orders accept ${orderId}` }];
}

function beforeLabel({ marketplaceState, since }: LateFacts, { at }: Present): LateCause {
  if (!marketplaceState.startsWith("WAITING_DEBIT"))
    return { cause: "label", what: "no label yet", next: "ops run" };
  const what = `waits for the customer's payment for ${hours(at.getTime() - since.getTime())}`;
  return { cause: "payment", what, next: "ask the marketplace about the payment" };
}

/** The number goes out when the settings say so, and not before. */
function afterLabel({ orderId, packedAt, manifestedAt }: LateFacts, { pushWhen }: Present): LateCause {
  if (pushWhen === "packed" && packedAt === null)
    return { cause: "packing", what: "its parcel is not packed", next: `ops labels packed ${orderId}` };
  if (pushWhen === "manifest" && manifestedAt === null) {
    const what = 'its number waits for a manifest, by shipping.push_when = "manifest"';
    return { cause: "manifest", what, next: 'set shipping.push_when = "packed" or "label"' };
  }
  return { cause: "push", what: "the marketplace does not have its number", next: "ops push-tracking" };
}

const WITH_LABEL: readonly OrderStatus[] = [
  "label_created",
  "awaiting_tracking",
  "tracking_failed",
  "tracked",
  "push_failed",
];
export const hasLabel = (status: OrderStatus): boolean => WITH_LABEL.includes(status);

const hours = (ms: number) => `${Math.floor(ms / HOUR_MS)} h`;
const utc = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
