/** Where an order stands. Its newest history row is the truth. */
export const ORDER_STATUSES = [
  "pending_acceptance",
  "acceptance_failed",
  "accepted",
  "label_failed",
  "label_created",
  "awaiting_tracking",
  "tracking_failed",
  "tracked",
  "push_failed",
  "shipped",
  "complete",
  "cancelled",
  "refused",
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** The transition table: what each status may become. */
export const TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending_acceptance: ["accepted", "acceptance_failed", "cancelled", "refused"],
  acceptance_failed: ["pending_acceptance", "accepted", "cancelled", "refused"],
  accepted: ["label_created", "label_failed", "cancelled", "shipped"],
  label_failed: ["accepted", "label_created", "cancelled", "shipped"],
  label_created: ["awaiting_tracking", "tracked", "accepted", "cancelled", "shipped"],
  awaiting_tracking: ["tracked", "tracking_failed", "accepted", "cancelled", "shipped"],
  tracking_failed: ["awaiting_tracking", "tracked", "accepted", "cancelled", "shipped"],
  tracked: ["shipped", "push_failed", "accepted", "cancelled"],
  push_failed: ["tracked", "shipped", "accepted", "cancelled"],
  shipped: ["complete"],
  complete: [],
  cancelled: [],
  refused: [],
};

/** Statuses in which a first row may be written. */
export const FIRST_STATUSES: readonly OrderStatus[] = [
  "pending_acceptance",
  "accepted",
  "shipped",
  "complete",
  "cancelled",
  "refused",
];

export const ENDED: readonly OrderStatus[] = ["complete", "cancelled", "refused"];

export const hasEnded = (status: OrderStatus): boolean => ENDED.includes(status);

export const mayBecome = (from: OrderStatus, to: OrderStatus): boolean => TRANSITIONS[from].includes(to);

/**
 * The shortest walk from one status to another, without the start: `pending_acceptance` to `shipped` is
 * `[accepted, shipped]`. Null when there is none; empty when they are the same.
 * A walk never passes through a failure, for the timeline would then tell of one that never was.
 */
export function walk(from: OrderStatus, to: OrderStatus): OrderStatus[] | null {
  const cameFrom = new Map<OrderStatus, OrderStatus | null>([[from, null]]);
  const queue: OrderStatus[] = [from];
  for (const status of queue) {
    if (status === to) break;
    for (const next of TRANSITIONS[status]) {
      if (cameFrom.has(next) || (next !== to && next.endsWith("_failed"))) continue;
      cameFrom.set(next, status);
      queue.push(next);
    }
  }
  if (!cameFrom.has(to)) return null;
  const steps: OrderStatus[] = [];
  for (let at: OrderStatus = to; at !== from; ) {
    steps.unshift(at);
    const before = cameFrom.get(at);
    if (!before) break;
    at = before;
  }
  return steps;
}

/** The orders view's older vocabulary; a status without a word of its own has none. */
export const INTERNAL_STATE: Readonly<Partial<Record<OrderStatus, string>>> = {
  accepted: "PENDING_POST",
  label_failed: "FAILED_POST",
  label_created: "POSTED",
  awaiting_tracking: "AWAITING_TRACKING",
  tracking_failed: "FAILED_TRACKING",
  tracked: "TRACKED",
  push_failed: "FAILED_PUSH",
  shipped: "MIRAKL_OK",
  complete: "COMPLETE",
};
