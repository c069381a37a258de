import { z } from "zod";
import {
  ALL_SERVICE_CODES,
  hasNoTracking,
  OPTION_CODES,
  SERVICE_CODES,
} from "../../domain/canada-post-codes.ts";
import { phoneNumber } from "../../domain/phone.ts";
import { cleanText } from "../../domain/text-fit.ts";
import {
  digits,
  flag,
  oneOf,
  quantity,
  secret,
  section,
  text,
  webAddress,
  wholeNumber,
} from "./schema-values.ts";

const PROVINCES = ["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"] as const;

/** Text as it can be printed on a label; `sample` asks for words, not numbers alone. */
const printed = (description: string, maxLength: number, sample?: string) =>
  z
    .string()
    .transform(cleanText)
    .pipe(
      z
        .string()
        .min(1, "is empty")
        .max(maxLength)
        .refine((line) => sample === undefined || /\p{L}/u.test(line), `must be words such as ${sample}`),
    )
    .meta({ description, type: "text" });

const phone = z
  .string()
  .trim()
  .max(25)
  .regex(/^\+?[\d .()\-xp]+$/, "may hold digits, one leading +, spaces and . - ( ) x p")
  .transform((typed, context) => {
    const number = phoneNumber(typed);
    if (number !== null) return number;
    context.addIssue({
      code: "custom",
      message: "must be a telephone number of 7 to 15 digits",
      input: typed,
    });
    return z.NEVER;
  });

/** Lengths are those of Canada Post's sender address. */
export const senderSettings = section("Where parcels come from. Must be in Canada.", {
  name: printed("Person or department.", 44).optional(),
  company: printed("Company.", 44),
  phone: phone.meta({ description: "Phone number.", type: "text" }),
  address_line_1: printed("Street and number.", 44, "150 Example Street"),
  address_line_2: printed("Unit, floor.", 44).optional(),
  city: printed("City.", 40, "Ottawa"),
  province: oneOf("Province or territory.", PROVINCES),
  postal_code: z
    .string()
    .trim()
    .transform((code) => code.replace(/[\s-]/g, "").toUpperCase())
    .pipe(z.string().regex(/^[A-Z]\d[A-Z]\d[A-Z]\d$/, "must be a Canadian postal code such as K1A 0B1"))
    .meta({ description: "Postal code.", type: "text" }),
});

const service = <const Codes extends readonly [string, ...string[]]>(description: string, codes: Codes) =>
  z
    .string()
    .trim()
    .refine((code) => !hasNoTracking(code), "must have a tracking number to tell a marketplace")
    .pipe(z.enum(codes))
    .meta({ description, type: `one of ${codes.join(", ")}` });

/** Codes that say too little by themselves, and the setting that says it all. */
const OPTION_SETTINGS: Readonly<Record<string, string>> = {
  COV: "coverage_from_dollars",
  RASE: "non_delivery",
  RTS: "non_delivery",
  ABAN: "non_delivery",
};

const option = z
  .string()
  .superRefine((code, context) => {
    const setting = OPTION_SETTINGS[code];
    if (setting)
      context.addIssue({
        code: "custom",
        message: `is asked for by ${setting}`,
        input: code,
        continue: false,
      });
  })
  .pipe(z.enum(OPTION_CODES));

const throttle = (description: string, requests: number) =>
  wholeNumber(description, { min: 1, max: 100_000 }).default(requests);

/** An account with Canada Post. */
export const carrierSettings = section("An account with a carrier.", {
  type: oneOf("The carrier.", ["canada-post"]),
  environment: oneOf("Must be the marketplace's: labels of a development account are not real.", [
    "production",
    "development",
  ]),
  base_url: webAddress("Address of the service.", "Canada Post's host of the environment").optional(),
  username: secret("User part of the API key."),
  password: secret("Password part of the API key."),
  customer_number: digits("Number of the customer who mails.", 10),
  mailed_on_behalf_of: digits(
    "Number of the customer on whose behalf is mailed; left out: the same.",
    10,
  ).optional(),
  contract_id: digits(
    "Contract number; left out: shipments without a contract, paid by card.",
    10,
  ).optional(),
  payment_method: oneOf("How shipments are paid.", ["Account", "CreditCard", "SupplierAccount"])
    .meta({
      description: "How shipments are paid.",
      derived: "Account with a contract, otherwise CreditCard",
    })
    .optional(),
  promo_code: text("Promotion code.", 10).optional(),
  group_id: text(
    "Group that waits for a manifest; left out: each shipment is transmitted at once.",
    32,
  ).optional(),
  label_format: oneOf("Paper.", ["4x6", "8.5x11"]).default("4x6"),
  label_encoding: oneOf("`ZPL` is for 4x6 thermal printers.", ["PDF", "ZPL"]).default("PDF"),
  services: section("Which service ships where.", {
    domestic: service("Within Canada.", SERVICE_CODES.domestic).default("DOM.EP"),
    usa: service("To the United States.", SERVICE_CODES.usa).default("USA.EP"),
    international: service("To all other countries.", SERVICE_CODES.international).default("INT.XP"),
    by_shipping_type: z
      .record(z.string(), service("A service.", ALL_SERVICE_CODES))
      .meta({
        description:
          'Service by the marketplace\'s shipping type, where it goes to the destination: `{ E = "DOM.XP" }`.',
        type: "map",
      })
      .default({}),
  }).prefault({}),
  options: z
    .array(option)
    .max(20)
    .meta({ description: "Option codes for every parcel: `SO` signature, `DNS` do not safe drop." })
    .default([]),
  coverage_from_dollars: quantity(
    "Parcels worth this much or more are covered for their value; left out: none.",
  ).optional(),
  non_delivery: oneOf(
    "What becomes of a parcel that cannot be delivered abroad: back at our expense, back to us, or abandoned.",
    ["RASE", "RTS", "ABAN"],
  ).default("RASE"),
  customs: section("Paperwork for parcels abroad.", {
    reason_for_export: oneOf("Sale, sample, repair, document, other.", [
      "SOG",
      "SAM",
      "REP",
      "DOC",
      "OTH",
    ]).default("SOG"),
    other_reason: z
      .string()
      .transform(cleanText)
      .pipe(z.string().min(4, "must have at least 4 characters").max(44))
      .meta({ description: "The reason where it is `OTH`.", type: "text" })
      .optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "must be three capital letters such as CAD")
      .meta({ description: "Currency on the paperwork." })
      .default("CAD"),
    conversion_from_cad: z
      .number()
      .gt(0)
      .max(999.999999)
      .meta({ description: "Worth of one Canadian dollar in that currency, where it is not CAD." })
      .optional(),
    zonos_key: secret("Key with which duties of parcels to the United States are prepaid.").optional(),
    us_declaration_id: z
      .string()
      .length(13)
      .meta({ description: "Declaration of prepaid duties, in place of the key." })
      .optional(),
  }).prefault({}),
  notify: section("E-mails of the carrier to the customer; left out: none.", {
    on_shipment: flag("When it leaves.").default(false),
    on_exception: flag("When something is in the way.").default(false),
    on_delivery: flag("When it has arrived.").default(false),
  }).optional(),
  language: oneOf("Language of the carrier's messages.", ["en-CA", "fr-CA"]).default("en-CA"),
  throttle: section("Requests per 60 seconds; the defaults are Canada Post's own limits.", {
    enabled: flag("`false` lifts the limits: for the sandbox only.").default(true),
    a: throttle("Shipments, prices, labels.", 646),
    b: throttle("Voids and refunds.", 468),
    c: throttle("Groups, lists of shipments, manifests.", 730),
    d: throttle("Rates and services.", 840),
    e: throttle("Tracking.", 20),
  }).prefault({}),
  timeout_seconds: quantity("Time for a whole answer.", 3600).default(60),
});
