import type { Shape } from "./schema.ts";
import { refuseAttributes, SchemaViolation } from "./schema.ts";
import type { XmlElement } from "./xml.ts";

interface TextFacets {
  /** Lengths count characters, not UTF-16 units. */
  min?: number;
  max?: number;
  /** Anchored by `text`; XSD's `\d` means any Unicode digit. */
  pattern?: string;
  values?: readonly string[];
  /** `xsd:string` keeps white space; `xsd:normalizedString` (the default here) turns tabs and line ends into spaces. */
  preserve?: boolean;
}

export function text(typeName: string | null, facets: TextFacets = {}): Shape<string> {
  const { min = 0, max = Number.POSITIVE_INFINITY, values, preserve } = facets;
  const pattern = facets.pattern && new RegExp(`^(?:${facets.pattern.replaceAll("\\d", "\\p{Nd}")})$`, "u");
  return simple(typeName, (raw) => {
    const value = preserve ? raw : raw.replace(/[\t\n\r]/g, " ");
    const length = [...value].length;
    const valid =
      length >= min &&
      length <= max &&
      (!pattern || pattern.test(value)) &&
      (!values || values.includes(value));
    return valid ? value : undefined;
  });
}

interface NumberFacets {
  over?: number;
  min?: number;
  max: number;
  digits: number;
}

/** `xsd:decimal`; trailing zeros do not count as fraction digits. */
export function decimal(typeName: string | null, { over, min, max, digits }: NumberFacets): Shape<number> {
  return simple(typeName, (raw) => {
    const match = /^[+-]?(?:\d+(?:\.(\d*))?|\.(\d+))$/.exec(collapse(raw));
    if (!match) return undefined;
    const fraction = (match[1] ?? match[2] ?? "").replace(/0+$/, "");
    const value = Number(collapse(raw));
    const valid =
      fraction.length <= digits &&
      value <= max &&
      (over === undefined || value > over) &&
      (min === undefined || value >= min);
    return valid ? value : undefined;
  });
}

/** `xsd:positiveInteger` up to `max`. */
export function positiveInteger(typeName: string | null, max: number): Shape<number> {
  return simple(typeName, (raw) => {
    if (!/^\+?\d+$/.test(collapse(raw))) return undefined;
    const value = Number(collapse(raw));
    return value >= 1 && value <= max ? value : undefined;
  });
}

const BOOLEANS: Record<string, boolean> = { true: true, "1": true, false: false, "0": false };
const booleanOf = (raw: string): boolean | undefined => BOOLEANS[collapse(raw)];

export const boolean: Shape<boolean> = simple("boolean", booleanOf);

/** A boolean fixed to `true`, spelled exactly so: an empty element takes the fixed value. */
export const fixedTrue: Shape<true> = simple("boolean", (raw) => raw === "" || raw === "true" || undefined);

/** A boolean that must be spelled `true` or `false`. */
export const spelledBoolean: Shape<boolean> = simple(null, (raw) =>
  /^(true|false)$/.test(collapse(raw)) ? booleanOf(raw) : undefined,
);

/** Like `spelledBoolean`, with the default `false` for an empty element. */
export const spelledBooleanOrFalse: Shape<boolean> = {
  typeName: null,
  read: (element) =>
    element.text === "" && element.children.length === 0 ? false : spelledBoolean.read(element),
};

const DATE = /^(-?\d{4,})-(\d{2})-(\d{2})(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?$/;
const DATE_TIME =
  /^(.*)T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?$/;

/** `xsd:date` without spaces round it, as `YYYY-MM-DD` without the time zone that the schema allows behind it. */
export const date: Shape<string> = simple("date", dayOf);

export const dateTime: Shape<string> = simple("dateTime", (raw) => {
  const match = DATE_TIME.exec(raw);
  const day = match?.[1];
  return day && /-\d{2}$/.test(day) && dayOf(day) ? raw : undefined;
});

function dayOf(text: string): string | undefined {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year === 0 || month < 1 || month > 12 || day < 1) return undefined;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= length ? `${match[1]}-${match[2]}-${match[3]}` : undefined;
}

/** `xsd:whiteSpace value="collapse"`: only the four XML spaces count. */
function collapse(raw: string): string {
  return raw.replace(/[ \t\n\r]+/g, " ").replace(/^ | $/g, "");
}

function simple<T>(typeName: string | null, parse: (raw: string) => T | undefined): Shape<T> {
  return {
    typeName,
    read(element: XmlElement): T {
      refuseAttributes(element);
      const value = element.children.length === 0 ? parse(element.text) : undefined;
      if (value === undefined) {
        const shown = [...element.text].slice(0, 60).join("");
        const type = typeName ? `type ${typeName}` : "its anonymous type";
        throw new SchemaViolation(
          `cvc-simple-type 1: element '${element.name}' value '${shown}' is not a valid instance of ${type}`,
        );
      }
      return value;
    },
  };
}
