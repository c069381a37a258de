import { base, en, en_CA, Faker, fr, fr_CA, generateMersenne53Randomizer } from "@faker-js/faker";
import { type Address, addressIn, type Locale } from "./address.ts";
import { catalogue, type Product } from "./catalogue.ts";
import { americanPlaces, englishPlaces, frenchPlaces, type Place } from "./places.ts";

export interface Customer {
  id: string;
  firstName: string;
  lastName: string;
  locale: Locale;
  home: Address;
  place: Place;
  country: "CA" | "US";
}

/** What one customer bought in one go, before any marketplace has made an order of it. */
export interface Purchase {
  customer: Customer;
  shipTo: Address;
  billTo: Address;
  lines: { product: Product; quantity: number }[];
  express: boolean;
}

export interface WorldOptions {
  seed: number;
  /** Share of customers who live in the United States, 0 to 1. */
  usShare: number;
  /** Share of customers who gave no telephone number, 0 to 1. */
  missingPhoneShare: number;
  /** Share of orders that hold the one dangerous product, 0 to 1. */
  dangerousShare: number;
}

const FRENCH_SHARE = 0.3;
const RETURNING_CUSTOMER_SHARE = 0.1;
const GIFT_SHARE = 0.08;
const LONG_NAME_SHARE = 0.04;
const EXPRESS_SHARE = 0.15;

/** Invents customers and what they buy. The same seed tells the same story, as far as it is asked to go on. */
export class World {
  readonly options: WorldOptions;
  readonly english: Faker;
  readonly french: Faker;
  readonly #customers: Customer[] = [];

  constructor(options: WorldOptions) {
    this.options = options;
    const randomizer = generateMersenne53Randomizer(options.seed);
    this.english = new Faker({ locale: [en_CA, en, base], randomizer });
    this.french = new Faker({ locale: [fr_CA, fr, base], randomizer });
  }

  /** The one source of chance: both languages draw from it. */
  get chance(): Faker {
    return this.english;
  }

  nextPurchase(): Purchase {
    const customer = this.#customer();
    const isGift = this.chance.datatype.boolean(GIFT_SHARE);
    return {
      customer,
      shipTo: isGift ? this.#addressOf(customer, this.#name(customer.locale)) : customer.home,
      billTo: customer.home,
      lines: this.#basket(),
      express: this.chance.datatype.boolean(EXPRESS_SHARE),
    };
  }

  #customer(): Customer {
    if (this.#customers.length > 0 && this.chance.datatype.boolean(RETURNING_CUSTOMER_SHARE)) {
      return this.chance.helpers.arrayElement(this.#customers);
    }
    const country = this.chance.datatype.boolean(this.options.usShare) ? "US" : "CA";
    const locale: Locale = country === "CA" && this.chance.datatype.boolean(FRENCH_SHARE) ? "fr_CA" : "en_CA";
    const places = country === "US" ? americanPlaces : locale === "fr_CA" ? frenchPlaces : englishPlaces;
    const place = this.chance.helpers.arrayElement(places);
    const name = this.#name(locale);
    const id = this.chance.string.uuid();
    const customer = { id, ...name, locale, place, country } satisfies Omit<Customer, "home">;
    const complete = { ...customer, home: this.#addressOf(customer, name) };
    this.#customers.push(complete);
    return complete;
  }

  #addressOf(customer: Pick<Customer, "country" | "locale" | "place">, name: Name): Address {
    const withoutPhone = this.chance.datatype.boolean(this.options.missingPhoneShare);
    return { ...addressIn(this.chance, customer), ...name, ...(withoutPhone && { phone: null }) };
  }

  /** At most 44 characters with the space between, the longest line a Canadian label takes. */
  #name(locale: Locale): Name {
    const faker = locale === "fr_CA" ? this.french : this.english;
    const first = () => faker.person.firstName();
    const last = () => faker.person.lastName();
    const plain = { firstName: first(), lastName: last() };
    if (!this.chance.datatype.boolean(LONG_NAME_SHARE)) return plain;
    const long = {
      firstName: `${plain.firstName}-${first()}`,
      lastName: `${plain.lastName}-${last()} ${last()}`,
    };
    return `${long.firstName} ${long.lastName}`.length <= 44 ? long : plain;
  }

  #basket(): Purchase["lines"] {
    const { helpers, datatype, number } = this.chance;
    const dangerous = datatype.boolean(this.options.dangerousShare);
    const harmless = catalogue.filter((product) => !product.dangerousGoods);
    const count = helpers.weightedArrayElement([
      { weight: 70, value: 1 },
      { weight: 22, value: 2 },
      { weight: 8, value: 3 },
    ]);
    const products = helpers.arrayElements(harmless, count);
    if (dangerous) products.splice(0, 1, ...catalogue.filter((product) => product.dangerousGoods));
    return products.map((product) => ({
      product,
      quantity: datatype.boolean(0.85) ? 1 : number.int({ min: 2, max: 3 }),
    }));
  }
}

interface Name {
  firstName: string;
  lastName: string;
}
