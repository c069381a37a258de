import type { CanadaPostAccount } from "./accounts.ts";
import { sameNumber } from "./accounts.ts";
import type { Delivery } from "./delivery.ts";
import type { Service } from "./services.ts";
import type { Price } from "./tariff.ts";

/** One purchase in the carrier's books, never removed. */
export interface Shipment {
  readonly id: string;
  readonly kind: "contract" | "non_contract";
  readonly account: CanadaPostAccount;
  readonly mobo: string;
  readonly requestId: string | null;
  readonly pin: string | null;
  readonly returnPin: string | null;
  readonly createdAt: Date;
  readonly visibleAt: Date;
  readonly service: Service;
  readonly delivery: Delivery;
  readonly price: Price;
  readonly shippingPoint: { postalCode: string; siteId: string | null; pickup: boolean };
  readonly payment: { method: string; contractId: string | null; paidBy: string | null };
  /** The document as it was sent, for handing its parts back. */
  readonly request: Uint8Array;
  /** The group it waits in until it is transmitted; null when it never waited. */
  readonly groupId: string | null;
  readonly artifacts: { label: string; returnLabel: string | null };
  status: "created" | "transmitted";
  state: "live" | "voided" | "refund_requested";
  manifestId: string | null;
  poNumber: string | null;
  refundDate: string | null;
  refundAttempts: number;
  labelDownloads: number;
}

/** The outside world's memory of a purchase, as a test or a person reads it. */
export interface ShipmentRecord {
  shipmentId: string;
  kind: Shipment["kind"];
  environment: CanadaPostAccount["environment"];
  customer: string;
  requestId: string | null;
  groupId: string | null;
  trackingPin: string | null;
  destinationName: string | null;
  destinationPostalCode: string | null;
  destinationCountry: string;
  customerRef1: string | null;
  customerRef2: string | null;
  weightGrams: number;
  service: string;
  dueAmountCents: number;
  createdAt: string;
  status: Shipment["status"];
  state: Shipment["state"];
  labelDownloads: number;
}

/** All purchases, with the request ids that are used up. */
export class Shipments {
  readonly #all: Shipment[] = [];
  readonly #byId = new Map<string, Shipment>();
  readonly #byRequest = new Map<string, Shipment>();
  readonly #usedRequestIds = new Set<string>();

  /** Uses a request id up for a customer; false when it was used before. Nothing may be awaited around it. */
  claimRequestId(customer: string, requestId: string): boolean {
    const key = requestKey(customer, requestId);
    if (this.#usedRequestIds.has(key)) return false;
    this.#usedRequestIds.add(key);
    return true;
  }

  freeRequestId(customer: string, requestId: string): void {
    this.#usedRequestIds.delete(requestKey(customer, requestId));
  }

  add(shipment: Shipment): void {
    this.#all.push(shipment);
    this.#byId.set(shipment.id, shipment);
    if (shipment.requestId) {
      this.#byRequest.set(requestKey(shipment.account.customer, shipment.requestId), shipment);
    }
  }

  byId(id: string): Shipment | undefined {
    return this.#byId.get(id);
  }

  byRequestId(customer: string, requestId: string): Shipment | undefined {
    return this.#byRequest.get(requestKey(customer, requestId));
  }

  /** In the order of creation. */
  all(): readonly Shipment[] {
    return this.#all;
  }

  books(): ShipmentRecord[] {
    return this.#all.map(toRecord);
  }
}

/** How long links and papers stay usable. */
export const LINK_LIFE_MS = 90 * 86_400_000;

/** Is it the customer's own, and still there for reading calls? */
export function isReadable(shipment: Shipment, { customer, now }: { customer: string; now: Date }): boolean {
  return (
    shipment.state !== "voided" &&
    sameNumber(shipment.account.customer, customer) &&
    now.getTime() - shipment.createdAt.getTime() < LINK_LIFE_MS
  );
}

/** Readable, and no longer kept out of look-ups. */
export function isListed(shipment: Shipment, reader: { customer: string; now: Date }): boolean {
  return shipment.visibleAt <= reader.now && isReadable(shipment, reader);
}

function requestKey(customer: string, requestId: string): string {
  return `${Number(customer)} ${requestId}`;
}

function toRecord(shipment: Shipment): ShipmentRecord {
  const { delivery } = shipment;
  const { destination, references } = delivery;
  const address = destination["address-details"];
  return {
    shipmentId: shipment.id,
    kind: shipment.kind,
    environment: shipment.account.environment,
    customer: shipment.account.customer,
    requestId: shipment.requestId,
    groupId: shipment.groupId,
    trackingPin: shipment.pin,
    destinationName: destination.name ?? destination.company ?? null,
    destinationPostalCode: address["postal-zip-code"] ?? null,
    destinationCountry: address["country-code"].toUpperCase(),
    customerRef1: references?.["customer-ref-1"] ?? null,
    customerRef2: references?.["customer-ref-2"] ?? null,
    weightGrams: Math.round(delivery["parcel-characteristics"].weight * 1000),
    service: shipment.service.code,
    dueAmountCents: shipment.price.dueCents,
    createdAt: shipment.createdAt.toISOString(),
    status: shipment.status,
    state: shipment.state,
    labelDownloads: shipment.labelDownloads,
  };
}
