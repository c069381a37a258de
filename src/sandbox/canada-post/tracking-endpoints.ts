import { sameNumber } from "./accounts.ts";
import { countryOf } from "./delivery.ts";
import { addDays, easternTime } from "./eastern-time.ts";
import type { Answer, Call, Endpoint } from "./endpoint.ts";
import { answersIn } from "./endpoint.ts";
import { TRACK_MEDIA } from "./links.ts";
import { refuse } from "./messages.ts";
import type { OperationName } from "./operations.ts";
import { expectedDelivery } from "./price-answers.ts";
import type { Shipment } from "./shipments.ts";
import type { TrackingEvent } from "./tracking-events.ts";
import { trackingEvents } from "./tracking-events.ts";
import type { World } from "./world.ts";
import type { XmlNode } from "./xml.ts";

const MOST_SUMMARIES = 100;
const LONGEST_RANGE_DAYS = 62;

/** Tracking by number and by reference. Anybody's key may ask for any parcel. */
export function trackingEndpoints(world: World): Endpoint[] {
  const row = (operation: OperationName, path: string, handle: (call: Call) => Answer): Endpoint => ({
    operation,
    method: "GET",
    path,
    group: "E",
    mediaType: TRACK_MEDIA,
    handle,
  });
  return [
    row("TrackingByReference", "/vis/track/ref/summary", (call) =>
      summaries(world, byReference(world, call)),
    ),
    row("TrackingSummary", "/vis/track/pin/:pin/summary", (call) => summaries(world, [byPin(world, call)])),
    row("TrackingDetail", "/vis/track/pin/:pin/detail", (call) => detail(world, byPin(world, call))),
    row("TrackingSummary", "/vis/track/dnc/:dnc/summary", unknown),
    row("TrackingDetail", "/vis/track/dnc/:dnc/detail", unknown),
  ];
}

const unknown = (): never => refuse(404, "004", "No Pin History");

function eventsOf(shipment: Shipment, { clock, switches }: World): TrackingEvent[] {
  return trackingEvents(shipment, { now: clock.now(), timelineMinutes: switches.timelineMinutes });
}

/** The newest parcel with the number: on a host with one constant number there are many. */
function byPin(world: World, call: Call): Shipment {
  const { pin } = call.params;
  const now = world.clock.now();
  const shipment = world.shipments
    .all()
    .findLast(
      (candidate) => candidate.pin === pin && candidate.visibleAt <= now && candidate.state !== "voided",
    );
  return shipment ?? unknown();
}

/** Parcels that have been scanned, by either customer reference, sender, destination and mailing dates. */
function byReference(world: World, call: Call): Shipment[] {
  const query = call.url.searchParams;
  const [reference, customer, postalCode] = [
    "referenceNumber",
    "customerNumber",
    "destinationPostalCode",
  ].map((name) => query.get(name));
  if (!reference || (!customer && !postalCode)) refuse(400, "006", "Search criteria are missing.");
  const today = easternTime(world.clock.now()).date;
  const to = query.get("mailingDateTo") ?? today;
  const from = query.get("mailingDateFrom") ?? addDays(today, -LONGEST_RANGE_DAYS / 2);
  const valid = [from, to].every(
    (date) => /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date)),
  );
  if (!valid || to < from || addDays(from, LONGEST_RANGE_DAYS) < to) {
    refuse(400, "008", "A date is not valid, or the range is over two months.");
  }
  const matches = ({ pin, state, delivery, account, createdAt }: Shipment) => {
    const { references, destination } = delivery;
    const mailed = easternTime(createdAt).date;
    return (
      pin !== null &&
      state !== "voided" &&
      [references?.["customer-ref-1"], references?.["customer-ref-2"]].includes(reference ?? "") &&
      (!customer || sameNumber(account.customer, customer)) &&
      (!postalCode || destination["address-details"]["postal-zip-code"] === postalCode) &&
      from <= mailed &&
      mailed <= to
    );
  };
  const found = world.shipments.all().filter(matches);
  const scanned = found.filter((shipment) => eventsOf(shipment, world).length > 1);
  return scanned.length > 0 ? scanned.slice(-MOST_SUMMARIES) : unknown();
}

function summaries(world: World, shipments: readonly Shipment[]): Answer {
  const summary = shipments.map((shipment) => pinSummary(shipment, eventsOf(shipment, world)));
  return trackReply(world, "tracking-summary", { "pin-summary": summary });
}

/** Every element stands, empty when unknown. */
function pinSummary(shipment: Shipment, events: readonly TrackingEvent[]): XmlNode {
  const last = events.at(-1);
  const inducted = events.find(({ type }) => type === "INDUCTION");
  const delivered = events.find(({ type }) => type === "DELIVERED");
  const { sender, destination, references } = shipment.delivery;
  return {
    pin: shipment.pin,
    "origin-postal-id": (sender["address-details"]["postal-zip-code"] ?? "").slice(0, 3),
    "destination-postal-id": (destination["address-details"]["postal-zip-code"] ?? "").slice(0, 3),
    "destination-province":
      countryOf(shipment.delivery) === "CA" ? destination["address-details"]["prov-state"] : "",
    "service-name": shipment.service.name,
    "mailed-on-date": inducted?.at.date ?? "",
    "expected-delivery-date": expectedDelivery(shipment),
    "actual-delivery-date": delivered?.at.date ?? "",
    "delivery-option-completed-ind": delivered ? "1" : "0",
    "event-date-time": last ? `${last.at.date.replaceAll("-", "")}:${last.at.time.replaceAll(":", "")}` : "",
    "event-description": last?.description ?? "",
    "attempted-date": "",
    "customer-ref-1": references?.["customer-ref-1"] ?? "",
    "customer-ref-2": references?.["customer-ref-2"] ?? "",
    "return-pin": shipment.returnPin ?? "",
    "event-type": last?.type ?? "",
    "event-location": last ? [last.site, last.province].filter(Boolean).join(", ") : "",
    "signatory-name": "",
  };
}

function detail(world: World, shipment: Shipment): Answer {
  const { account, mobo, delivery } = shipment;
  const events = eventsOf(shipment, world);
  const content = {
    pin: shipment.pin,
    "active-exists": "1",
    "archive-exists": "0",
    "changed-expected-date": "",
    "destination-postal-id": delivery.destination["address-details"]["postal-zip-code"] ?? "",
    "expected-delivery-date": expectedDelivery(shipment),
    "changed-expected-delivery-reason": "",
    "mailed-by-customer-number": account.customer.padStart(10, "0"),
    "mailed-on-behalf-of-customer-number": mobo.padStart(10, "0"),
    "original-pin": "",
    "service-name": shipment.service.name,
    "service-name-2": shipment.service.name,
    "customer-ref-1": delivery.references?.["customer-ref-1"] ?? "",
    "customer-ref-2": delivery.references?.["customer-ref-2"] ?? "",
    "return-pin": shipment.returnPin ?? "",
    "signature-image-exists": false,
    "suppress-signature": false,
    "delivery-options": null,
    "significant-events": { occurrence: [...events].reverse().map(occurrence) },
  };
  return trackReply(world, "tracking-detail", content);
}

function trackReply({ switches }: World, name: string, content: XmlNode): Answer {
  return answersIn(switches.trackNamespace, TRACK_MEDIA)(name, content);
}

function occurrence({ identifier, at, description, site, province }: TrackingEvent): XmlNode {
  return {
    "event-identifier": identifier,
    "event-date": at.date,
    "event-time": at.time,
    "event-time-zone": at.zone,
    "event-description": description,
    "signatory-name": "",
    "event-site": site,
    "event-province": province,
    "event-retail-location-id": "",
    "event-retail-name": "",
  };
}
