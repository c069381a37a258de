import type { CanadaPostAccount, Environment } from "./accounts.ts";
import { defaultAccounts } from "./accounts.ts";

/** How the imitation behaves where the real service is not known, or where a test needs trouble. */
export interface Switches {
  /** Which of the two hosts this is: keys of the other are refused with AA002. */
  environment: Environment;
  /** Enforces the published call frequencies. */
  strict: boolean;
  /** Multiplies the published limits. */
  throttleFactor: number;
  /** Upgraded instead of default limits. */
  throttleUpgraded: boolean;
  throttleStatus: 403 | 429 | 500 | 503;
  /** Sends `Retry-After` with a throttled answer. */
  throttleRetryAfter: boolean;
  /** Status of an answer to XML that breaks its schema. */
  schemaErrorStatus: 500 | 400;
  /** Status of a successful Create. */
  successStatus: 200 | 201;
  /** Status of 7314. */
  duplicateStatus: 400 | 409 | 412 | 500;
  /** Answer to `?requestId=` for an id that is unknown, hidden, or belongs to a voided shipment. */
  unknownRequestId: "404" | "empty" | "202";
  /** A voided shipment gives its request id back. */
  freedByVoid: boolean;
  /** A Create refused by a business rule uses its request id up. */
  rejectedConsumesId: boolean;
  /** Every tracking number is 123456789012, as on the carrier's development host. */
  constantPin: boolean;
  /** How long new shipments stay out of look-ups. */
  hiddenMs: number;
  /** Trouble with the first `times` downloads of each label: 202, 500 with 9150, or 200 with a page of HTML. */
  artifact: { trouble: "pending" | "system_error" | "not_a_label"; times: number };
  /** The first n refund requests for a shipment are answered 7296. */
  refundUnavailableTimes: number;
  /** Status of 7292, a refund asked for again. */
  refundAgainStatus: 400 | 409;
  /** The first n readings of a manifest are answered 202 with 9153. */
  manifestPendingTimes: number;
  /** Transmissions fail later: their manifests are answered 412 with 9154. */
  manifestFails: boolean;
  /** `rel` in the non-contract list; `ncShipment` stands in the carrier's text, not in its schema. */
  nonContractListRel: "shipment" | "ncShipment";
  shuffleLinks: boolean;
  /** Customer numbers in links have ten digits. */
  zeroPadLinks: boolean;
  /** What `provideShipmentInfo=true` does to Get Shipments. */
  provideShipmentInfo: "honoured" | "ignored";
  /** Meaning of `date` with `noManifest=true`. */
  noManifestDate: "on" | "from";
  /** `customs/us-declaration-id` is accepted, although no schema has it. */
  usDeclarationId: boolean;
  /** Parcels to the USA need that element or the header `X-CPC-Zonos-Key`. */
  usDutiesRequired: boolean;
  /** Namespace of tracking answers: the media type says v2, the schema does not. */
  trackNamespace: "http://www.canadapost.ca/ws/track" | "http://www.canadapost.ca/ws/track-v2";
  /** Minutes after creation at which a parcel is picked up, out for delivery, delivered. */
  timelineMinutes: { pickedUp: number; outForDelivery: number; delivered: number };
}

export type CanadaPostOptions = Partial<Switches> & { accounts?: readonly CanadaPostAccount[] };

const defaults: Switches = {
  environment: "development",
  strict: false,
  throttleFactor: 1,
  throttleUpgraded: false,
  throttleStatus: 500,
  throttleRetryAfter: false,
  schemaErrorStatus: 500,
  successStatus: 200,
  duplicateStatus: 400,
  unknownRequestId: "404",
  freedByVoid: false,
  rejectedConsumesId: false,
  constantPin: false,
  hiddenMs: 0,
  artifact: { trouble: "pending", times: 0 },
  refundUnavailableTimes: 0,
  refundAgainStatus: 400,
  manifestPendingTimes: 0,
  manifestFails: false,
  nonContractListRel: "shipment",
  shuffleLinks: false,
  zeroPadLinks: true,
  provideShipmentInfo: "honoured",
  noManifestDate: "on",
  usDeclarationId: false,
  usDutiesRequired: false,
  trackNamespace: "http://www.canadapost.ca/ws/track",
  timelineMinutes: { pickedUp: 60, outForDelivery: 1_440, delivered: 1_800 },
};

export function resolveOptions({ accounts = defaultAccounts, ...switches }: CanadaPostOptions) {
  return { accounts, switches: { ...defaults, ...switches } };
}
