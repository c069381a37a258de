import type { TrackingStatus } from "./tracking-status.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SHORTEST_MS = 15 * MINUTE_MS;
const LONGEST_MS = 6 * HOUR_MS;
/** A parcel is looked at this often in the time that it has been under way. */
const LOOKS_PER_AGE = 24;
const PATIENCE_WITHOUT_HISTORY = 4;

/** A parcel of which nothing good is known by then is a person's. */
export const TRACKED_FOR_MS = 45 * 24 * HOUR_MS;

/**
 * How long until a parcel is looked at again: 15 minutes at first and while it is out for delivery, growing with its age
 * to 6 hours; four times that while the carrier has no history of its number.
 */
export function trackingIntervalMs({
  ageMs,
  status,
}: {
  ageMs: number;
  /** Null without any history. */
  status: TrackingStatus | null;
}): number {
  if (status === "out_for_delivery") return SHORTEST_MS;
  const interval = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, ageMs / LOOKS_PER_AGE));
  return Math.round(status === null ? interval * PATIENCE_WITHOUT_HISTORY : interval);
}
