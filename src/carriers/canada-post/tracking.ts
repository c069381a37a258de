import { childrenNamed, elementAt, textAt, type XmlElement } from "../../platform/xml.ts";
import { ask } from "./calls/ask.ts";
import { easternInstant } from "./calls/eastern-time.ts";
import { type EventMeaning, meaningOfEvent } from "./tracking/event-meaning.ts";
import type { Transport } from "./transport.ts";

const MEDIA_TYPE = "application/vnd.cpc.track-v2+xml";

/** The newest news of a parcel. */
export interface TrackingSummary {
  pin: string;
  description: string | null;
  location: string | null;
  /** Null when the carrier knows of no event yet. */
  occurredAt: Date | null;
  /** Dates as `YYYY-MM-DD`. */
  expectedDelivery: string | null;
  actualDelivery: string | null;
}

/** All that happened to a parcel, in the carrier's order. */
export interface TrackingDetail {
  pin: string;
  expectedDelivery: string | null;
  events: TrackingEvent[];
}

export interface TrackingEvent extends EventMeaning {
  /** Without leading zeros, which come and go. */
  code: string;
  occurredAt: Date | null;
  description: string | null;
  location: string | null;
  signatory: string | null;
}

export interface Tracking {
  /** Null while the carrier has no history for the number. `orderId` is for the audit. */
  summary(pin: string, orderId: string): Promise<TrackingSummary | null>;
  /** An answer tells where the customer lives and who signed: without `auditAnswer` it is not kept. */
  detail(pin: string, orderId: string, options?: { auditAnswer: boolean }): Promise<TrackingDetail | null>;
}

/** Tracking is the group with by far the lowest throttle: 20 calls a minute by default. */
export function createTracking(transport: Transport): Tracking {
  const question = (endpoint: string, path: string, relatedId: string) =>
    ({ endpoint, relatedId, group: "E", target: { path }, mediaType: MEDIA_TYPE }) as const;
  const pathOf = (pin: string) => `/vis/track/pin/${encodeURIComponent(pin)}`;
  return {
    summary: (pin, orderId) =>
      ask({
        transport,
        question: question("GetTrackingSummary", `${pathOf(pin)}/summary`, orderId),
        decode: decodeTrackingSummary,
      }),
    detail: (pin, orderId, { auditAnswer } = { auditAnswer: true }) =>
      ask({
        transport,
        question: { ...question("GetTrackingDetail", `${pathOf(pin)}/detail`, orderId), auditAnswer },
        decode: decodeTrackingDetail,
      }),
  };
}

/** `tracking-summary`; null when it is something else or tells of no parcel. */
export function decodeTrackingSummary(root: XmlElement): TrackingSummary | null {
  const summary = root.name === "tracking-summary" ? elementAt(root, "pin-summary") : null;
  const pin = summary && textAt(summary, "pin");
  if (!summary || !pin) return null;
  return {
    pin,
    description: textAt(summary, "event-description"),
    location: textAt(summary, "event-location"),
    occurredAt: easternInstant((textAt(summary, "event-date-time") ?? "").replace(":", "")),
    expectedDelivery: textAt(summary, "expected-delivery-date"),
    actualDelivery: textAt(summary, "actual-delivery-date"),
  };
}

/** `tracking-detail`; null when it is something else. */
export function decodeTrackingDetail(root: XmlElement): TrackingDetail | null {
  const pin = root.name === "tracking-detail" ? textAt(root, "pin") : null;
  if (!pin) return null;
  const events = elementAt(root, "significant-events");
  return {
    pin,
    expectedDelivery: textAt(root, "expected-delivery-date"),
    events: events ? childrenNamed(events, "occurrence").map(eventOf) : [],
  };
}

function eventOf(occurrence: XmlElement): TrackingEvent {
  const code = (textAt(occurrence, "event-identifier") ?? "").replace(/^0+(?=.)/, "");
  const place = [textAt(occurrence, "event-site"), textAt(occurrence, "event-province")].filter(Boolean);
  return {
    code,
    ...meaningOfEvent(code),
    occurredAt: instantOf(occurrence),
    description: textAt(occurrence, "event-description"),
    location: place.join(", ") || null,
    signatory: textAt(occurrence, "signatory-name"),
  };
}

const OFFSETS: Readonly<Record<string, string>> = {
  NST: "-03:30",
  NDT: "-02:30",
  AST: "-04:00",
  ADT: "-03:00",
  EST: "-05:00",
  EDT: "-04:00",
  CST: "-06:00",
  CDT: "-05:00",
  MST: "-07:00",
  MDT: "-06:00",
  PST: "-08:00",
  PDT: "-07:00",
  UTC: "+00:00",
  GMT: "+00:00",
};

/** Null when there is no readable date and time. A zone that we do not know is taken for Ottawa's. */
function instantOf(occurrence: XmlElement): Date | null {
  const date = textAt(occurrence, "event-date") ?? "";
  const time = textAt(occurrence, "event-time") ?? "";
  const offset = OFFSETS[textAt(occurrence, "event-time-zone") ?? ""];
  if (offset === undefined) return easternInstant(`${date}${time}`.replace(/\D/g, ""));
  const instant = new Date(`${date}T${time}${offset}`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
