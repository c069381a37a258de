import type { NonContractDocument } from "./schema-non-contract.ts";
import type { ShipmentDocument } from "./schema-shipment.ts";
import { regionOf } from "./services.ts";

type ContractSpec = ShipmentDocument["delivery-spec"];
type ContractSender = ContractSpec["sender"];
type ContractParcel = ContractSpec["parcel-characteristics"];
type NonContractParcel = NonContractDocument["delivery-spec"]["parcel-characteristics"];

/** What contract and non-contract delivery specifications have in common, for rules, labels and prices. */
export interface Delivery
  extends Omit<ContractSpec, "sender" | "parcel-characteristics" | "settlement-info"> {
  sender: Omit<ContractSender, "address-details"> & {
    "address-details": Omit<ContractSender["address-details"], "country-code"> & { "country-code"?: string };
  };
  "parcel-characteristics": ContractParcel & Pick<NonContractParcel, "document">;
}

export const countryOf = (delivery: Delivery) =>
  delivery.destination["address-details"]["country-code"].toUpperCase();
export const destinationRegion = (delivery: Delivery) => regionOf(countryOf(delivery));
export const optionsOf = (delivery: Delivery) => delivery.options ?? [];
export const isBlank = (text: string | undefined) => (text ?? "").trim() === "";
