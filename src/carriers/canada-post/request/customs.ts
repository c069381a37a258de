import { provinceCode } from "../../../domain/canadian-address.ts";
import { countryCode } from "../../../domain/countries.ts";
import { OpsError } from "../../../domain/errors.ts";
import type { ParcelItem, ShipmentOrder } from "../../../domain/shipment.ts";
import { cleanText, lengthOf } from "../../../domain/text-fit.ts";
import type { CanadaPostSettings } from "../../../platform/config/config.ts";

const DESCRIPTION_LIMIT = 45;
const SKU_LIMIT = 15;
const MOST_UNITS = 9999;
const HIGHEST_UNIT_VALUE_CENTS = 9_999_999;

export interface Customs {
  currency: string;
  /** Null where the currency is CAD. */
  conversionFromCad: number | null;
  reasonForExport: string;
  otherReason: string | null;
  usDeclarationId: string | null;
  items: CustomsItem[];
}

interface CustomsItem {
  units: number;
  description: string;
  /** Null where it does not fit its field: it is a convenience, not a duty. */
  sku: string | null;
  /** With dots: `6109.10`. */
  hsCode: string;
  unitWeightGrams: number;
  /** CAD, whatever the currency of the paperwork is. */
  unitValueCents: number;
  originCountry: string;
  originProvince: string | null;
}

interface CustomsProblem {
  /** Null where the whole parcel is meant. */
  sku: string | null;
  field: string;
  value: unknown;
  limit: string;
}

type DutySettings = CanadaPostSettings["customs"];

interface CustomsInput {
  order: ShipmentOrder;
  /** Alpha-2 code of the destination. */
  country: string;
  duties: DutySettings;
}

/** @throws `customs_incomplete` that names every SKU and field that customs would miss. */
export function customsOf({ order, country, duties }: CustomsInput): Customs {
  const { items, weightGrams } = order.parcel;
  const declared = items.map((item) => declare({ item, currency: order.currency, duties }));
  const problems = declared.flatMap((declaration) => declaration.problems);
  if (items.length === 0) {
    problems.push({ sku: null, field: "items", value: null, limit: "at least one is needed" });
  }
  const itemsWeight = items.reduce((sum, item) => sum + item.unitWeightGrams * item.quantity, 0);
  if (itemsWeight > weightGrams) {
    const limit = `at most the parcel's weight of ${weightGrams} g`;
    problems.push({ sku: null, field: "weight of all items in g", value: itemsWeight, limit });
  }
  if (country === "US" && duties.zonosKey === null && duties.usDeclarationId === null) {
    const limit =
      "to prepay US duties, set customs.zonos_key or customs.us_declaration_id of the carrier account";
    problems.push({ sku: null, field: "proof of prepaid duties", value: null, limit });
  }
  if (problems.length > 0) throw customsIncomplete(problems);
  return {
    ...paperwork(duties),
    usDeclarationId: country === "US" ? duties.usDeclarationId : null,
    items: declared.map((declaration) => declaration.item),
  };
}

/** The dotted form that the schema demands of 4, 6, 8 or 10 digits; null for anything else. */
export function dottedHsCode(code: string | null): string | null {
  const digits = (code ?? "").replace(/[\s.]/g, "");
  if (!/^(\d{4}|\d{6}|\d{8}|\d{10})$/.test(digits)) return null;
  return [digits.slice(0, 4), ...(digits.slice(4).match(/../g) ?? [])].join(".");
}

interface CadInput {
  cents: number;
  currency: string;
  duties: DutySettings;
}

/** An amount in Canadian cents; null where the settings hold no rate for its currency. */
export function toCadCents({ cents, currency, duties }: CadInput): number | null {
  if (currency === "CAD") return cents;
  if (currency !== duties.currency || !duties.conversionFromCad) return null;
  return Math.round(cents / duties.conversionFromCad);
}

interface DeclareInput {
  item: ParcelItem;
  currency: string;
  duties: DutySettings;
}

function declare({ item, currency, duties }: DeclareInput): {
  item: CustomsItem;
  problems: CustomsProblem[];
} {
  const description = cleanText(item.customsDescription);
  const hsCode = dottedHsCode(item.hsCode);
  const originCountry = countryCode(item.originCountry);
  const originProvince = originCountry === "CA" ? provinceCode(item.originProvince) : null;
  const cents = toCadCents({ cents: item.unitValueCents, currency, duties }) ?? 0;
  const sku = cleanText(item.sku);

  const checks: [ok: boolean, problem: Omit<CustomsProblem, "sku">][] = [
    [
      description !== "" && lengthOf(description) <= DESCRIPTION_LIMIT,
      {
        field: "customs description",
        value: description || null,
        limit: `1 to ${DESCRIPTION_LIMIT} characters`,
      },
    ],
    [hsCode !== null, { field: "HS code", value: item.hsCode, limit: "4, 6, 8 or 10 digits" }],
    [
      originCountry !== null,
      { field: "origin country", value: item.originCountry, limit: "an ISO code or the name of a country" },
    ],
    [
      originCountry !== "CA" || originProvince !== null,
      { field: "origin province", value: item.originProvince, limit: "a province of Canada" },
    ],
    [
      cents > 0 && cents <= HIGHEST_UNIT_VALUE_CENTS,
      {
        field: "unit value",
        value: `${(item.unitValueCents / 100).toFixed(2)} ${currency}`,
        limit: "0.01 to 99999.99 CAD; another currency must be that of customs.conversion_from_cad",
      },
    ],
    [
      item.unitWeightGrams > 0,
      { field: "unit weight in g", value: item.unitWeightGrams, limit: "more than 0" },
    ],
    [
      item.quantity >= 1 && item.quantity <= MOST_UNITS,
      { field: "quantity", value: item.quantity, limit: `1 to ${MOST_UNITS}` },
    ],
  ];
  return {
    item: {
      units: item.quantity,
      description,
      sku: sku !== "" && lengthOf(sku) <= SKU_LIMIT ? sku : null,
      hsCode: hsCode ?? "",
      unitWeightGrams: item.unitWeightGrams,
      unitValueCents: cents,
      originCountry: originCountry ?? "",
      originProvince,
    },
    problems: checks.filter(([ok]) => !ok).map(([, problem]) => ({ sku: item.sku, ...problem })),
  };
}

function paperwork({ currency, conversionFromCad, reasonForExport, otherReason }: DutySettings) {
  return {
    currency,
    conversionFromCad: currency === "CAD" ? null : conversionFromCad,
    reasonForExport,
    otherReason: reasonForExport === "OTH" ? otherReason : null,
  };
}

function customsIncomplete(problems: CustomsProblem[]): OpsError {
  const ofItems = problems.filter(({ sku }) => sku !== null);
  const told = [
    ...missingTexts(ofItems.filter(({ value }) => value === null)),
    ...wrongTexts(ofItems.filter(({ value }) => value !== null)),
    ...problems
      .filter(({ sku }) => sku === null)
      .map(({ field, value, limit }) => `${field} is ${value ?? "missing"} (${limit})`),
  ];
  return new OpsError("customs_incomplete", `Customs would refuse the parcel: ${told.join("; ")}.`, {
    facts: { ...problems[0], problems },
  });
}

const skusOf = (problems: CustomsProblem[]): string => problems.map(({ sku }) => sku).join(", ");

/** `HS code, origin country missing for A, B`: fields that the same items lack go together. */
function missingTexts(problems: CustomsProblem[]): string[] {
  const byField = [...Map.groupBy(problems, ({ field }) => field)];
  const byItems = Map.groupBy(byField, ([, lacking]) => skusOf(lacking));
  return [...byItems].map(
    ([skus, fields]) => `${fields.map(([field]) => field).join(", ")} missing for ${skus}`,
  );
}

/** `unit weight in g is 0 for A, B (more than 0)`. */
function wrongTexts(problems: CustomsProblem[]): string[] {
  return [...Map.groupBy(problems, ({ field }) => field)].map(([field, wrong]) => {
    const values = [...Map.groupBy(wrong, ({ value }) => value)];
    const told = values.map(([value, alike]) => `${value} for ${skusOf(alike)}`).join(", ");
    return `${field} is ${told} (${wrong[0]?.limit})`;
  });
}
