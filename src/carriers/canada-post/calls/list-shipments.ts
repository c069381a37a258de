import { forEachAtOnce } from "../../../platform/for-each-at-once.ts";
import type { CarrierListing } from "../../carrier.ts";
import { easternTime, easternWindow } from "./eastern-time.ts";
import type { Operations } from "./operations.ts";
import { factsOf, linkNamed, type ShipmentInfo, stateOf } from "./shipment-answer.ts";

const AT_ONCE = 8;
/** Shorter than the shortest day, which has 23 hours. */
const STEP_MS = 12 * 3_600_000;
/** Get Shipments gives 100 by default, and takes no more than this. */
const MOST_A_DAY = "99999";

interface ListingParts {
  operations: Operations;
  hasContract: boolean;
}

/**
 * All shipments of a span of time. With a contract: what was transmitted at once, day by day, because nobody knows
 * whether `date` means "on" or "from", and what waits in groups, of whatever day. Without: one search by time.
 */
export function createListShipments({ operations, hasContract }: ListingParts) {
  return async (span: { from: Date; to: Date }): Promise<CarrierListing[]> => {
    const queries = hasContract
      ? await contractQueries(operations, span)
      : [easternWindow(span.from, span.to)];
    const found = new Map<string, ShipmentInfo | null>();
    for (const query of queries) {
      const list = await operations.findShipments(query, null);
      for (const { href } of list?.links ?? []) found.set(href, found.get(href) ?? null);
      for (const info of list?.shipments ?? [])
        found.set(linkNamed(info.links, "self")?.href ?? operations.shipmentLink(info.shipmentId), info);
    }
    const listings: CarrierListing[] = [];
    await forEachAtOnce(found, AT_ONCE, async ([link, told]) => {
      const listing = await readListing(operations, { link, told });
      if (listing) listings.push(listing);
    });
    return listings;
  };
}

async function contractQueries(
  operations: Operations,
  span: { from: Date; to: Date },
): Promise<Record<string, string>[]> {
  const inFull = { provideShipmentInfo: "true" };
  const byDay = easternDays(span).map((date) => ({ noManifest: "true", date, limit: MOST_A_DAY, ...inFull }));
  const groups = await operations.listGroups();
  return [...byDay, ...groups.map((groupId) => ({ groupId, ...inFull }))];
}

/** `YYYYMMDD` of every day in Ottawa that the span touches. */
function easternDays({ from, to }: { from: Date; to: Date }): string[] {
  const days = new Set<string>();
  const dayOf = (instant: Date) => easternTime(instant).slice(0, "YYYYMMDD".length);
  for (let at = from.getTime(); at < to.getTime(); at += STEP_MS) days.add(dayOf(new Date(at)));
  return [...days.add(dayOf(to))];
}

interface Told {
  link: string;
  /** Where the list itself has told it in full. */
  told: ShipmentInfo | null;
}

/** Null for what is voided, about to be refunded, or not to be read yet. */
async function readListing(operations: Operations, { link, told }: Told): Promise<CarrierListing | null> {
  const details = await operations.getDetails(`${link}/details`, null);
  if (details === null || stateOf(details) !== "live") return null;
  const info = told ?? (await operations.getShipment(link, null));
  if (info === null) return null;
  return {
    facts: factsOf(info),
    requestKey: details.requestKey,
    reference: details.reference,
    destinationPostalCode: details.postalCode,
    weightGrams: details.weightGrams,
  };
}
