import type { CanadaPostSettings, SenderSettings } from "../../../platform/config/config.ts";
import { Secret } from "../../../platform/secret.ts";

export const ZONOS_KEY = "zonos-key-of-a-test";

/** An account with a contract; `changes` makes it another. */
export function settingsWith(changes: Partial<CanadaPostSettings> = {}): CanadaPostSettings {
  return {
    type: "canada-post",
    account: "canada-post",
    environment: "development",
    baseUrl: "https://canada-post.example.com",
    username: new Secret("user-of-a-test"),
    password: new Secret("password-of-a-test"),
    customerNumber: "2004381",
    mailedOnBehalfOf: "2004381",
    contractId: "42708517",
    paymentMethod: "Account",
    promoCode: null,
    groupId: null,
    labelFormat: "4x6",
    labelEncoding: "PDF",
    services: { domestic: "DOM.EP", usa: "USA.EP", international: "INT.XP", byShippingType: {} },
    options: [],
    coverageFromCents: null,
    nonDelivery: "RASE",
    customs: {
      reasonForExport: "SOG",
      otherReason: null,
      currency: "CAD",
      conversionFromCad: null,
      zonosKey: new Secret(ZONOS_KEY),
      usDeclarationId: null,
    },
    notify: null,
    language: "en-CA",
    throttle: { A: 646, B: 468, C: 730, D: 840, E: 20 },
    timeoutMs: 5000,
    ...changes,
  };
}

export const withoutContract: Partial<CanadaPostSettings> = { contractId: null, paymentMethod: "CreditCard" };

export const SENDER: SenderSettings = {
  name: "Quai 3",
  company: "Boutique Érable & Fils",
  phone: "514-555-0134",
  addressLine1: "502 Main St N",
  addressLine2: null,
  city: "Montréal",
  province: "QC",
  postalCode: "H2B1A0",
};
