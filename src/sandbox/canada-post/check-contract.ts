import type { CanadaPostAccount } from "./accounts.ts";
import { sameNumber } from "./accounts.ts";
import { isProvince } from "./check-address.ts";
import { isBlank } from "./delivery.ts";
import type { Message } from "./messages.ts";
import { broken } from "./messages.ts";
import type { ShipmentDocument } from "./schema-shipment.ts";
import { serviceOf } from "./services.ts";

const METHODS_OF_PAYMENT = ["CreditCard", "Account", "SupplierAccount"];

interface Place {
  "cpc-pickup-indicator"?: true;
  "requested-shipping-point"?: string;
  "shipping-point-id"?: string;
}

/** Where parcels enter the network: the same rules for a shipment and for a transmission. */
export function checkShippingPoint(place: Place): Message[] {
  const point = place["requested-shipping-point"] !== undefined;
  const site = !isBlank(place["shipping-point-id"]);
  return broken([
    [point === site, "7285", "Exactly one of requested-shipping-point and shipping-point-id is required."],
    [Boolean(place["cpc-pickup-indicator"]) && !point, "7285", "A pick-up needs requested-shipping-point."],
  ]);
}

/** The method of payment, as the customer's profile allows. */
export function checkPayment(account: CanadaPostAccount, method: string): Message[] {
  return broken([
    [!METHODS_OF_PAYMENT.includes(method), "1711", `Method of payment ${method} is not valid.`],
    [method === "CreditCard" && !account.card, "1162", "The credit card could not be authorised."],
  ]);
}

/** What only a contract shipment has: mailing date, group or transmission, payment, return label. */
export function checkContract(
  document: ShipmentDocument,
  { account, today }: { account: CanadaPostAccount; today: string },
): Message[] {
  const settlement = document["delivery-spec"]["settlement-info"];
  const method = settlement["intended-method-of-payment"];
  const contractId = settlement["contract-id"];
  const transmitted = document["transmit-shipment"] ?? false;
  return [
    ...checkShippingPoint(document),
    ...checkPayment(account, method),
    ...broken([
      [method === "Account" && contractId === undefined, "2506", "Contract Number is a required field."],
      [
        contractId !== undefined && !account.contracts.some((contract) => sameNumber(contract, contractId)),
        "1702",
        "The contract and the mailed on behalf of customer do not match.",
      ],
      [
        (document["expected-mailing-date"] ?? today) < today,
        "1622",
        "The expected mailing date is in the past.",
      ],
      [
        !transmitted && account.contracts.length === 0,
        "7322",
        "A group needs a contract: use transmit-shipment.",
      ],
      [
        !transmitted && Boolean(document["provide-pricing-info"]),
        "7312",
        "provide-pricing-info is available with transmit-shipment only.",
      ],
      [
        Boolean(document["provide-receipt-info"]) && (!transmitted || method === "Account"),
        "7313",
        "provide-receipt-info is available with transmit-shipment and card or supplier account only.",
      ],
      [
        document["pre-authorized-payment"] !== undefined && isBlank(document["customer-request-id"]),
        "7315",
        "The request ID is mandatory with a pre-authorised payment.",
      ],
    ]),
    ...checkReturn(document["return-spec"]),
  ];
}

function checkReturn(spec: ShipmentDocument["return-spec"]): Message[] {
  if (!spec) return [];
  const { name, company, "address-details": address } = spec["return-recipient"];
  return broken([
    [isBlank(name) && isBlank(company), "7282", "Return recipient: a name or a company is required."],
    [!isProvince(address["prov-state"]), "8048", "The return address must be Canadian."],
    [
      serviceOf(spec["service-code"])?.region !== "CA",
      "7289",
      `The service ${spec["service-code"]} is not available for returns.`,
    ],
  ]);
}
