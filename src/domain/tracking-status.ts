/**
 * Where a parcel is, in one vocabulary for all carriers. `unknown` is a code that our tables do not have: it is
 * stored and shown and changes no state.
 */
export const TRACKING_STATUSES = [
  /** Data known to the carrier, goods not yet handed over. */
  "label_created",
  "in_transit",
  "out_for_delivery",
  "delivered",
  /** Needs attention: failed try, damage, loss, hold. */
  "exception",
  "returned",
  "cancelled",
  "unknown",
] as const;

export type TrackingStatus = (typeof TRACKING_STATUSES)[number];
