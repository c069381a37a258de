import type { PurchaseFacts } from "../../../domain/shipment.ts";
import type { Clock } from "../../../platform/clock.ts";
import { forEachAtOnce } from "../../../platform/for-each-at-once.ts";
import type { LookUp, PurchaseTrace } from "../../carrier.ts";
import { easternWindow } from "./eastern-time.ts";
import type { Operations } from "./operations.ts";
import { factsOf, linkNamed, type ShipmentDetails } from "./shipment-answer.ts";

/** How far the carrier's clock may be from ours. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** Details asked for at once: a busy hour holds hundreds of shipments. */
const AT_ONCE = 8;

const MOST_REMEMBERED = 10_000;

interface LookUpParts {
  operations: Operations;
  hasContract: boolean;
  clock: Clock;
}

/**
 * Looks for a purchase in doubt: by its request key where there is a contract, otherwise among all shipments made since
 * it was sent. What is found counts only when postal code and weight are those of our parcel.
 */
export function createLookUp({ operations, hasContract, clock }: LookUpParts) {
  const detailsOf = rememberDetails(operations);

  return async (trace: PurchaseTrace): Promise<LookUp> => {
    const query = hasContract ? { requestId: trace.requestKey } : windowOf(trace, clock.now());
    const list = await operations.findShipments(query, trace.orderId);
    if (list === null) return { found: "nothing" };
    const links = [
      ...list.links.map((link) => link.href),
      ...list.shipments.flatMap(({ links }) => linkNamed(links, "self")?.href ?? []),
    ];
    // A search by request key may answer with details that do not repeat it; one by time may not.
    const isOurs = (requestKey: string | null) =>
      requestKey === trace.requestKey || (hasContract && requestKey === null);
    const examined = await examine(links, (link) => detailsOf(link, trace.orderId));
    const ours = examined.filter(({ details }) => isOurs(details.requestKey));
    if (ours.length === 0) return { found: "nothing" };

    const candidates: PurchaseFacts[] = [];
    for (const { link } of ours) {
      const info = await operations.getShipment(link, trace.orderId);
      if (info) candidates.push(factsOf(info));
    }
    const differences = ours.flatMap(({ details }) => differencesOf(details, trace));
    const [facts] = candidates;
    if (ours.length > 1) {
      return {
        found: "unclear",
        what: `${ours.length} shipments carry our reference ${trace.requestKey}`,
        candidates,
      };
    }
    if (differences.length > 0) return { found: "unclear", what: differences.join("; "), candidates };
    return facts ? { found: "one", facts } : { found: "nothing" };
  };
}

function windowOf(trace: PurchaseTrace, now: Date): Record<string, string> {
  return easternWindow(
    new Date(trace.sentAt.getTime() - CLOCK_TOLERANCE_MS),
    new Date(now.getTime() + CLOCK_TOLERANCE_MS),
  );
}

interface Examined {
  link: string;
  details: ShipmentDetails;
}

/** Details of each shipment; those that the carrier does not show yet are left out. */
async function examine(
  links: string[],
  detailsOf: (link: string) => Promise<ShipmentDetails | null>,
): Promise<Examined[]> {
  const found = new Map<string, ShipmentDetails>();
  await forEachAtOnce(links, AT_ONCE, async (link) => {
    const details = await detailsOf(link);
    if (details) found.set(link, details);
  });
  return links.flatMap((link) => {
    const details = found.get(link);
    return details ? [{ link, details }] : [];
  });
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

/** Details never change, and every look-up within an hour sees the same shipments: each is asked for once. */
function rememberDetails(operations: Operations) {
  const known = new Map<string, Promise<ShipmentDetails | null>>();
  return async (link: string, orderId: string): Promise<ShipmentDetails | null> => {
    const asked = known.get(link) ?? operations.getDetails(`${link}/details`, orderId);
    known.set(link, asked);
    const [oldest] = known.keys();
    if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
    try {
      const details = await asked;
      if (details === null) known.delete(link);
      return details;
    } catch (thrown) {
      known.delete(link);
      throw thrown;
    }
  };
}
