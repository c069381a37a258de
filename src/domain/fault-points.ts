/**
 * Where a process can be told to die or to freeze, to prove that nothing is lost there: by effect, in the order in which
 * a process passes them. `before-outcome` stands inside the outcome's transaction, just before it is committed.
 */
export const FAULT_POINTS = {
  /** The decision on an order (OR21). Its answer carries no facts to be kept. */
  "accept-orders": ["before-intent", "after-intent", "after-call", "before-outcome", "after-outcome"],
  /** A label purchase; at `before-outcome` the label lies in its folder. */
  "create-labels": [
    "before-intent",
    "after-intent",
    "after-call",
    "after-facts",
    "before-outcome",
    "after-outcome",
  ],
  /** The number told (OR23). The stored label is its intent, and its outcome is the intent of the confirmation. */
  "tell-number": ["after-intent", "after-call"],
  /** The shipment confirmed (OR24). Its answer carries no facts to be kept. */
  "confirm-shipment": ["before-intent", "after-intent", "after-call", "before-outcome", "after-outcome"],
} as const;

export type FaultEffect = keyof typeof FAULT_POINTS;

export type FaultPointOf<E extends FaultEffect> = (typeof FAULT_POINTS)[E][number];

/** Tells that a fault point is passed. It returns at once, unless this very point was armed. */
export type PassFaultPoint = <E extends FaultEffect>(effect: E, point: FaultPointOf<E>) => void;

/** Every fault point by its whole name: `create-labels:after-call`. */
export const FAULT_POINT_NAMES: readonly string[] = Object.entries(FAULT_POINTS).flatMap(([effect, points]) =>
  points.map((point) => `${effect}:${point}`),
);
