import { isCountry } from "./check-address.ts";
import type { Answer, Call, Endpoint } from "./endpoint.ts";
import { link, RATING_MEDIA } from "./links.ts";
import { notFound, refuse } from "./messages.ts";
import type { OperationName } from "./operations.ts";
import { NON_DELIVERY, optionOf } from "./option-catalogue.ts";
import { serviceLink } from "./rating-endpoints.ts";
import { ratingReply } from "./replies.ts";
import type { Service } from "./services.ts";
import { regionOf, serviceOf, services } from "./services.ts";
import type { XmlNode } from "./xml.ts";

const CUBIC_CM_PER_KG = 6_000;

/** Discover Services, Get Service, Get Option. */
export function discoveryEndpoints(): Endpoint[] {
  const row = (operation: OperationName, path: string, handle: (call: Call) => Answer): Endpoint => ({
    operation,
    method: "GET",
    path,
    group: "D",
    mediaType: RATING_MEDIA,
    handle,
  });
  return [
    row("DiscoverServices", "/rs/ship/service", discover),
    row("GetService", "/rs/ship/service/:code", service),
    row("GetOption", "/rs/ship/option/:code", option),
  ];
}

function countryOf(call: Call): string {
  const country = (call.url.searchParams.get("country") ?? "").toUpperCase();
  const valid = /^[A-Z]{2}$/.test(country) && isCountry(country);
  return valid ? country : refuse(400, "10033", `Country ${country} is not valid.`);
}

function discover(call: Call): Answer {
  const country = countryOf(call);
  const offered = services.filter(({ region }) => region === regionOf(country));
  return ratingReply("services", {
    service: offered.map((row) => ({
      "service-code": row.code,
      "service-name": row.name,
      link: serviceLink(row, { call, country, rel: "service" }),
    })),
  });
}

function service(call: Call): Answer {
  const row = serviceOf(call.params.code ?? "");
  if (!row) return refuse(404, "10028", `Service ${call.params.code} is not valid.`);
  return ratingReply("service", {
    "service-code": row.code,
    "service-name": row.name,
    options: { option: row.options.map((code) => serviceOption(row, { code, call })) },
    restrictions: restrictions(row),
  });
}

function serviceOption(row: Service, { code, call }: { code: string; call: Call }): XmlNode {
  const known = optionOf(code);
  const href = `${call.url.origin}/rs/ship/option/${code}`;
  return {
    "option-code": code,
    "option-name": known?.name ?? code,
    link: link({ rel: "option", href, mediaType: RATING_MEDIA }),
    mandatory:
      row.region !== "CA" && NON_DELIVERY.filter((other) => row.options.includes(other)).join() === code,
    "qualifier-required": known?.qualifierRequired ?? false,
    "qualifier-max": code === "COV" ? row.maxCoverageCents / 100 : undefined,
  };
}

function restrictions({ maxGrams, maxLengthCm, maxLengthPlusGirthCm, region }: Service): XmlNode {
  const side = { "@min": 0.1, "@max": maxLengthCm };
  return {
    "weight-restriction": { "@min": 0, "@max": maxGrams },
    "dimensional-restrictions": {
      length: side,
      width: side,
      height: side,
      "length-plus-girth-max": maxLengthPlusGirthCm,
      "oversize-limit": 100,
    },
    "density-factor": CUBIC_CM_PER_KG,
    "can-ship-in-mailing-tube": true,
    "can-ship-unpackaged": region === "CA",
    "allowed-as-return-service": region === "CA",
  };
}

function option(call: Call): Answer {
  const row = optionOf(call.params.code ?? "");
  if (!row) throw notFound();
  const codes = (list: readonly string[]) => (list.length > 0 ? { "option-code": [...list] } : undefined);
  return ratingReply("option", {
    "option-code": row.code,
    "option-name": row.name,
    "option-class": row.class,
    "prints-on-label": true,
    "qualifier-required": row.qualifierRequired,
    "conflicting-options": codes(row.conflicts),
    "prerequisite-options": codes(row.prerequisites),
  });
}
