import type { PurchaseFacts } from "../../../domain/shipment.ts";
import type { Clock } from "../../../platform/clock.ts";
import { forEachAtOnce } from "../../../platform/for-each-at-once.ts";
import type { Carrier, LookUp, PurchaseTrace } from "../../carrier.ts";
import { easternWindow } from "./eastern-time.ts";
import type { Operations } from "./operations.ts";
import { factsOf, linkNamed, type ShipmentDetails, stateOf } from "./shipment-answer.ts";

/** How far the carrier's clock may be from ours. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** Details asked for at once: a busy hour holds hundreds of shipments. */
const AT_ONCE = 8;

const MOST_REMEMBERED = 10_000;

interface LookUpParts {
  operations: Operations;
  hasContract: boolean;
  /** On the development host many parcels have one number. */
  numbersAreUnique: boolean;
  clock: Clock;
}

/**
 * Looks for a purchase in doubt: by its request key where there is a contract, otherwise among all shipments made since
 * it was sent; or by a number that a person has found. What is found counts only when postal code and weight are those
 * of our parcel.
 */
export function createLookUp({
  operations,
  hasContract,
  numbersAreUnique,
  clock,
}: LookUpParts): Pick<Carrier, "lookUp" | "lookUpNumber"> {
  const detailsOf = rememberDetails(operations, clock);

  async function examine(query: Record<string, string>, { trace, isOurs }: Search): Promise<Examined> {
    const since = clock.now();
    const list = await operations.findShipments(query, trace.orderId);
    const links = [
      ...(list?.links ?? []).map((link) => link.href),
      ...(list?.shipments ?? []).flatMap(({ links }) => linkNamed(links, "self")?.href ?? []),
    ];
    const shown: Shown[] = [];
    await forEachAtOnce(links, AT_ONCE, async (link) => {
      const details = await detailsOf(link, { trace, isOurs, since });
      if (details) shown.push({ link, details });
    });
    const inOrder = shown.toSorted((a, b) => links.indexOf(a.link) - links.indexOf(b.link));
    const [ours, others] = [true, false].map((wanted) =>
      inOrder.filter(({ details }) => isOurs(details.requestKey) === wanted),
    );
    return { ours: ours ?? [], others: others ?? [] };
  }

  return {
    async lookUp(trace) {
      const query = hasContract ? { requestId: trace.requestKey } : windowOf(trace, clock.now());
      // A search by request key may answer with details that do not repeat it; one by time may not.
      const isOurs = (requestKey: string | null) =>
        requestKey === trace.requestKey || (hasContract && requestKey === null);
      return judge(operations, { trace, ...(await examine(query, { trace, isOurs })) });
    },
    async lookUpNumber(trace, trackingPin) {
      const isOurs = (requestKey: string | null) =>
        requestKey === trace.requestKey || (numbersAreUnique && requestKey === null);
      const { ours, others } = await examine({ trackingPIN: trackingPin }, { trace, isOurs });
      const [other] = others;
      if (ours.length > 0 || !other || !numbersAreUnique) return judge(operations, { trace, ours });
      const { reference, requestKey } = other.details;
      return {
        found: "unclear",
        what: `the carrier has it for another parcel, with the reference ${reference ?? requestKey}`,
        candidates: [],
      };
    },
  };
}

/** What the shipments under our reference come to; those whose refund was asked for count only where none lives. */
async function judge(
  operations: Operations,
  { trace, ours }: { trace: PurchaseTrace; ours: Shown[] },
): Promise<LookUp> {
  const live = ours.filter(({ details }) => stateOf(details) === "live");
  const candidates: PurchaseFacts[] = [];
  for (const { link } of live.length > 0 ? live : ours) {
    const info = await operations.getShipment(link, trace.orderId);
    if (info) candidates.push(factsOf(info));
  }
  const [facts] = candidates;
  if (live.length > 1) {
    return {
      found: "unclear",
      what: `${live.length} shipments carry our reference ${trace.requestKey}`,
      candidates,
    };
  }
  const differences = live.flatMap(({ details }) => differencesOf(details, trace));
  if (differences.length > 0) return { found: "unclear", what: differences.join("; "), candidates };
  if (!facts) return { found: "nothing" };
  return live.length > 0 ? { found: "one", facts } : { found: "ended", as: "refunded", facts };
}

interface Search {
  trace: PurchaseTrace;
  isOurs(requestKey: string | null): boolean;
}

/** A shipment that the carrier shows. */
interface Shown {
  link: string;
  details: ShipmentDetails;
}

interface Examined {
  ours: Shown[];
  others: Shown[];
}

function windowOf(trace: PurchaseTrace, now: Date): Record<string, string> {
  return easternWindow(
    new Date(trace.sentAt.getTime() - CLOCK_TOLERANCE_MS),
    new Date(now.getTime() + CLOCK_TOLERANCE_MS),
  );
}

function differencesOf({ postalCode, weightGrams }: ShipmentDetails, trace: PurchaseTrace): string[] {
  const differences: string[] = [];
  if (plain(postalCode ?? "") !== plain(trace.destinationPostalCode)) {
    differences.push(`it goes to ${postalCode ?? "no postal code"}, ours to ${trace.destinationPostalCode}`);
  }
  if (weightGrams !== trace.weightGrams) {
    differences.push(`it weighs ${weightGrams ?? "?"} g, ours ${trace.weightGrams} g`);
  }
  return differences;
}

const plain = (postalCode: string) => postalCode.replace(/[\s-]/g, "").toUpperCase();

interface Remembered {
  askedAt: Date;
  details: Promise<ShipmentDetails | null>;
}

/**
 * Every look-up within an hour sees the same shipments. Whose one is never changes, so others' are asked for once; what
 * has become of our own may have changed since an earlier look-up.
 */
function rememberDetails(operations: Operations, clock: Clock) {
  const known = new Map<string, Remembered>();

  async function ask(link: string, orderId: string): Promise<ShipmentDetails | null> {
    const details = operations.getDetails(`${link}/details`, orderId);
    known.set(link, { askedAt: clock.now(), details });
    const [oldest] = known.keys();
    if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
    return forgetUnless(link, details);
  }

  async function forgetUnless(link: string, asked: Remembered["details"]): Promise<ShipmentDetails | null> {
    try {
      const details = await asked;
      if (details === null) known.delete(link);
      return details;
    } catch (thrown) {
      known.delete(link);
      throw thrown;
    }
  }

  return async (link: string, { trace, isOurs, since }: Search & { since: Date }) => {
    const remembered = known.get(link);
    if (!remembered) return ask(link, trace.orderId);
    const details = await forgetUnless(link, remembered.details);
    const isStale = details !== null && isOurs(details.requestKey) && remembered.askedAt < since;
    return isStale ? ask(link, trace.orderId) : details;
  };
}
