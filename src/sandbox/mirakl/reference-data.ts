import type { MiraklSettings } from "./settings.ts";

export interface Carrier {
  code: string;
  label: string;
  tracking_url?: string;
}

/** SH21, by label. `{trackingId}` makes a tracking number mandatory. */
export const carriers: readonly Carrier[] = [
  {
    code: "CPCL",
    label: "Canada Post",
    tracking_url:
      "https://www.canadapost-postescanada.ca/track-reperage/en#/resultList?searchFor={trackingId}",
  },
  { code: "CPAR", label: "Canpar", tracking_url: "https://canpar.example.com/track?barcode={trackingId}" },
  { code: "DHL", label: "DHL", tracking_url: "https://dhl.example.com/track?AWB={trackingId}" },
  { code: "FEDX", label: "FedEx", tracking_url: "https://fedex.example.com/track?number={trackingId}" },
  { code: "LTL", label: "LTL Freight" },
  { code: "PRLA", label: "Purolator", tracking_url: "https://purolator.example.com/track?pin={trackingId}" },
  { code: "UPSN", label: "UPS", tracking_url: "https://ups.example.com/track?number={trackingId}" },
];

export interface ShippingType {
  code: string;
  label: string;
  description: string;
  standard_code: string;
  mandatory_tracking: boolean;
  click_and_collect: boolean;
  delivery_by_operator: boolean;
}

/** One that the shop ships itself. */
export function shippingType(
  { mandatoryTracking }: MiraklSettings,
  { code, label, standard_code }: Pick<ShippingType, "code" | "label" | "standard_code">,
): ShippingType {
  return {
    code,
    label,
    description: label,
    standard_code,
    mandatory_tracking: mandatoryTracking,
    click_and_collect: false,
    delivery_by_operator: false,
  };
}

/** SH12, of every shop. */
export function shippingTypes(settings: MiraklSettings): ShippingType[] {
  const type = (code: string, label: string, standard_code: string) =>
    shippingType(settings, { code, label, standard_code });
  return [
    type("STD", "Standard", "CU_ADD-STD"),
    type("E", "Express", "CU_ADD-EXP"),
    { ...type("NEX", "Next day, delivered by Best Buy", "CU_ADD-NEXT_DAY"), delivery_by_operator: true },
    { ...type("PIP", "Pick-up point", "PICK_UP_POINT-STD"), mandatory_tracking: false },
  ];
}

/** SH11. */
export const shippingZones = [
  { code: "CA", label: "Canada", description: "Canada" },
  { code: "US", label: "United States", description: "United States" },
];

const reason = (code: string, type: string, label: string, is_shop_right = true) => ({
  code,
  is_shop_right,
  label,
  type,
});

/** RE01. */
export const reasons = [
  reason("1", "INCIDENT_OPEN", "Item not received", false),
  reason("10", "INCIDENT_CLOSE", "Replacement item received", false),
  reason("14", "REFUND", "No response from shop", false),
  reason("15", "REFUND", "Out of stock"),
  reason("16", "REFUND", "Cancelled by the client prior to shipping"),
  reason("17", "REFUND", "Item returned"),
  reason("18", "REFUND", "Item not received"),
  reason("26", "ORDER_MESSAGING", "Other question"),
  reason("27", "ORDER_MESSAGING", "Where is my order?"),
  reason("33", "OFFER_MESSAGING", "Other question"),
  reason("34", "CANCELATION", "Cancelled by the client prior to shipping"),
  reason("35", "CANCELATION", "Out of stock"),
];

/** DO01. */
export const documentTypes = [
  { code: "SYSTEM_DELIVERY_BILL", description: "Delivery slip", entity: "ORDER", label: "Delivery slip" },
  { code: "CUSTOMER_INVOICE", description: "Invoice", entity: "ORDER", label: "Invoice" },
];

const customField = (entity: string, code: string, label: string, type: string) => ({
  code,
  label,
  type,
  entity,
  editable: true,
  required: false,
});

/** AF01: what OR31 may write. */
export const customFields = [
  customField("ORDER", "seller-note", "Seller note", "STRING"),
  customField("ORDER", "packed-with", "Packed with", "MULTIPLE_VALUES_LIST"),
  customField("ORDER_LINE", "serial-number", "Serial number", "STRING"),
];
