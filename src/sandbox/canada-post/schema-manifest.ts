import type { RootShape, Value } from "./schema.ts";
import { all, listOf, optional, required } from "./schema.ts";
import * as Name from "./schema-names.ts";
import { boolean, fixedTrue, text } from "./schema-values.ts";

export const MANIFEST_NAMESPACE = "http://www.canadapost.ca/ws/manifest-v8";

const AddressDetails = all("AddressDetailsType", {
  "address-line-1": required(Name.AddressLine1),
  "address-line-2": optional(Name.AddressLine2),
  city: required(Name.City),
  "prov-state": required(text(null, { min: 1, max: 2 })),
  "country-code": optional(text(null, { values: ["CA", "US"], preserve: true })),
  "postal-zip-code": required(Name.PostalCodeOrZip),
});

const person = text(null, { min: 1, max: 44 });
const ManifestAddress = all("ManifestAddressType", {
  "manifest-company": required(person),
  "manifest-name": optional(person),
  "phone-number": required(Name.PhoneNumber),
  "address-details": required(AddressDetails),
});

const TransmitSet = all("ShipmentTransmitSetType", {
  "customer-request-id": optional(Name.CustomerRequestId),
  "group-ids": required(listOf({ name: "group-id", shape: Name.GroupId })),
  "cpc-pickup-indicator": optional(fixedTrue),
  "requested-shipping-point": optional(Name.PostalCode),
  "shipping-point-id": optional(Name.OutletId),
  "detailed-manifests": required(boolean),
  "method-of-payment": required(Name.MethodOfPayment),
  "manifest-address": required(ManifestAddress),
  "customer-reference": optional(text("CustomerReferenceType", { max: 12, preserve: true })),
  "excluded-shipments": optional(listOf({ name: "shipment-id", shape: Name.ShipmentId })),
});

export type TransmitDocument = Value<typeof TransmitSet>;

/** Transmit Shipments. */
export const transmitRequest: RootShape<TransmitDocument> = {
  name: "transmit-set",
  namespace: MANIFEST_NAMESPACE,
  shape: TransmitSet,
};
