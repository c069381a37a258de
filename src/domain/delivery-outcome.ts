import type { TrackingStatus } from "./tracking-status.ts";

export interface DatedStatus {
  /** Null says nothing of the parcel's way. */
  status: TrackingStatus | null;
  occurredAt: Date;
}

/** Statuses of which a person must hear. */
export const TROUBLE: ReadonlySet<TrackingStatus> = new Set(["exception", "returned", "cancelled"]);

export interface DeliveryOutcome {
  /** The newest that is known; `unknown` when nothing but unknown codes came, null when nothing came. */
  status: TrackingStatus | null;
  /** When the customer got it. A parcel that was sent back is delivered to the sender, if at all. */
  deliveredAt: Date | null;
}

/** What a parcel's events come to, whatever order they are in. Unknown codes change nothing that is known. */
export function deliveryOutcome(events: readonly DatedStatus[]): DeliveryOutcome {
  const told = events
    .filter(({ status }) => status !== null)
    .toSorted((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime());
  const known = told.filter(({ status }) => status !== "unknown");
  const returned = known.findLast(({ status }) => status === "returned");
  if (returned) return { status: "returned", deliveredAt: null };
  const delivered = known.find(({ status }) => status === "delivered");
  if (delivered) return { status: "delivered", deliveredAt: delivered.occurredAt };
  return { status: known.at(-1)?.status ?? (told.length > 0 ? "unknown" : null), deliveredAt: null };
}
