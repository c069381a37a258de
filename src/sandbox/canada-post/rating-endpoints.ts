import { sameNumber } from "./accounts.ts";
import { isCountry } from "./check-address.ts";
import { addDays, easternTime } from "./eastern-time.ts";
import type { Answer, Call, Endpoint } from "./endpoint.ts";
import { documentOf } from "./endpoint.ts";
import { link, RATING_MEDIA } from "./links.ts";
import { broken, Refusal, refuse } from "./messages.ts";
import { optionOf } from "./option-catalogue.ts";
import { ratingReply } from "./replies.ts";
import type { MailingScenario } from "./schema-rating.ts";
import { ratesRequest } from "./schema-rating.ts";
import type { Service } from "./services.ts";
import { regionOf, serviceOf, services } from "./services.ts";
import { dollars, FUEL_PERCENT, HST_PERCENT, priceOf } from "./tariff.ts";
import type { World } from "./world.ts";
import type { XmlNode } from "./xml.ts";

/** First letters of postal codes. */
const PROVINCE_OF_LETTER: Record<string, string> = {
  ...{
    A: "NL",
    B: "NS",
    C: "PE",
    E: "NB",
    G: "QC",
    H: "QC",
    J: "QC",
    K: "ON",
    L: "ON",
    M: "ON",
    N: "ON",
    P: "ON",
  },
  ...{ R: "MB", S: "SK", T: "AB", V: "BC", X: "NT", Y: "YT" },
};

/** Get Rates: the same tariff as a purchase is charged by. */
export function ratingEndpoints(world: World): Endpoint[] {
  return [
    {
      operation: "GetRates",
      method: "POST",
      path: "/rs/ship/price",
      group: "D",
      mediaType: RATING_MEDIA,
      handle: (call) => rate(world, call),
    },
  ];
}

interface Scenario {
  document: MailingScenario;
  country: string;
  province: string | null;
  counter: boolean;
}

function rate(world: World, call: Call): Answer {
  const document = documentOf(call, ratesRequest);
  const counter = document["quote-type"] === "counter";
  const customer = document["customer-number"];
  const country = countryOf(document);
  const named = document.services ?? [];
  const unknown = named.find((code) => !serviceOf(code));
  const problems = broken([
    [!counter && customer === undefined, "9112", "The customer number is required for commercial rates."],
    [counter && customer !== undefined, "9114", "The customer number is not allowed for counter rates."],
    [
      customer !== undefined && !sameNumber(call.account.customer, customer),
      "9113",
      "The customer number is not valid for the API key.",
    ],
    [!isCountry(country), "8534", `Destination country ${country} is not valid.`],
    [unknown !== undefined, "10028", `Service ${unknown} is not valid.`],
  ]);
  if (problems.length > 0) throw new Refusal(400, problems);

  const { weight } = document["parcel-characteristics"];
  const fitting = services.filter(
    ({ code, region, maxGrams }) =>
      region === regionOf(country) &&
      weight * 1000 <= maxGrams &&
      (named.length === 0 || named.includes(code)),
  );
  if (fitting.length === 0) refuse(400, "9111", "No services are available for the parcel.");
  const letter = document.destination.domestic?.["postal-code"][0] ?? "";
  const province = country === "CA" ? (PROVINCE_OF_LETTER[letter] ?? "ON") : null;
  const mailingDate = document["expected-mailing-date"] ?? easternTime(world.clock.now()).date;
  const quotes = fitting.map((service) =>
    priceQuote(service, { scenario: { document, country, province, counter }, call, mailingDate }),
  );
  return ratingReply("price-quotes", { "price-quote": quotes });
}

function countryOf({ destination }: MailingScenario): string {
  if (destination.domestic) return "CA";
  return destination["united-states"]
    ? "US"
    : (destination.international?.["country-code"].toUpperCase() ?? "");
}

function priceQuote(
  service: Service,
  { scenario, call, mailingDate }: { scenario: Scenario; call: Call; mailingDate: string },
): XmlNode {
  const { document, country, province, counter } = scenario;
  const options = document.options ?? [];
  const price = priceOf({
    service,
    weightKg: document["parcel-characteristics"].weight,
    options,
    province,
    counter,
  });
  const hstPercent = HST_PERCENT[province ?? ""];
  return {
    "service-code": service.code,
    "service-link": serviceLink(service, { call, country, rel: "service" }),
    "service-name": service.name,
    "price-details": {
      base: dollars(price.baseCents),
      taxes: {
        gst: dollars(price.gstCents),
        pst: dollars(price.pstCents),
        hst: { ...(hstPercent && { "@percent": hstPercent.toFixed(3) }), "#text": dollars(price.hstCents) },
      },
      due: dollars(price.dueCents),
      options: { option: [...price.options.map(pricedOption), ...deliveryConfirmation(price.options)] },
      adjustments: {
        adjustment: [
          {
            "adjustment-code": "FUELSC",
            "adjustment-name": "Fuel surcharge",
            "adjustment-cost": dollars(price.fuelCents),
            qualifier: { percent: FUEL_PERCENT.toFixed(3) },
          },
        ],
      },
    },
    "weight-details": null,
    "service-standard": {
      "am-delivery": false,
      "guaranteed-delivery": service.transitDays <= 3,
      "expected-transit-time": service.transitDays,
      "expected-delivery-date": addDays(mailingDate, service.transitDays),
    },
  };
}

export function serviceLink(
  { code }: Service,
  { call, country, rel }: { call: Call; country: string; rel: string },
): XmlNode {
  const href = `${call.url.origin}/rs/ship/service/${code}?country=${country}`;
  return link({ rel, href, mediaType: RATING_MEDIA });
}

function pricedOption({ code, cents }: { code: string; cents: number }): XmlNode {
  return { "option-code": code, "option-name": optionOf(code)?.name ?? code, "option-price": dollars(cents) };
}

/** Confirmation of delivery comes with every service and is listed as included. */
function deliveryConfirmation(options: readonly { code: string }[]): XmlNode[] {
  if (options.some(({ code }) => code === "DC")) return [];
  return [{ ...pricedOption({ code: "DC", cents: 0 }), qualifier: { included: true } }];
}
