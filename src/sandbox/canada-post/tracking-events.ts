import { countryOf } from "./delivery.ts";
import type { EasternTime } from "./eastern-time.ts";
import { easternTime } from "./eastern-time.ts";
import type { Shipment } from "./shipments.ts";
import type { Switches } from "./switches.ts";

/** One scan in a parcel's life. */
export interface TrackingEvent {
  /** Zero-padded to four digits, as some of the carrier's own are. */
  identifier: string;
  type: "INFO" | "INDUCTION" | "OUT" | "DELIVERED";
  description: string;
  at: EasternTime;
  site: string;
  province: string;
}

const MINUTE_MS = 60_000;

/** What has happened to a parcel by now, oldest first: time alone moves it, until its label is voided or refunded. */
export function trackingEvents(
  shipment: Shipment,
  { now, timelineMinutes }: { now: Date; timelineMinutes: Switches["timelineMinutes"] },
): TrackingEvent[] {
  const origin = shipment.delivery.sender["address-details"];
  const destination = shipment.delivery.destination["address-details"];
  const here = { site: origin.city, province: origin["prov-state"] };
  const domestic = countryOf(shipment.delivery) === "CA";
  const there = { site: destination.city ?? "", province: domestic ? (destination["prov-state"] ?? "") : "" };
  const { pickedUp, outForDelivery, delivered } = timelineMinutes;
  const script = [
    {
      identifier: "3000",
      type: "INFO",
      description: "Order information received by Canada Post",
      after: 0,
      ...here,
    },
    {
      identifier: "0100",
      type: "INDUCTION",
      description: "Item accepted at the Post Office",
      after: pickedUp,
      ...here,
    },
    {
      identifier: "0174",
      type: "OUT",
      description: "Item out for delivery",
      after: outForDelivery,
      ...there,
    },
    {
      identifier: "1408",
      type: "DELIVERED",
      description: "Item successfully delivered",
      after: delivered,
      ...there,
    },
  ] as const;
  const moving = shipment.state === "live";
  return script
    .map(({ after, ...event }) => ({ event, at: new Date(shipment.createdAt.getTime() + after * MINUTE_MS) }))
    .filter(({ event, at }) => at <= now && (moving || event.type === "INFO"))
    .map(({ event, at }) => ({ ...event, at: easternTime(at) }));
}
