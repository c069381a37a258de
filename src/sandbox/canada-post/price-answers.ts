import { addDays, easternTime } from "./eastern-time.ts";
import type { Shipment } from "./shipments.ts";
import { dollars } from "./tariff.ts";
import type { XmlNode } from "./xml.ts";

/** The content of `shipment-price`. */
export function shipmentPrice(shipment: Shipment): XmlNode {
  const { price, service } = shipment;
  return {
    "service-code": service.code,
    "base-amount": dollars(price.baseCents),
    ...optionsAndAdjustments(shipment),
    "pre-tax-amount": dollars(price.preTaxCents),
    ...taxes(shipment),
    "due-amount": dollars(price.dueCents),
    // The carrier's own spelling, here and only here.
    "service-standard": serviceStandard(shipment, "expected-transmit-time"),
    "rated-weight": ratedWeight(shipment),
  };
}

/** The content of `shipment-receipt`: by card, or by supplier account. */
export function shipmentReceipt(shipment: Shipment): XmlNode {
  if (shipment.payment.method !== "SupplierAccount") return { "cc-receipt-details": cardReceipt(shipment) };
  const { "name-on-card": _name, "card-type": _type, ...receipt } = cardReceipt(shipment);
  return { "supplier-account-receipt-details": { ...receipt, "supplier-id": "SANDBOX" } };
}

/** The content of `non-contract-shipment-receipt`. */
export function nonContractReceipt(shipment: Shipment): XmlNode {
  const { price, shippingPoint } = shipment;
  return {
    "final-shipping-point": shippingPoint.postalCode,
    "shipping-point-name": "SANDBOX PO",
    "shipping-point-id": "0001",
    "mailed-by-customer": shipment.account.customer.padStart(10, "0"),
    "service-code": shipment.service.code,
    "rated-weight": ratedWeight(shipment),
    "base-amount": dollars(price.baseCents),
    "pre-tax-amount": dollars(price.preTaxCents),
    ...taxes(shipment),
    ...optionsAndAdjustments(shipment),
    "cc-receipt-details": cardReceipt(shipment),
    "service-standard": serviceStandard(shipment, "expected-transit-time"),
  };
}

export function ratedWeight(shipment: Shipment): string {
  return shipment.delivery["parcel-characteristics"].weight.toFixed(3);
}

export function expectedDelivery({ createdAt, service }: Shipment): string {
  return addDays(easternTime(createdAt).date, service.transitDays);
}

function optionsAndAdjustments({ price }: Shipment): XmlNode {
  const options = price.options.map(({ code, cents }) => ({
    "option-code": code,
    "option-price": dollars(cents),
  }));
  return {
    "priced-options": options.length > 0 ? { "priced-option": options } : undefined,
    adjustments: {
      adjustment: [{ "adjustment-code": "FUELSC", "adjustment-amount": dollars(price.fuelCents) }],
    },
  };
}

function taxes({ price }: Shipment): XmlNode {
  return {
    "gst-amount": dollars(price.gstCents),
    "pst-amount": dollars(price.pstCents),
    "hst-amount": dollars(price.hstCents),
  };
}

function serviceStandard(shipment: Shipment, daysElement: string): XmlNode {
  return {
    "am-delivery": false,
    "guaranteed-delivery": shipment.service.transitDays <= 3,
    [daysElement]: shipment.service.transitDays,
    "expected-delivery-date": expectedDelivery(shipment),
  };
}

function cardReceipt({ price, createdAt, id }: Shipment): XmlNode {
  return {
    "merchant-name": "Canada Post Corporation",
    "merchant-url": "www.canadapost.ca",
    "name-on-card": "Sandbox Card",
    "auth-code": id.slice(-6),
    "auth-timestamp": createdAt.toISOString(),
    "card-type": "VIS",
    "charge-amount": dollars(price.dueCents),
    currency: "CAD",
    "transaction-type": "Sale",
  };
}
