import type { Region, ServiceCode } from "../../domain/canada-post-codes.ts";
import { OpsError } from "../../domain/errors.ts";
import type { Parcel } from "../../domain/shipment.ts";
import type { ServiceSettings } from "../../platform/config/config.ts";

export interface ServiceLimits {
  maxWeightGrams: number;
  maxSideMm: number;
  /** Longest side and twice the two others. */
  maxLengthPlusGirthMm: number | null;
  maxSumOfSidesMm: number | null;
  /** The carrier refuses the parcel without the receiver's telephone number. */
  phoneRequired: boolean;
  /** How the service says "send it back"; null where it takes no instruction. */
  returnOption: "RASE" | "RTS" | null;
  /** The highest amount of the COV option; null where it is not sold. */
  maxCoverageCents: number | null;
}

const DOMESTIC: ServiceLimits = {
  maxWeightGrams: 30_000,
  maxSideMm: 2000,
  maxLengthPlusGirthMm: 3000,
  maxSumOfSidesMm: null,
  phoneRequired: false,
  returnOption: null,
  maxCoverageCents: 500_000,
};

const USA_PARCEL: ServiceLimits = {
  ...DOMESTIC,
  maxLengthPlusGirthMm: 2740,
  phoneRequired: true,
  returnOption: "RASE",
  maxCoverageCents: 100_000,
};

const INTERNATIONAL_PARCEL: ServiceLimits = {
  ...USA_PARCEL,
  maxSideMm: 1500,
  maxLengthPlusGirthMm: 3000,
  phoneRequired: false,
};

const PACKET: ServiceLimits = {
  maxWeightGrams: 2000,
  maxSideMm: 600,
  maxLengthPlusGirthMm: null,
  maxSumOfSidesMm: 900,
  phoneRequired: true,
  returnOption: "RTS",
  maxCoverageCents: null,
};

const PRIORITY_WORLDWIDE: ServiceLimits = {
  ...INTERNATIONAL_PARCEL,
  maxSideMm: 2000,
  phoneRequired: true,
  returnOption: null,
};

/** Limits as the carrier publishes them under "size and weight restrictions". */
const SERVICES: Readonly<Record<ServiceCode, ServiceLimits>> = {
  "DOM.RP": DOMESTIC,
  "DOM.EP": DOMESTIC,
  "DOM.EP.EPLUS": DOMESTIC,
  "DOM.XP": DOMESTIC,
  "DOM.XP.CERT": DOMESTIC,
  "DOM.PC": DOMESTIC,
  "DOM.LIB": { ...DOMESTIC, maxWeightGrams: 5000 },
  "USA.EP": USA_PARCEL,
  "USA.XP": { ...USA_PARCEL, maxSideMm: 1500 },
  "USA.TP": PACKET,
  "USA.TP.LVM": PACKET,
  "USA.PW.ENV": { ...PRIORITY_WORLDWIDE, maxWeightGrams: 500 },
  "USA.PW.PAK": { ...PRIORITY_WORLDWIDE, maxWeightGrams: 1500 },
  "USA.PW.PARCEL": PRIORITY_WORLDWIDE,
  "INT.XP": { ...INTERNATIONAL_PARCEL, phoneRequired: true },
  "INT.IP.AIR": INTERNATIONAL_PARCEL,
  "INT.IP.SURF": INTERNATIONAL_PARCEL,
  "INT.TP": PACKET,
  "INT.PW.ENV": { ...PRIORITY_WORLDWIDE, maxWeightGrams: 500 },
  "INT.PW.PAK": { ...PRIORITY_WORLDWIDE, maxWeightGrams: 1500 },
  "INT.PW.PARCEL": PRIORITY_WORLDWIDE,
};

export const limitsOf = (serviceCode: ServiceCode): ServiceLimits => SERVICES[serviceCode];

export const regionOf = (countryCode: string): Region =>
  countryCode === "CA" ? "domestic" : countryCode === "US" ? "usa" : "international";

const REGION_OF_PREFIX: Readonly<Record<string, Region>> = {
  DOM: "domestic",
  USA: "usa",
  INT: "international",
};

/** Where a service goes; null when its code does not say. */
export const regionOfService = (serviceCode: string): Region | null =>
  REGION_OF_PREFIX[serviceCode.split(".", 1)[0] ?? ""] ?? null;

interface ServiceChoice {
  services: ServiceSettings;
  region: Region;
  shippingTypeCode: string;
}

/** The service set for the order's shipping type where it goes there at all, otherwise the destination's. */
export function serviceFor({ services, region, shippingTypeCode }: ServiceChoice): ServiceCode {
  const byType = services.byShippingType[shippingTypeCode];
  if (byType !== undefined && regionOfService(byType) === region) return byType;
  return services[region];
}

interface ParcelCheck {
  parcel: Pick<Parcel, "weightGrams" | "dimensionsMm">;
  serviceCode: string;
  limits: ServiceLimits;
}

/** @throws `parcel_refused` naming measure, value and limit. */
export function checkParcel({ parcel, serviceCode, limits }: ParcelCheck): void {
  const refuse = (field: string, value: number, limit: string): never => {
    throw new OpsError(
      "parcel_refused",
      `${serviceCode} does not take this parcel: ${field} is ${value}, ${limit}.`,
      {
        facts: { service: serviceCode, field, value, limit },
      },
    );
  };
  const atMost = (field: string, value: number, limit: number | null, unit: string) => {
    if (limit !== null && value > limit) refuse(`${field} in ${unit}`, value, `at most ${limit} is allowed`);
  };
  if (!(parcel.weightGrams > 0)) refuse("weight in g", parcel.weightGrams, "it must be more than 0");
  atMost("weight", parcel.weightGrams, limits.maxWeightGrams, "g");
  if (parcel.dimensionsMm === null) return;

  const [length, width, height] = longestFirst(parcel.dimensionsMm);
  if (!(height > 0)) refuse("shortest side in mm", height, "it must be more than 0");
  atMost("longest side", length, limits.maxSideMm, "mm");
  atMost("length plus girth", length + 2 * (width + height), limits.maxLengthPlusGirthMm, "mm");
  atMost("sum of sides", length + width + height, limits.maxSumOfSidesMm, "mm");
}

/** The three sides as the carrier wants them: the longest is the length. */
export const longestFirst = ({ length, width, height }: NonNullable<Parcel["dimensionsMm"]>) =>
  [length, width, height].sort((a, b) => b - a) as [number, number, number];
