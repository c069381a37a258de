import type { PurchaseFacts, ShipmentOrder } from "../domain/shipment.ts";
import type { TrackingStatus } from "../domain/tracking-status.ts";

/** A purchase ready to be sent. It is stored as it is, so that the very same body can be sent again. */
export interface PreparedShipment {
  /** Ours, stable per parcel and generation, at most 32 characters of `[A-Za-z0-9_-]`. */
  requestKey: string;
  serviceCode: string;
  body: string;
  weightGrams: number;
  /** Normalised; what a look-up compares to be sure that it found our parcel. */
  destinationPostalCode: string;
}

/** A stored purchase whose outcome is unknown. */
export interface PurchaseTrace extends PreparedShipment {
  orderId: string;
  /** When the request was first about to leave. */
  sentAt: Date;
}

export type LookUp =
  /** Not there, or not there yet: nobody can tell the two apart. */
  | { found: "nothing" }
  | { found: "one"; facts: PurchaseFacts }
  /** It was bought, and has been voided or its refund asked for since. */
  | { found: "ended"; as: "voided" | "refunded"; facts: PurchaseFacts }
  /** Something carries our reference but is another parcel, or several do: a person must look. */
  | { found: "unclear"; what: string; candidates: PurchaseFacts[] };

/** A label as the carrier lists it. */
export interface CarrierListing {
  facts: PurchaseFacts;
  /** What it was bought under, where the carrier tells; also of what others have bought with the account. */
  requestKey: string | null;
  /** What the label shows as its reference: the marketplace's order number on ours. */
  reference: string | null;
  destinationPostalCode: string | null;
  weightGrams: number | null;
}

export interface Label {
  bytes: Uint8Array;
  extension: "pdf" | "zpl";
}

/** What a carrier knows of a parcel on its way, in any order. */
export interface TrackedParcel {
  /** `YYYY-MM-DD`. */
  expectedDelivery: string | null;
  events: TrackedEvent[];
}

export interface TrackedEvent {
  /** The carrier's own. */
  code: string;
  /** `unknown` for a code that the carrier's table does not have; null for one that says nothing of the parcel's way. */
  status: TrackingStatus | null;
  subStatus: "available_for_pickup" | null;
  occurredAt: Date | null;
  description: string | null;
  location: string | null;
  signatory: string | null;
}

export interface ProbeResult {
  ok: boolean;
  detail: string;
  /** The next step where something is wrong. */
  hint: string | null;
  /** The service's time less ours in milliseconds, where its answer told. */
  clockSkewMs: number | null;
}

/** The next purchase's turn, to be used once. */
export interface PurchaseTurn extends AsyncDisposable {
  /**
   * Sends a purchase once. Its facts, or an error as `Carrier` says; never tries again by itself.
   * @throws `answer_lost` with the fact `duplicate` when the carrier has had a shipment with this request key before
   */
  purchase(shipment: PreparedShipment, orderId: string): Promise<PurchaseFacts>;
}

/**
 * What every carrier can do. Each call makes one audit row per attempt under `service`.
 * Errors by kind: `rejected` and `config` are a definite no, `unavailable` means that nothing can have happened,
 * `in_doubt` that it may have.
 */
export interface Carrier {
  /** The account's name in the settings. */
  readonly account: string;
  /** The carrier's name in our tables and as the key of carrier code maps: `canada-post`. */
  readonly name: string;
  /** The carrier's name in the audit: `CanadaPost`. */
  readonly service: string;
  readonly environment: "production" | "development";
  /** `request_key`: the carrier refuses a second purchase with the same key. `none`: it would sell again. */
  readonly duplicateGuard: "request_key" | "none";

  /** Pure: builds the request. Throws `rejected` errors that name the field, its value and its limit. */
  prepare(order: ShipmentOrder, requestKey: string): PreparedShipment;
  /** What a label for the parcel would cost in cents, tax included; null when the carrier gives no price. Buys nothing. */
  quote(order: ShipmentOrder): Promise<number | null>;
  /** Waits until a purchase may be sent. To be had before its intent is recorded, for nothing waits afterwards. */
  reserve(): Promise<PurchaseTurn>;
  /** Asks whether a purchase in doubt exists. */
  lookUp(trace: PurchaseTrace): Promise<LookUp>;
  /** Asks whether the carrier has a tracking number for a purchase in doubt: `unclear` where it is another parcel's. */
  lookUpNumber(trace: PurchaseTrace, trackingPin: string): Promise<LookUp>;
  /** Why a text, without spaces and in capitals, can be no tracking number of the carrier's; null when it can. */
  numberProblem(text: string): string | null;
  /**
   * The account's labels that were made between two instants, as far as the carrier lists them: what it has voided, or is
   * asked to refund, is left out, and what it has told of elsewhere (on a manifest) may be. Asks for every one of them, so
   * a busy week takes minutes of the account's budgets.
   */
  listShipments(span: { from: Date; to: Date }): Promise<CarrierListing[]>;
  /** Fetches a label that is paid for; safe to repeat. Throws `label_not_ready` while it is being made. */
  fetchLabel(facts: PurchaseFacts, orderId: string): Promise<Label>;
  /**
   * Asks what has become of a parcel; null while the carrier has no history of the number. Of a customer who was erased
   * the audit keeps no answer.
   */
  track(parcel: { trackingPin: string; orderId: string; isErased: boolean }): Promise<TrackedParcel | null>;
  /** Asks the carrier whether the credentials work. */
  probe(): Promise<ProbeResult>;
}
