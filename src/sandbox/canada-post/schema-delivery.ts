import type { Shape } from "./schema.ts";
import { all, listOf, optional, required } from "./schema.ts";
import * as Name from "./schema-names.ts";
import { boolean, decimal, positiveInteger, text } from "./schema-values.ts";

/** The parts of a delivery that contract (shipment-v8) and non-contract (ncshipment-v4) describe alike. */

export const DomesticAddressDetails = all("DomesticAddressDetailsType", {
  "address-line-1": required(Name.AddressLine1),
  "address-line-2": optional(Name.AddressLine2),
  city: required(Name.City),
  "prov-state": required(Name.Province),
  "postal-zip-code": required(Name.PostalCode),
});

export const sender = <A>(addressDetails: Shape<A>) =>
  all("SenderType", {
    name: optional(Name.ContactName),
    company: required(Name.CompanyName),
    "contact-phone": required(Name.PhoneNumber),
    "address-details": required(addressDetails),
  });

const destinationAddress = {
  "address-line-2": optional(Name.AddressLine2),
  city: optional(Name.City),
  "prov-state": optional(Name.ProvinceStateOrInternational),
  "country-code": required(Name.CountryCode),
  "postal-zip-code": optional(Name.PostalCodeOrZipOrInternational),
};
const destination = <A>(addressDetails: Shape<A>) =>
  all("DestinationType", {
    name: optional(Name.ContactName),
    company: optional(Name.CompanyName),
    "additional-address-info": optional(text(null, { max: 44 })),
    "client-voice-number": optional(Name.PhoneNumber),
    "address-details": required(addressDetails),
  });
export const Destination = destination(
  all("DestinationAddressDetailsType", {
    "address-line-1": optional(Name.AddressLine1),
    ...destinationAddress,
  }),
);
/** Non-contract asks for the first address line by schema. */
export const NonContractDestination = destination(
  all("DestinationAddressDetailsType", {
    "address-line-1": required(Name.AddressLine1),
    ...destinationAddress,
  }),
);

export const Options = listOf({
  name: "option",
  max: 20,
  shape: all("OptionType", {
    "option-code": required(text(null, { min: 1, max: 10 })),
    "option-amount": optional(Name.CostNonZero),
    "option-qualifier-1": optional(boolean),
    "option-qualifier-2": optional(text(null, { max: 12 })),
  }),
});

export const Dimensions = all(null, {
  length: required(Name.DimensionMeasurement),
  width: required(Name.DimensionMeasurement),
  height: required(Name.DimensionMeasurement),
});

export const ParcelWeight = decimal(null, { over: 0, max: 999.999, digits: 3 });

export const notification = (email: Shape<string>) =>
  all("NotificationType", {
    email: required(email),
    "on-shipment": required(boolean),
    "on-exception": required(boolean),
    "on-delivery": required(boolean),
  });

export const Preferences = all("PreferencesType", {
  "show-packing-instructions": required(boolean),
  "show-postage-rate": optional(boolean),
  "show-insured-value": optional(boolean),
});

export const References = all("ReferencesType", {
  "cost-centre": optional(text("CostCentreIDType", { max: 30 })),
  "customer-ref-1": optional(text(null, { max: 35 })),
  "customer-ref-2": optional(text(null, { max: 35 })),
});

const Sku = all("SkuType", {
  "customs-number-of-units": required(positiveInteger(null, 9999)),
  "customs-description": required(text(null, { min: 1, max: 45 })),
  sku: optional(text(null, { max: 15 })),
  "hs-tariff-code": optional(
    text(null, { pattern: "\\d{4}(\\.\\d{2}(\\.\\d{2}(\\.\\d{2})?)?)?", preserve: true }),
  ),
  "unit-weight": required(decimal(null, { over: 0, max: 99.999, digits: 3 })),
  "customs-value-per-unit": required(decimal(null, { over: 0, max: 99_999.99, digits: 2 })),
  "customs-unit-of-measure": optional(text("CustomsUnitOfMeasure", { min: 3, max: 3 })),
  "country-of-origin": optional(Name.CountryCode),
  "province-of-origin": optional(Name.Province),
});

const paperNumber = text(null, { max: 10 });

/** Fields of `customs` without those that only one of the two services knows. */
export const customsFields = (conversionMax: number) => ({
  currency: required(text(null, { min: 1, max: 3 })),
  "conversion-from-cad": optional(decimal(null, { over: 0, max: conversionMax, digits: 6 })),
  "reason-for-export": required(text(null, { min: 1, max: 3 })),
  "other-reason": optional(text(null, { max: 44 })),
  "sku-list": required(listOf({ name: "item", max: 500, shape: Sku })),
  "duties-and-taxes-prepaid": optional(decimal(null, { over: 0, max: 99_999.99, digits: 2 })),
  "certificate-number": optional(paperNumber),
  "licence-number": optional(paperNumber),
  "invoice-number": optional(paperNumber),
});

/** Named on official pages, missing in the schemas of record: accepted by a switch only. */
export const usDeclaration = { "us-declaration-id": optional(text(null, { min: 13, max: 13 })) };
