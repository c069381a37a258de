import type { Delivery } from "./delivery.ts";
import { countryOf, isBlank, optionsOf } from "./delivery.ts";
import type { Message } from "./messages.ts";
import { broken } from "./messages.ts";
import type { Service } from "./services.ts";

const CANADIAN_POSTAL_CODE = /^[A-Z]\d[A-Z]\d[A-Z]\d$/;
const ZIP_CODE = /^\d{5}(-\d{4})?$/;
/** Digits, one leading `+`, and `. - ( ) x p` and spaces. */
const PHONE = /^(?=.*\d)\+?[\d.\-() xp]+$/;

const PROVINCES = new Set("AB BC MB NB NL NS NT NU ON PE QC SK YT".split(" "));
const STATES = new Set(
  (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND " +
    "OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW UM AA AE AP"
  ).split(" "),
);
const regionNames = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

export const isProvince = (code: string | undefined) => PROVINCES.has(code ?? "");

/** A two-letter code of a country that exists. */
export function isCountry(code: string): boolean {
  return code !== "ZZ" && regionNames.of(code) !== undefined;
}

export function checkSender({ sender }: Delivery): Message[] {
  const address = sender["address-details"];
  const country = address["country-code"] ?? "CA";
  return broken([
    [isBlank(sender.name) && isBlank(sender.company), "7282", "Sender: a name or a company is required."],
    [!PHONE.test(sender["contact-phone"]), "2695", "Sender: a valid contact phone number is required."],
    [isBlank(address["address-line-1"]), "1156", "Sender: address line 1 is required."],
    [isBlank(address.city), "1157", "Sender: the city is required."],
    [!isProvince(address["prov-state"]), "1159", "Sender: the province is not valid."],
    [country.toUpperCase() !== "CA", "7230", "Sender: the address must be in Canada."],
    [
      !CANADIAN_POSTAL_CODE.test(address["postal-zip-code"] ?? ""),
      "7230",
      "Sender: the postal code must have the format A9A9A9.",
    ],
  ]);
}

export function checkDestination(delivery: Delivery, service: Service | undefined): Message[] {
  const { destination } = delivery;
  const country = countryOf(delivery);
  if (!isCountry(country))
    return [{ code: "8534", description: `Destination country ${country} is not valid.` }];

  const address = destination["address-details"];
  const nearby = country === "CA" || country === "US";
  const province = address["prov-state"];
  const postalCode = address["postal-zip-code"] ?? "";
  const phone = destination["client-voice-number"];
  const toPostOffice = optionsOf(delivery).some((option) => option["option-code"] === "D2PO");
  const phoneRequired = service?.phoneRequired || toPostOffice;
  return broken([
    [
      isBlank(destination.name) && isBlank(destination.company),
      "7282",
      "Destination: a name or a company is required.",
    ],
    [
      isBlank(phone) ? Boolean(phoneRequired) : !PHONE.test(phone ?? ""),
      "2695",
      "Destination: a valid phone number is required.",
    ],
    [isBlank(address["address-line-1"]), "1156", "Destination: address line 1 is required."],
    [nearby && isBlank(address.city), "1157", "Destination: the city is required."],
    [country === "CA" && !isProvince(province), "1159", "Destination: the province is not valid."],
    [country === "US" && !STATES.has(province ?? ""), "1159", "Destination: the state is not valid."],
    [
      country === "CA" && !CANADIAN_POSTAL_CODE.test(postalCode),
      "7230",
      "Destination: the postal code must have the format A9A9A9.",
    ],
    [
      country === "US" && !ZIP_CODE.test(postalCode),
      "7042",
      "Destination: the zip code must have the format 99999 or 99999-9999.",
    ],
  ]);
}
