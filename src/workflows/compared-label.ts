import type { CarrierListing } from "../carriers/carrier.ts";

/**
 * `adopt`: it can be booked. `refund`: nobody needs it. `end`: the carrier has ended it, which is to be booked.
 * `look_up`: a person finds out whose it is.
 */
export type LabelAdvice = "none" | "adopt" | "refund" | "end" | "look_up";

/** A label that we, the carrier or both know. */
export interface ComparedLabel {
  side: "both" | "only_ours" | "only_theirs";
  carrier: string;
  carrierAccount: string;
  /** Whose it is; null where nobody can tell. */
  orderId: string | null;
  requestKey: string | null;
  number: string | null;
  carrierShipmentId: string | null;
  priceCents: number | null;
  advice: LabelAdvice;
  /** How the carrier has ended it; null where it has not. */
  endedAs: "voided" | "refunded" | null;
  /** Why, for people; empty for what both know. */
  why: string;
  /** What the carrier told; null for what only we know. */
  listing: CarrierListing | null;
}
