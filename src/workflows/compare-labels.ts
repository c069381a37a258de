import type { Carrier, CarrierListing, LookUp } from "../carriers/carrier.ts";
import { findComparedShipments, findShipmentsByPin } from "../db/stores/compared-shipments.ts";
import type { Shipment } from "../db/stores/shipments.ts";
import { forEachAtOnce } from "../platform/for-each-at-once.ts";
import type { ComparedLabel } from "./compared-label.ts";
import type { OpsContext } from "./context.ts";
import { judgeStrangers } from "./judge-stranger.ts";
import { traceAsKnown } from "./purchase.ts";

export interface Span {
  from: Date;
  to: Date;
}

/** The carrier's clock and ours may differ, and so may what each calls the time of a purchase. */
const MARGIN_MS = 3_600_000;
const AT_ONCE = 4;

/** Our live labels beside what each carrier account lists. Changes nothing. */
export async function compareLabels(ctx: OpsContext, span: Span): Promise<ComparedLabel[]> {
  const carriers = new Map([...ctx.connections.values()].map(({ carrier }) => [carrier.account, carrier]));
  const compared: ComparedLabel[] = [];
  for (const carrier of carriers.values()) compared.push(...(await compareAccount(ctx, { carrier, span })));
  return compared;
}

async function compareAccount(
  ctx: OpsContext,
  { carrier, span }: { carrier: Carrier; span: Span },
): Promise<ComparedLabel[]> {
  const listings = await carrier.listShipments({
    from: new Date(span.from.getTime() - MARGIN_MS),
    to: new Date(span.to.getTime() + MARGIN_MS),
  });
  const ours = await findComparedShipments(ctx.db, {
    ...span,
    carrierAccount: carrier.account,
    requestKeys: listings.flatMap(({ requestKey }) => requestKey ?? []),
  });
  const known = await matchListings(ctx, { carrier, listings, ours });
  const strangers = listings.filter((listing) => !known.has(listing));
  const seen = new Set([...known.values()].map(({ shipmentId }) => shipmentId));
  const missing = ours.filter(
    (shipment) =>
      isLive(shipment) && shipment.carrierAccount === carrier.account && !seen.has(shipment.shipmentId),
  );
  return [
    ...[...known].map(([listing, shipment]) => onBothSides(shipment, listing)),
    ...(await askOneByOne(carrier, missing)),
    ...(await judgeStrangers(ctx, { carrier, listings: strangers, ours })),
  ];
}

/** Nobody has to do anything about a label that a person has accounted for. */
const isAccountedFor = ({ endedAs }: Shipment) => endedAs === "kept" || endedAs === "lost";

const isLive = ({ purchase, endedAt }: Pick<Shipment, "purchase" | "endedAt">) =>
  purchase === "bought" && endedAt === null;

interface Matching {
  carrier: Carrier;
  listings: CarrierListing[];
  ours: Shipment[];
}

/** By the carrier's id or our key. Numbers tell labels apart in production alone: test hosts give many the same one. */
async function matchListings(
  ctx: OpsContext,
  { carrier, listings, ours }: Matching,
): Promise<Map<CarrierListing, Shipment>> {
  const live = ours.filter((shipment) => isLive(shipment) || isAccountedFor(shipment));
  const byId = new Map(live.map((shipment) => [shipment.carrierShipmentId, shipment]));
  const byKey = new Map(live.map((shipment) => [shipment.requestKey, shipment]));
  const trackingPins = listings.flatMap(({ facts }) => facts.trackingPin ?? []);
  const numbered =
    carrier.environment === "production"
      ? await findShipmentsByPin(ctx.db, { carrier: carrier.name, trackingPins })
      : [];
  const byPin = new Map(numbered.map((shipment) => [shipment.trackingPin, shipment]));
  const known = new Map<CarrierListing, Shipment>();
  for (const listing of listings) {
    const { facts, requestKey } = listing;
    const keyed = byKey.get(requestKey ?? "");
    // A label that a person has found has its number only; two labels under one key are two labels.
    const isSame =
      keyed?.carrierShipmentId === null &&
      (keyed.trackingPin === null || keyed.trackingPin === facts.trackingPin);
    const shipment =
      byId.get(facts.carrierShipmentId) ?? (isSame ? keyed : undefined) ?? byPin.get(facts.trackingPin ?? "");
    if (shipment) known.set(listing, shipment);
  }
  return known;
}

/** A list leaves out what is on a manifest already: what it lacks is asked for by our own key. */
async function askOneByOne(carrier: Carrier, missing: Shipment[]): Promise<ComparedLabel[]> {
  const compared: ComparedLabel[] = [];
  await forEachAtOnce(missing, AT_ONCE, async (shipment) => {
    const answer = await carrier.lookUp(traceAsKnown(shipment));
    const both = onBothSides(shipment, null);
    compared.push(
      answer.found === "one" ? both : { ...both, side: "only_ours", ...judgeMissing(answer, shipment) },
    );
  });
  return compared;
}

/** Why the carrier does not list a label of ours, and what to do about it. */
function judgeMissing(
  answer: Exclude<LookUp, { found: "one" }>,
  { orderId }: Shipment,
): Pick<ComparedLabel, "advice" | "endedAs" | "why"> {
  if (answer.found === "ended")
    return { advice: "end", endedAs: answer.as, why: `${answer.as} at the carrier` };
  const why =
    answer.found === "unclear"
      ? answer.what
      : `the carrier does not list it: voided there (then ops labels ended ${orderId} --as voided), or made by another account`;
  return { advice: "look_up", endedAs: null, why };
}

const onBothSides = (shipment: Shipment, listing: CarrierListing | null): ComparedLabel => ({
  side: "both",
  carrier: shipment.carrier,
  carrierAccount: shipment.carrierAccount,
  orderId: shipment.orderId,
  requestKey: shipment.requestKey,
  number: shipment.trackingPin,
  carrierShipmentId: shipment.carrierShipmentId,
  priceCents: shipment.priceCents,
  advice: "none",
  endedAs: null,
  why: "",
  listing,
});
