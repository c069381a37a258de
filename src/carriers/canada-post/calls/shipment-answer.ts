import type { PurchaseFacts } from "../../../domain/shipment.ts";

/** A link as the carrier gives it. Only `transport.ts` follows one, after checking its host. */
export interface Link {
  rel: string;
  href: string;
  mediaType: string | null;
}

/** What the carrier says of a shipment that exists. */
export interface ShipmentInfo {
  shipmentId: string;
  /** Null for services without tracking. */
  trackingPin: string | null;
  /** What is charged, tax included; null where the answer does not say. */
  priceCents: number | null;
  links: Link[];
}

/** The shipments that a search has found: as links to follow, or told in full. */
export interface ShipmentList {
  links: Link[];
  shipments: ShipmentInfo[];
}

/** What identifies a shipment as ours. */
export interface ShipmentDetails {
  requestKey: string | null;
  postalCode: string | null;
  weightGrams: number | null;
  /** The marketplace's order number, as the label shows it. */
  reference: string | null;
  isRefundRequested: boolean;
}

/** What has become of a shipment. One that was voided is no longer shown, like one that is not there yet. */
export type ShipmentState = "live" | "refund_requested" | "not_shown";

export function stateOf(details: ShipmentDetails | null): ShipmentState {
  if (details === null) return "not_shown";
  return details.isRefundRequested ? "refund_requested" : "live";
}

export interface CarrierMessage {
  code: string;
  description: string;
}

/** The first link of a name: the carrier promises no order among different names. */
export const linkNamed = (links: Link[], rel: string): Link | null =>
  links.find((link) => link.rel === rel) ?? null;

export function factsOf(info: ShipmentInfo): PurchaseFacts {
  return {
    carrierShipmentId: info.shipmentId,
    trackingPin: info.trackingPin,
    labelUrl: linkNamed(info.links, "label")?.href ?? null,
    priceCents: info.priceCents,
    links: Object.fromEntries(info.links.toReversed().map(({ rel, href }) => [rel, href])),
  };
}
