import type { Delivery } from "./delivery.ts";
import { countryOf, isBlank, optionsOf } from "./delivery.ts";
import { easternTime } from "./eastern-time.ts";
import type { ShipmentDocument } from "./schema-shipment.ts";
import { serviceOf } from "./services.ts";
import type { Shipment } from "./shipments.ts";
import { dollars } from "./tariff.ts";

/** What stands on a label, independent of how it is drawn. */
export interface LabelContent {
  serviceName: string;
  serviceCode: string;
  weight: string;
  date: string;
  from: string[];
  /** Six lines at most. */
  to: string[];
  phone: string | null;
  /** The destination's code and, abroad, its country: printed large. */
  sortLine: string;
  options: string;
  references: string[];
  customs: string | null;
  postage: string | null;
  /** The bars' content, and how people read it. */
  barcode: string;
  barcodeText: string;
  /** `MANIFEST REQ` or `MANIFEST NOT REQ`. */
  manifest: string;
  shipmentId: string;
  requestId: string | null;
}

const regionNames = new Intl.DisplayNames("en", { type: "region" });

export function labelContent(shipment: Shipment): LabelContent {
  const { delivery, service, price, pin } = shipment;
  const { destination, references, preferences } = delivery;
  const country = countryOf(delivery);
  const postalCode = destination["address-details"]["postal-zip-code"] ?? "";
  return {
    serviceName: service.name,
    serviceCode: service.code,
    weight: `${delivery["parcel-characteristics"].weight.toFixed(3)} kg`,
    date: easternTime(shipment.createdAt).date,
    from: senderLines(delivery.sender),
    to: addressLines(destination, destination["additional-address-info"]),
    phone: isBlank(destination["client-voice-number"]) ? null : (destination["client-voice-number"] ?? null),
    sortLine:
      country === "CA"
        ? spaced(postalCode, 3)
        : `${postalCode}  ${regionNames.of(country) ?? country}`.trim(),
    options: optionsOf(delivery)
      .map((option) => option["option-code"])
      .join(" "),
    references: [
      references?.["customer-ref-1"],
      references?.["customer-ref-2"],
      references?.["cost-centre"],
    ].filter((reference) => reference !== undefined && !isBlank(reference)) as string[],
    customs: customsLine(delivery),
    postage: preferences["show-postage-rate"] ? `CAD ${dollars(price.dueCents)}` : null,
    barcode: pin ?? shipment.id,
    barcodeText: pin ? readablePin(pin) : `ITEM ${spaced(shipment.id, 4)} - NO TRACKING`,
    manifest: shipment.kind === "contract" && shipment.groupId ? "MANIFEST REQ" : "MANIFEST NOT REQ",
    shipmentId: shipment.id,
    requestId: shipment.requestId,
  };
}

/** The label that brings a parcel back: from its destination to the recipient of the return. */
export function returnLabelContent(
  shipment: Shipment,
  spec: NonNullable<ShipmentDocument["return-spec"]>,
): LabelContent {
  const outward = labelContent(shipment);
  const recipient = spec["return-recipient"];
  const pin = shipment.returnPin ?? shipment.id;
  return {
    ...outward,
    serviceName: `Return - ${serviceOf(spec["service-code"])?.name ?? spec["service-code"]}`,
    serviceCode: spec["service-code"],
    from: outward.to,
    to: addressLines(recipient),
    phone: null,
    sortLine: spaced(recipient["address-details"]["postal-zip-code"], 3),
    options: "",
    customs: null,
    postage: null,
    barcode: pin,
    barcodeText: readablePin(pin),
    manifest: "MANIFEST NOT REQ",
  };
}

interface Addressee {
  name?: string;
  company?: string;
  "address-details": {
    "address-line-1"?: string;
    "address-line-2"?: string;
    city?: string;
    "prov-state"?: string;
    "postal-zip-code"?: string;
  };
}

function addressLines({ name, company, "address-details": address }: Addressee, extra?: string): string[] {
  const place = [address.city, address["prov-state"], address["postal-zip-code"]].filter(
    (part) => !isBlank(part),
  );
  const lines = [name, company, extra, address["address-line-1"], address["address-line-2"], place.join(" ")];
  return lines.filter((line) => line !== undefined && !isBlank(line)) as string[];
}

const senderLines = (sender: Delivery["sender"]) => [
  ...addressLines(sender),
  `Tel. ${sender["contact-phone"]}`,
];

function customsLine({ customs }: Delivery): string | null {
  if (!customs) return null;
  const items = customs["sku-list"];
  const cents = items.reduce(
    (sum, item) => sum + item["customs-number-of-units"] * Math.round(item["customs-value-per-unit"] * 100),
    0,
  );
  const description = items[0]?.["customs-description"] ?? "";
  const more = items.length > 1 ? ` and ${items.length - 1} more` : "";
  return `CN22 ${customs["reason-for-export"]}  CAD ${dollars(cents)}  ${description}${more}`;
}

/** `2016123456789012` as `2016 1234 5678 9012`. */
function spaced(text: string, width: number): string {
  return text.match(new RegExp(`.{1,${width}}`, "g"))?.join(" ") ?? text;
}

/** In fours, or `EE 001 438 583 CA`. */
function readablePin(pin: string): string {
  const international = /^([A-Z]{2})(\d{3})(\d{3})(\d{3})([A-Z]{2})$/.exec(pin);
  return `PIN ${international ? international.slice(1).join(" ") : spaced(pin, 4)}`;
}
