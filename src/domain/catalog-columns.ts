import { provinceCode } from "./canadian-address.ts";
import { countryCode } from "./countries.ts";
import type { Product } from "./product.ts";
import { cleanText, lengthOf } from "./text-fit.ts";

/** A cell of a product file that cannot be taken. */
export interface CellProblem {
  /** The column. */
  field: string;
  /** As it came. */
  value: string;
  /** What would be, for a person. */
  allowed: string;
}

interface Column {
  allowed: string;
  /** The facts of a cell; null when it is not allowed. Called with text that is not empty. */
  read(text: string): Partial<Product> | null;
  /** The facts of an empty cell; null when it must not be empty. */
  empty: Partial<Product> | null;
}

/** Declared customs take no more than this for an item. */
const CUSTOMS_DESCRIPTION_LIMIT = 45;

const COLUMNS: Readonly<Record<string, Column>> = {
  sku: { allowed: "the seller's own SKU, which every row needs", read: (sku) => ({ sku }), empty: null },
  title: {
    allowed: "a text",
    read: (text) => ({ title: cleanText(text) || null }),
    empty: { title: null },
  },
  weight_grams: wholeNumber("weightGrams", { min: 1, max: 1_000_000, unit: " of grams" }),
  length_mm: wholeNumber("lengthMm", { min: 1, max: 10_000, unit: " of millimetres" }),
  width_mm: wholeNumber("widthMm", { min: 1, max: 10_000, unit: " of millimetres" }),
  height_mm: wholeNumber("heightMm", { min: 1, max: 10_000, unit: " of millimetres" }),
  hs_code: {
    allowed: "4, 6, 8 or 10 digits, such as 8518.30",
    read: (text) => nullable("hsCode", dottedHsCode(text)),
    empty: { hsCode: null },
  },
  origin_country: {
    allowed: "an ISO code or the name of a country",
    read: (text) => nullable("originCountry", countryCode(text)),
    empty: { originCountry: null },
  },
  origin_province: {
    allowed: "a province of Canada, such as QC; empty for other countries",
    read: (text) => nullable("originProvince", provinceCode(text)),
    empty: { originProvince: null },
  },
  customs_description: {
    allowed: `at most ${CUSTOMS_DESCRIPTION_LIMIT} characters`,
    read: (text) => customsDescription(cleanText(text)),
    empty: { customsDescription: null },
  },
  dangerous_goods: {
    allowed: "true or false",
    read: (text) => nullable("dangerousGoods", TRUTH[text.toLowerCase()] ?? null),
    empty: { dangerousGoods: false },
  },
  stock: wholeNumber("stock", { min: 0, max: 1_000_000_000, unit: " of units on hand" }),
};

/** As English and French spreadsheets write it, too. */
const TRUTH: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, "1": true, vrai: true, oui: true },
  ...{ false: false, no: false, "0": false, faux: false, non: false },
};

type Fact = Exclude<keyof Product, "sku">;

/** A fact that a cell tells, and null when it tells none that is allowed. */
const nullable = <K extends Fact>(fact: K, value: Product[K] | null): Partial<Product> | null =>
  value === null ? null : { [fact]: value };

interface NumberRange {
  min: number;
  max: number;
  unit: string;
}

function wholeNumber(
  fact: "weightGrams" | "lengthMm" | "widthMm" | "heightMm" | "stock",
  { min, max, unit }: NumberRange,
): Column {
  return {
    allowed: `a whole number${unit} from ${min} to ${max}`,
    read: (text) => {
      const value = Number(text);
      return /^\d{1,12}$/.test(text) && value >= min && value <= max ? { [fact]: value } : null;
    },
    empty: { [fact]: null },
  };
}

const customsDescription = (text: string): Partial<Product> | null =>
  lengthOf(text) <= CUSTOMS_DESCRIPTION_LIMIT ? { customsDescription: text || null } : null;

/** `8518.30` for `851830`; null when it has another number of digits. */
function dottedHsCode(text: string): string | null {
  const digits = text.replace(/[\s.]/g, "");
  if (!/^(\d{4}|\d{6}|\d{8}|\d{10})$/.test(digits)) return null;
  return [digits.slice(0, 4), ...(digits.slice(4).match(/../g) ?? [])].join(".");
}

/** The columns of a product file, in the order in which they are told. Only `sku` must be there. */
export const CATALOG_COLUMNS: readonly string[] = Object.keys(COLUMNS);

/** What a row of a product file says, and every cell of it that cannot be taken. Columns that we do not know are passed over. */
export function readCatalogRow(values: ReadonlyMap<string, string>): {
  facts: Partial<Product>;
  problems: CellProblem[];
} {
  const facts: Partial<Product> = {};
  const problems: CellProblem[] = [];
  for (const [field, value] of values) {
    const column = COLUMNS[field];
    if (!column) continue;
    const told = value === "" ? column.empty : column.read(value);
    if (told) Object.assign(facts, told);
    else problems.push({ field, value, allowed: column.allowed });
  }
  return { facts, problems };
}
