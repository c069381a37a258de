import { layOutAddress } from "../../../domain/address-lines.ts";
import { AddressProblems, addressInvalid } from "../../../domain/address-problems.ts";
import { canadianPostalCode, provinceCode, provinceOfPostalCode } from "../../../domain/canadian-address.ts";
import { countryCode } from "../../../domain/countries.ts";
import type { PostalAddress } from "../../../domain/marketplace-order.ts";
import { phoneNumber } from "../../../domain/phone.ts";
import { cleanText, lengthOf, wrapWords } from "../../../domain/text-fit.ts";
import { stateOfZipCode, usStateCode, usZipCode } from "../../../domain/us-address.ts";

/** Characters that Canada Post's schemas allow. */
export const LINE_LIMIT = 44;
export const CITY_LIMIT = 40;
const REGION_LIMIT = 20;
const POSTAL_CODE_LIMIT = 14;

/** Who gets the parcel, every text within its limit. */
export interface Destination {
  name: string | null;
  company: string | null;
  additionalInfo: string | null;
  phone: string | null;
  line1: string;
  line2: string | null;
  city: string;
  /** Two letters for Canada and the USA, free text elsewhere. */
  provinceOrState: string | null;
  countryCode: string;
  postalCode: string | null;
}

/** The alpha-2 code of the country. @throws `address_invalid` when the address names none that we know. */
export function destinationCountry(shipTo: PostalAddress): string {
  const code = countryCode(shipTo.countryIso3) ?? countryCode(shipTo.country);
  if (code) return code;
  const value = shipTo.countryIso3 ?? shipTo.country;
  throw addressInvalid([{ field: "country", value, limit: "an ISO code or the name of a country" }]);
}

interface DestinationInput {
  shipTo: PostalAddress;
  countryCode: string;
  phoneRequired: boolean;
}

/** @throws `address_invalid` that names every field that does not fit, with its value and limit. */
export function destinationOf({ shipTo, countryCode, phoneRequired }: DestinationInput): Destination {
  const problems = new AddressProblems();
  const place = placeOf(shipTo, countryCode, problems);
  const name = firstLine("name", cleanText(`${shipTo.firstName ?? ""} ${shipTo.lastName ?? ""}`), problems);
  const [company, ...otherCompanies] = [shipTo.company, shipTo.company2].map(cleanText).filter(Boolean);
  const companyLine = firstLine("company", company ?? "", problems);
  if (!name.first && !companyLine.first) {
    problems.add({ field: "name", value: null, limit: "a name or a company is needed" });
  }
  const lines = linesOf({
    shipTo,
    extra: [name.rest, companyLine.rest, ...otherCompanies, cleanText(shipTo.additionalInfo), place.overflow],
    problems,
  });
  const phone = phoneNumber(shipTo.phone) ?? phoneNumber(shipTo.phoneSecondary);
  if (phone === null && phoneRequired) {
    const value = cleanText(shipTo.phone) || null;
    problems.add({ field: "phone", value, limit: "the service needs the receiver's telephone number" });
  }
  problems.throwIfAny();
  return {
    name: name.first,
    company: companyLine.first,
    additionalInfo: lines.info,
    phone,
    line1: lines.line1,
    line2: lines.line2,
    city: place.city,
    provinceOrState: place.region,
    countryCode,
    postalCode: place.postalCode,
  };
}

function firstLine(field: string, text: string, problems: AddressProblems) {
  const lines = wrapWords(text, LINE_LIMIT);
  if (!lines) problems.add({ field, value: text, limit: `words of at most ${LINE_LIMIT} characters` });
  const [first, ...rest] = lines ?? [text];
  return { first: first || null, rest: rest.join(" ") };
}

function linesOf(input: { shipTo: PostalAddress; extra: string[]; problems: AddressProblems }) {
  const street = [input.shipTo.street1, input.shipTo.street2].map(cleanText).filter(Boolean);
  const extra = input.extra.filter(Boolean);
  const lines = layOutAddress({ street, extra, limit: LINE_LIMIT });
  if (lines) return lines;
  if (street.length === 0) {
    input.problems.add({ field: "street1", value: null, limit: "a street or post box is needed" });
  } else {
    const [longest = ""] = [...street, ...extra].sort((a, b) => lengthOf(b) - lengthOf(a));
    const field = street.includes(longest) ? "street" : "additionalInfo";
    const limit = `all lines together fit on 3 lines of ${LINE_LIMIT} characters, broken between words`;
    input.problems.add({ field, value: longest, limit });
  }
  return { line1: "", line2: null, info: null };
}

interface Place {
  city: string;
  region: string | null;
  postalCode: string | null;
  /** Text that has no field of its own and must go to the free lines. */
  overflow: string;
}

function placeOf(shipTo: PostalAddress, countryCode: string, problems: AddressProblems): Place {
  const city = cleanText(shipTo.city);
  if (city === "" || lengthOf(city) > CITY_LIMIT) {
    problems.add({ field: "city", value: city || null, limit: `1 to ${CITY_LIMIT} characters` });
  }
  if (countryCode === "CA") return { city, overflow: "", ...inCanada(shipTo, problems) };
  if (countryCode === "US") return { city, overflow: "", ...inTheUsa(shipTo, problems) };

  const region = cleanText(shipTo.state);
  const postalCode = cleanText(shipTo.zip);
  if (lengthOf(postalCode) > POSTAL_CODE_LIMIT) {
    problems.add({ field: "zip", value: postalCode, limit: `at most ${POSTAL_CODE_LIMIT} characters` });
  }
  const fits = lengthOf(region) <= REGION_LIMIT;
  return {
    city,
    region: fits ? region || null : null,
    postalCode: postalCode || null,
    overflow: fits ? "" : region,
  };
}

function inCanada(shipTo: PostalAddress, problems: AddressProblems) {
  const postalCode =
    canadianPostalCode(shipTo.zip) ??
    problems.add({
      field: "zip",
      value: cleanText(shipTo.zip) || null,
      limit: "a postal code such as A9A 9A9",
    });
  const region =
    provinceCode(shipTo.state) ??
    (postalCode && provinceOfPostalCode(postalCode)) ??
    problems.add({ field: "state", value: cleanText(shipTo.state) || null, limit: "a province of Canada" });
  return { postalCode, region };
}

function inTheUsa(shipTo: PostalAddress, problems: AddressProblems) {
  const zip = usZipCode(shipTo.zip);
  const value = cleanText(shipTo.zip) || null;
  if (!zip) problems.add({ field: "zip", value, limit: "a ZIP such as 99999 or 99999-9999" });

  const stated = usStateCode(shipTo.state);
  if (stated && zip?.state && stated !== zip.state) {
    problems.add({ field: "zip", value, limit: `the state before it disagrees with the state ${stated}` });
  }
  const region =
    stated ??
    zip?.state ??
    (zip && stateOfZipCode(zip.zip)) ??
    problems.add({ field: "state", value: cleanText(shipTo.state) || null, limit: "a state of the USA" });
  return { postalCode: zip?.zip ?? null, region };
}
