import type { Shipment } from "../db/stores/shipments.ts";

/** A purchase of which nobody knows yet whether it happened. */
export interface PurchaseDoubt {
  since: Date | null;
  /** Of the present round; each further request begins a new one. */
  lookUps: number;
  /** Null when no look-up is planned. */
  nextLookUpAt: Date | null;
  /** What is looked for, where, and what happens next, for a person. */
  words: string;
}

/** Null when the carrier has given a definite answer, or nothing was sent. */
export function purchaseDoubt(shipment: Shipment): PurchaseDoubt | null {
  const { purchase, endedAt, lookUps, nextLookUpAt } = shipment;
  if (endedAt !== null || (purchase !== "in_doubt" && purchase !== "sending")) return null;
  const since = shipment.inDoubtSince ?? shipment.lastPostAt;
  const words = [history(shipment, since), search(shipment), next(shipment)].join(" ");
  return { since, lookUps, nextLookUpAt, words };
}

function history({ purchase, posts }: Shipment, since: Date | null): string {
  const when = since === null ? "" : ` ${utc(since)}`;
  if (purchase === "sending") return `The request left, or was about to leave,${when && ` at${when}`}.`;
  const requests = posts > 1 ? ` The request was sent ${posts} times.` : "";
  return `There is no definite answer${when && ` since${when}`}.${requests}`;
}

function search({ carrier, carrierAccount, environment, requestKey, ...parcel }: Shipment): string {
  const weight = parcel.weightGrams === null ? "" : ` of ${parcel.weightGrams} g`;
  const destination = parcel.destinationPostalCode === null ? "" : ` to ${parcel.destinationPostalCode}`;
  return `${carrier}, account ${carrierAccount} (${environment}), is asked for a parcel${weight}${destination} under our reference ${requestKey}.`;
}

function next({ purchase, lookUps, nextLookUpAt, orderId }: Shipment): string {
  if (purchase === "sending")
    return "Should its process have died, the next run of create-labels looks it up.";
  const shown =
    lookUps === 0 ? "" : ` ${lookUps === 1 ? "One look-up has" : `${lookUps} look-ups have`} shown nothing.`;
  if (nextLookUpAt !== null) return `It is looked up again from ${utc(nextLookUpAt)}.${shown}`;
  return `No look-up is left: a person decides with \`ops labels found ${orderId} NUMBER\` or \`ops labels missing ${orderId}\`.${shown}`;
}

/** `2026-03-02 15:00:20 UTC`. */
const utc = (at: Date): string => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
