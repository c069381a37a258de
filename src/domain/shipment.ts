import type { PostalAddress } from "./marketplace-order.ts";

/** `label_creation_initiated`: the intent is recorded. `label_created`: the label is stored. `tracking_updated`: the marketplace has the number. */
export type ShipmentStatus = "label_creation_initiated" | "label_created" | "tracking_updated";

/**
 * How far the purchase behind a shipment has come.
 * `ready`: nothing has been sent, or nothing came of it. `sending`: the request may have left; if its process died,
 * nobody knows. `in_doubt`: it left and there is no definite answer. `bought`: the carrier's facts are recorded.
 * `rejected`: the carrier said no.
 */
export type PurchaseState = "ready" | "sending" | "in_doubt" | "bought" | "rejected";

/**
 * What became of a label that its order needs no more. `kept`: the parcel went with it all the same, or it serves
 * another purpose. `lost`: nobody can get its price back.
 */
export const LABEL_ENDS = ["voided", "refunded", "never_created", "kept", "lost"] as const;
export type LabelEnd = (typeof LABEL_ENDS)[number];

/** `disowned`: a person has said that the label is not the order's. */
export type EndedAs = LabelEnd | "rejected" | "disowned";

/** In place of the carrier account: none of ours knows the label. */
export const BOUGHT_ELSEWHERE = "elsewhere";

/** Whether a label that was stored is here no more: too old to be kept, or its customer was erased. */
export const isLabelRemoved = (label: {
  path: string | null;
  labelledAt: Date | null;
  carrierAccount: string;
}): boolean => label.path === null && label.labelledAt !== null && label.carrierAccount !== BOUGHT_ELSEWHERE;

export interface ParcelItem {
  sku: string;
  title: string;
  quantity: number;
  unitWeightGrams: number;
  unitValueCents: number;
  /** With dots, as customs write it: `8518.30`. */
  hsCode: string | null;
  originCountry: string | null;
  originProvince: string | null;
  customsDescription: string | null;
  dangerousGoods: boolean;
}

export interface Parcel {
  weightGrams: number;
  /** Longest side first; null when unknown. */
  dimensionsMm: { length: number; width: number; height: number } | null;
  items: ParcelItem[];
}

/** What a carrier needs to know to make a label for one parcel of an order. */
export interface ShipmentOrder {
  orderId: string;
  /** The marketplace's own order number: what the customer and the label show. */
  marketplaceOrderId: string;
  shippingTypeCode: string;
  currency: string;
  /** Where the carrier may send its notices, if the account's settings ask for them; null when unknown. */
  email: string | null;
  shipTo: PostalAddress;
  parcel: Parcel;
}

/** The facts of a purchase, to be committed straight after the carrier's answer. */
export interface PurchaseFacts {
  carrierShipmentId: string;
  /** Null for services without tracking. */
  trackingPin: string | null;
  /** Where the label is to be had. */
  labelUrl: string | null;
  /** What the carrier says it charges, tax included; null when it does not say. */
  priceCents: number | null;
  /** Every link of the answer by its name, for later calls (details, refund, price). */
  links: Record<string, string>;
}
