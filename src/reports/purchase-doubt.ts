import type { Shipment } from "../db/stores/shipments.ts";

/** A purchase of which nobody knows yet whether it happened. */
export interface PurchaseDoubt {
  since: Date | null;
  /** In all rounds; each further request begins a new one. */
  lookUps: number;
  rounds: number;
  /** How often the carrier has said that it has had the request before. */
  duplicateRefusals: number;
  /** Null when no look-up is planned. */
  nextLookUpAt: Date | null;
  /** What is looked for, where, and what happens next, for a person. */
  words: string;
}

/** Null when the carrier has given a definite answer, or nothing was sent. */
export function purchaseDoubt(shipment: Shipment): PurchaseDoubt | null {
  const { purchase, endedAt, lookUpsInAll: lookUps, posts, duplicateRefusals, nextLookUpAt } = shipment;
  if (endedAt !== null || (purchase !== "in_doubt" && purchase !== "sending")) return null;
  const since = shipment.inDoubtSince ?? shipment.lastPostAt;
  const words = [history(shipment, since), claim(shipment), search(shipment), next(shipment)]
    .filter(Boolean)
    .join(" ");
  return { since, lookUps, rounds: roundsOf(posts), duplicateRefusals, nextLookUpAt, words };
}

/** What the carrier's own words say of a purchase in doubt; null when it has said nothing. */
export function carrierClaim({
  duplicateRefusals,
  duplicateRefusedAt,
}: Pick<Shipment, "duplicateRefusals" | "duplicateRefusedAt">): string | null {
  if (duplicateRefusals === 0) return null;
  const times = duplicateRefusals > 1 ? `${duplicateRefusals} times, last ` : "";
  const when = duplicateRefusedAt === null ? "" : ` (${times}at ${utc(duplicateRefusedAt)})`;
  return `the carrier says that it has had this request before${when}: a label almost certainly exists`;
}

/** `16 look-ups in 4 rounds`. */
export function lookUpsText({ lookUpsInAll, posts }: Pick<Shipment, "lookUpsInAll" | "posts">): string {
  const rounds = roundsOf(posts);
  const count = lookUpsInAll === 1 ? "one look-up" : `${lookUpsInAll} look-ups`;
  return rounds === 1 ? count : `${count} in ${rounds} rounds`;
}

const roundsOf = (posts: number) => Math.max(1, posts);

function history({ purchase, posts }: Shipment, since: Date | null): string {
  const when = since === null ? "" : ` ${utc(since)}`;
  if (purchase === "sending") return `The request left, or was about to leave,${when && ` at${when}`}.`;
  const requests = posts > 1 ? ` The request was sent ${posts} times.` : "";
  return `There is no definite answer${when && ` since${when}`}.${requests}`;
}

function claim(shipment: Shipment): string {
  const words = carrierClaim(shipment);
  return words === null ? "" : `${sentence(words)}.`;
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function search({ carrier, carrierAccount, environment, requestKey, ...parcel }: Shipment): string {
  const weight = parcel.weightGrams === null ? "" : ` of ${parcel.weightGrams} g`;
  const destination = parcel.destinationPostalCode === null ? "" : ` to ${parcel.destinationPostalCode}`;
  return `${carrier}, account ${carrierAccount} (${environment}), is asked for a parcel${weight}${destination} under our reference ${requestKey}.`;
}

function next({ purchase, nextLookUpAt, orderId, ...shipment }: Shipment): string {
  if (purchase === "sending")
    return "Should its process have died, the next run of create-labels looks it up.";
  const { lookUpsInAll } = shipment;
  const shown =
    lookUpsInAll === 0
      ? ""
      : ` ${sentence(lookUpsText(shipment))} ${lookUpsInAll === 1 ? "has" : "have"} shown nothing.`;
  if (nextLookUpAt !== null) return `It is looked up again from ${utc(nextLookUpAt)}.${shown}`;
  return `No look-up is left: a person decides with \`ops labels found ${orderId} NUMBER\` or \`ops labels missing ${orderId}\`.${shown}`;
}

/** `2026-03-02 15:00:20 UTC`. */
const utc = (at: Date): string => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
