import type { Faker } from "@faker-js/faker";
import { englishStreets, frenchStreets, type Place } from "./places.ts";

export type Locale = "en_CA" | "fr_CA";

export interface Address {
  firstName: string;
  lastName: string;
  company: string | null;
  street1: string;
  street2: string | null;
  /** What the customer wrote for the courier. */
  additionalInfo: string | null;
  city: string;
  state: string;
  zipCode: string;
  country: "CA" | "US";
  phone: string | null;
}

/** The letters a Canadian postal code uses in its second half. */
const POSTAL_LETTERS = [..."ABCEGHJKLMNPRSTVWXYZ"];

/**
 * An address somewhere in `place`, written as customers write: postal codes with and without the blank, provinces
 * in two letters or in full, flats, post-office boxes.
 */
export function addressIn(
  chance: Faker,
  { place, locale, country }: { place: Place; locale: Locale; country: "CA" | "US" },
): Omit<Address, "firstName" | "lastName"> {
  const french = locale === "fr_CA";
  return {
    company: chance.datatype.boolean(0.08) ? company(chance, french) : null,
    ...streetLines(chance, french),
    additionalInfo: chance.datatype.boolean(0.1) ? courierNote(chance, french) : null,
    city: place.city,
    state: chance.datatype.boolean(0.08) ? place.regionName : place.region,
    zipCode: country === "US" ? zipCode(chance, place) : postalCode(chance, place),
    country,
    phone: phone(chance, place),
  };
}

function streetLines(chance: Faker, french: boolean): Pick<Address, "street1" | "street2"> {
  if (chance.datatype.boolean(0.05)) {
    const box = chance.number.int({ min: 1, max: 9999 });
    return french
      ? { street1: `C.P. ${box}`, street2: "Succ. Centre-ville" }
      : { street1: `PO Box ${box}`, street2: "Stn Main" };
  }
  const number = chance.number.int({ min: 1, max: 9899 });
  const street1 = french
    ? `${number}, ${chance.helpers.arrayElement(frenchStreets)}`
    : `${number} ${chance.helpers.arrayElement(englishStreets)}`;
  if (chance.datatype.boolean(0.65)) return { street1, street2: null };
  const flat = `${chance.number.int({ min: 1, max: 2400 })}`;
  const word = chance.helpers.arrayElement(
    french ? ["app.", "Bureau", "unité"] : ["Apt", "Unit", "Suite", "#"],
  );
  return { street1, street2: word === "#" ? `#${flat}` : `${word} ${flat}` };
}

const company = (chance: Faker, french: boolean): string =>
  chance.helpers.arrayElement(
    french
      ? ["Boulangerie du Coin", "Garage Bélanger & Fils", "Clinique dentaire Les Érables"]
      : ["Lakeview Dental", "Smith & Daughters Ltd.", "Pacific Rim Rentals Inc."],
  );

const courierNote = (chance: Faker, french: boolean): string =>
  chance.helpers.arrayElement(
    french
      ? ["Sonner deux fois", "Laisser à l'arrière", "Code 0142"]
      : ["Leave at side door", "Buzz 1402", "Back entrance"],
  );

function postalCode(chance: Faker, place: Place): string {
  const digit = () => chance.string.numeric(1);
  const half = `${digit()}${chance.helpers.arrayElement(POSTAL_LETTERS)}${digit()}`;
  return chance.helpers.weightedArrayElement([
    { weight: 85, value: `${place.postalArea} ${half}` },
    { weight: 10, value: `${place.postalArea}${half}` },
    { weight: 5, value: `${place.postalArea} ${half}`.toLowerCase() },
  ]);
}

const zipCode = (chance: Faker, place: Place): string =>
  chance.datatype.boolean(0.3) ? `${place.postalArea}-${chance.string.numeric(4)}` : place.postalArea;

/** 555-0100 to 555-0199 belong to nobody. */
function phone(chance: Faker, { areaCode }: Place): string {
  const last = `01${chance.string.numeric(2)}`;
  return chance.helpers.arrayElement([
    `${areaCode}-555-${last}`,
    `(${areaCode}) 555-${last}`,
    `${areaCode}555${last}`,
    `+1 ${areaCode} 555 ${last}`,
  ]);
}
