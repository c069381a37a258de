import type { RootShape, Value } from "./schema.ts";
import { all, choice, listOf, optional, required } from "./schema.ts";
import { Dimensions } from "./schema-delivery.ts";
import * as Name from "./schema-names.ts";
import { boolean, date, decimal, text } from "./schema-values.ts";

/** Rating and discovery share it. */
export const RATING_NAMESPACE = "http://www.canadapost.ca/ws/ship/rate-v4";

const Options = listOf({
  name: "option",
  max: 20,
  shape: all(null, {
    "option-code": required(text(null, { min: 1, max: 10 })),
    "option-amount": optional(Name.CostNonZero),
  }),
});

const ParcelCharacteristics = all(null, {
  weight: required(decimal(null, { over: 0, max: 99.999, digits: 3 })),
  dimensions: optional(Dimensions),
  unpackaged: optional(boolean),
  "mailing-tube": optional(boolean),
  oversized: optional(boolean),
});

const Destination = choice({
  domestic: all(null, { "postal-code": required(Name.PostalCode) }),
  "united-states": all(null, { "zip-code": required(Name.ZipCode) }),
  international: all(null, {
    "country-code": required(Name.CountryCode),
    "postal-code": optional(text("IntlPostalCodeType", { min: 1, max: 10 })),
  }),
});

const MailingScenario = all(null, {
  "customer-number": optional(Name.CustomerId),
  "contract-id": optional(Name.ContractId),
  "promo-code": optional(text("PromoCodeType", { min: 1, max: 10 })),
  "quote-type": optional(text(null, { values: ["commercial", "counter"], preserve: true })),
  "expected-mailing-date": optional(date),
  options: optional(Options),
  "parcel-characteristics": required(ParcelCharacteristics),
  services: optional(listOf({ name: "service-code", shape: Name.ServiceCode, max: 20 })),
  "origin-postal-code": required(Name.PostalCode),
  destination: required(Destination),
});

export type MailingScenario = Value<typeof MailingScenario>;

/** Get Rates. */
export const ratesRequest: RootShape<MailingScenario> = {
  name: "mailing-scenario",
  namespace: RATING_NAMESPACE,
  shape: MailingScenario,
};
