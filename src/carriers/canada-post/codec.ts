import type { SenderSettings } from "../../platform/config/config.ts";
import {
  buildXml,
  childrenNamed,
  elementAt,
  textAt,
  type XmlContent,
  type XmlElement,
} from "../../platform/xml.ts";
import type {
  CarrierMessage,
  Link,
  ShipmentDetails,
  ShipmentInfo,
  ShipmentList,
} from "./calls/shipment-answer.ts";
import type { Customs } from "./request/customs.ts";
import type { Destination } from "./request/destination.ts";
import { longestFirst } from "./services.ts";
import type { ShipmentRequest } from "./shipment-request.ts";

const CONTRACT_NAMESPACE = "http://www.canadapost.ca/ws/shipment-v8";
const NON_CONTRACT_NAMESPACE = "http://www.canadapost.ca/ws/ncshipment-v4";
const RATING_NAMESPACE = "http://www.canadapost.ca/ws/ship/rate-v4";

const RATED_POSTAL_CODE_LIMIT = 10;

/** The body of Create Shipment or, without a contract, of Create Non-Contract Shipment. */
export function encodeShipment(request: ShipmentRequest): string {
  const { contract } = request;
  const shippingPoint = { "requested-shipping-point": request.sender.postalCode };
  if (contract === null) {
    return buildXml({
      root: "non-contract-shipment",
      namespace: NON_CONTRACT_NAMESPACE,
      content: { ...shippingPoint, "delivery-spec": deliverySpec(request) },
    });
  }
  const transmitted = contract.groupId === null;
  return buildXml({
    root: "shipment",
    namespace: CONTRACT_NAMESPACE,
    content: {
      "customer-request-id": request.requestKey,
      "group-id": contract.groupId ?? undefined,
      "transmit-shipment": transmitted || undefined,
      ...shippingPoint,
      "provide-pricing-info": transmitted || undefined,
      "delivery-spec": deliverySpec(request),
    },
  });
}

function deliverySpec(request: ShipmentRequest): XmlContent {
  const { contract, parcel, notification, customs, promoCode } = request;
  const insured = request.options.some((option) => option.code === "COV");
  return {
    "service-code": request.serviceCode,
    sender: senderContent(request.sender, contract !== null),
    destination: destinationContent(request.destination),
    options: optionsContent(request.options),
    "parcel-characteristics": parcelContent(parcel),
    notification: notification
      ? {
          email: notification.email,
          "on-shipment": notification.onShipment,
          "on-exception": notification.onException,
          "on-delivery": notification.onDelivery,
        }
      : undefined,
    "print-preferences": contract
      ? { "output-format": contract.labelFormat, encoding: contract.labelEncoding }
      : undefined,
    preferences: {
      "show-packing-instructions": false,
      "show-postage-rate": false,
      "show-insured-value": customs !== null && insured,
    },
    references: { "customer-ref-1": request.reference, "customer-ref-2": request.requestKey },
    customs: customs ? customsContent(customs) : undefined,
    "settlement-info": contract
      ? {
          "contract-id": contract.contractId,
          "intended-method-of-payment": contract.paymentMethod,
          "promo-code": promoCode ?? undefined,
        }
      : promoCode === null
        ? undefined
        : { "promo-code": promoCode },
  };
}

function senderContent(sender: SenderSettings, withCountry: boolean): XmlContent {
  return {
    name: sender.name ?? undefined,
    company: sender.company,
    "contact-phone": sender.phone,
    "address-details": {
      "address-line-1": sender.addressLine1,
      "address-line-2": sender.addressLine2 ?? undefined,
      city: sender.city,
      "prov-state": sender.province,
      "country-code": withCountry ? "CA" : undefined,
      "postal-zip-code": sender.postalCode,
    },
  };
}

function destinationContent(destination: Destination): XmlContent {
  return {
    name: destination.name ?? undefined,
    company: destination.company ?? undefined,
    "additional-address-info": destination.additionalInfo ?? undefined,
    "client-voice-number": destination.phone ?? undefined,
    "address-details": {
      "address-line-1": destination.line1,
      "address-line-2": destination.line2 ?? undefined,
      city: destination.city,
      "prov-state": destination.provinceOrState ?? undefined,
      "country-code": destination.countryCode,
      "postal-zip-code": destination.postalCode ?? undefined,
    },
  };
}

function optionsContent(options: ShipmentRequest["options"]): XmlContent | undefined {
  if (options.length === 0) return undefined;
  return {
    option: options.map(({ code, amountCents }) => ({
      "option-code": code,
      "option-amount": amountCents === null ? undefined : dollars(amountCents),
    })),
  };
}

function parcelContent({ weightGrams, dimensionsMm }: ShipmentRequest["parcel"]): XmlContent {
  const [length, width, height] = dimensionsMm ? longestFirst(dimensionsMm) : [];
  return {
    weight: kilograms(weightGrams),
    dimensions:
      length && width && height
        ? { length: centimetres(length), width: centimetres(width), height: centimetres(height) }
        : undefined,
  };
}

function customsContent(customs: Customs): XmlContent {
  return {
    // Later than the published schema, which does not have it yet.
    "us-declaration-id": customs.usDeclarationId ?? undefined,
    currency: customs.currency,
    "conversion-from-cad": customs.conversionFromCad?.toFixed(6),
    "reason-for-export": customs.reasonForExport,
    "other-reason": customs.otherReason ?? undefined,
    "sku-list": {
      item: customs.items.map((item) => ({
        "customs-number-of-units": item.units,
        "customs-description": item.description,
        sku: item.sku ?? undefined,
        "hs-tariff-code": item.hsCode,
        "unit-weight": kilograms(item.unitWeightGrams),
        "customs-value-per-unit": dollars(item.unitValueCents),
        "country-of-origin": item.originCountry,
        "province-of-origin": item.originProvince ?? undefined,
      })),
    },
  };
}

interface RatingInput {
  request: ShipmentRequest;
  customerNumber: string;
}

/** The body of Get Rates for one service. */
export function encodeMailingScenario({ request, customerNumber }: RatingInput): string {
  const { contract, parcel, destination, promoCode } = request;
  return buildXml({
    root: "mailing-scenario",
    namespace: RATING_NAMESPACE,
    content: {
      "customer-number": customerNumber,
      "contract-id": contract?.contractId,
      "promo-code": promoCode ?? undefined,
      "quote-type": "commercial",
      options: optionsContent(request.options),
      "parcel-characteristics": parcelContent(parcel),
      services: { "service-code": request.serviceCode },
      "origin-postal-code": request.sender.postalCode,
      destination: ratedDestination(destination),
    },
  });
}

function ratedDestination({ countryCode, postalCode }: Destination): XmlContent {
  if (countryCode === "CA") return { domestic: { "postal-code": postalCode ?? undefined } };
  if (countryCode === "US") return { "united-states": { "zip-code": postalCode ?? undefined } };
  const fits = postalCode !== null && postalCode.length <= RATED_POSTAL_CODE_LIMIT;
  return { international: { "country-code": countryCode, "postal-code": fits ? postalCode : undefined } };
}

const kilograms = (grams: number) => (grams / 1000).toFixed(3);
const centimetres = (mm: number) => (mm / 10).toFixed(1);
const dollars = (cents: number) => (cents / 100).toFixed(2);

/** `shipment-info` or `non-contract-shipment-info`; null when it is something else or names no shipment. */
export function decodeShipmentInfo(root: XmlElement): ShipmentInfo | null {
  if (!isNamed(root, "shipment-info")) return null;
  const shipmentId = textAt(root, "shipment-id");
  if (shipmentId === null) return null;
  const links = elementAt(root, "links");
  const charged =
    textAt(root, "shipment-price", "due-amount") ??
    textAt(root, "shipment-receipt", "cc-receipt-details", "charge-amount");
  return {
    shipmentId,
    trackingPin: textAt(root, "tracking-pin"),
    priceCents: amountCents(charged),
    links: links ? linksOf(links) : [],
  };
}

/** `shipments` or `non-contract-shipments`: links, or whole shipments where the carrier chooses to send them. */
export function decodeShipmentList(root: XmlElement): ShipmentList | null {
  if (!isNamed(root, "shipments")) return null;
  return {
    links: linksOf(root).filter((link) => link.rel === "shipment" || link.rel === "ncShipment"),
    shipments: childrenNamed(root, "shipment-info").flatMap((info) => decodeShipmentInfo(info) ?? []),
  };
}

/** `shipment-details` or `non-contract-shipment-details`; null when it is something else or specifies no delivery. */
export function decodeShipmentDetails(root: XmlElement): ShipmentDetails | null {
  if (!isNamed(root, "shipment-details")) return null;
  const detail = elementAt(root, "shipment-detail") ?? root;
  const spec = elementAt(detail, "delivery-spec");
  if (!spec) return null;
  const weight = Number(textAt(spec, "parcel-characteristics", "weight") ?? Number.NaN);
  return {
    requestKey: textAt(root, "customer-request-id") ?? textAt(spec, "references", "customer-ref-2"),
    postalCode: textAt(spec, "destination", "address-details", "postal-zip-code"),
    weightGrams: Number.isFinite(weight) ? Math.round(weight * 1000) : null,
    reference: textAt(spec, "references", "customer-ref-1"),
    isRefundRequested: elementAt(detail, "refund-request-info") !== null,
  };
}

/** `price-quotes`: what is due for the first, tax included; null when it is something else. */
export function decodePriceQuotes(root: XmlElement): { dueCents: number | null } | null {
  if (root.name !== "price-quotes") return null;
  return { dueCents: amountCents(textAt(root, "price-quote", "price-details", "due")) };
}

/** `groups`: the ids of those that hold untransmitted shipments; null when it is something else. */
export const decodeGroups = (root: XmlElement): string[] | null =>
  root.name === "groups"
    ? childrenNamed(root, "group").flatMap((group) => textAt(group, "group-id") ?? [])
    : null;

/** The messages of an error answer, none to many; null when the root is something else. */
export function decodeMessages(root: XmlElement | null): CarrierMessage[] | null {
  if (root?.name !== "messages") return null;
  return childrenNamed(root, "message").map((message) => ({
    code: textAt(message, "code") ?? "",
    description: textAt(message, "description") ?? "",
  }));
}

/** Answers without a contract have the same shape under a longer name. */
const isNamed = ({ name }: XmlElement, wanted: string) =>
  name === wanted || name === `non-contract-${wanted}`;

const linksOf = (parent: XmlElement): Link[] =>
  childrenNamed(parent, "link").flatMap(({ attributes: { rel, href, "media-type": mediaType } }) =>
    rel && href ? [{ rel, href, mediaType: mediaType ?? null }] : [],
  );

function amountCents(text: string | null): number | null {
  const amount = Number(text ?? Number.NaN);
  return Number.isFinite(amount) ? Math.round(amount * 100) : null;
}
