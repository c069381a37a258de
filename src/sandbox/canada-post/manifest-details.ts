import { easternTime } from "./eastern-time.ts";
import type { Manifest } from "./manifests.ts";
import type { Shipment } from "./shipments.ts";
import { dollars } from "./tariff.ts";
import type { XmlNode } from "./xml.ts";

const padded = (customer: string) => customer.padStart(10, "0");

/** The content of `manifest-details`. */
export function manifestDetails({
  account,
  mobo,
  poNumber,
  createdAt,
  document,
  shipments,
}: Manifest): XmlNode {
  const [first] = shipments;
  const { date, time, zone } = easternTime(createdAt);
  const address = document["manifest-address"];
  const details = address["address-details"];
  return {
    "po-number": poNumber,
    "final-shipping-point": document["requested-shipping-point"] ?? first?.shippingPoint.postalCode,
    "shipping-point-name": "SANDBOX PO",
    "shipping-point-id": document["shipping-point-id"] ?? "0001",
    "cpc-pickup-indicator": document["cpc-pickup-indicator"],
    "mailed-by-customer": padded(account.customer),
    "mailed-on-behalf-of": padded(mobo),
    "paid-by-customer": padded(first?.payment.paidBy ?? account.customer),
    "customer-ref": document["customer-reference"],
    "manifest-date": date,
    "manifest-time": `${time.slice(0, 5)} ${zone}`,
    "contract-id": first?.payment.contractId ?? undefined,
    "method-of-payment": document["method-of-payment"],
    "manifest-pricing-info": pricing(shipments),
    "manifest-address": {
      "manifest-company": address["manifest-company"],
      "manifest-name": address["manifest-name"],
      "phone-number": address["phone-number"],
      "address-details": { ...details },
    },
  };
}

function pricing(shipments: readonly Shipment[]): XmlNode {
  const sum = (cents: (price: Shipment["price"]) => number) =>
    dollars(shipments.reduce((total, { price }) => total + cents(price), 0));
  return {
    "base-cost": sum((price) => price.baseCents),
    "automation-discount": "0.00",
    "options-and-surcharges": sum((price) => price.preTaxCents - price.baseCents),
    gst: sum((price) => price.gstCents),
    pst: sum((price) => price.pstCents),
    hst: sum((price) => price.hstCents),
    "total-due-cpc": sum((price) => price.dueCents),
  };
}
