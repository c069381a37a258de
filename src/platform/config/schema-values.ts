import { z } from "zod";
import { Secret } from "../secret.ts";

/** What stands beside a key's type: shown in the reference and in `ops config show`. */
export interface KeyMeta {
  description: string;
  /** Replaces the type's own name where the schema does not tell. */
  type?: string;
  /** Shown as the default where it depends on something else. */
  derived?: string;
}

/** Names of marketplaces, shops, carriers and senders: they appear in variables, where `-` becomes `_`. */
export const NAME_PATTERN = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const describe = (meta: KeyMeta) => ({ ...meta });

export const text = (description: string, maxLength = 200) =>
  z.string().trim().min(1, "is empty").max(maxLength).meta(describe({ description }));

/** Text of digits; a bare number in the file is taken too. */
export const digits = (description: string, maxLength: number) =>
  z
    .preprocess(
      (value) => (typeof value === "number" ? String(value) : value),
      z.string().regex(new RegExp(`^\\d{1,${maxLength}}$`), `must be 1 to ${maxLength} digits`),
    )
    .meta(describe({ description, type: "digits" }));

export const secret = (description: string) =>
  z.instanceof(Secret).meta(describe({ description, type: "secret" }));

export const flag = (description: string) => z.boolean().meta(describe({ description }));

export const wholeNumber = (description: string, range: { min: number; max: number }) =>
  z.int().min(range.min).max(range.max).meta(describe({ description }));

/** Time or length of anything that may have decimals, never negative. */
export const quantity = (description: string, max = 1_000_000) =>
  z.number().min(0).max(max).meta(describe({ description }));

/** Waits in a row, such as `[4, 8, 16]`. */
export const waits = (description: string, { least = 1 } = {}) =>
  z.array(z.number().min(0).max(10_000)).min(least).max(20).meta(describe({ description }));

export const oneOf = <const T extends readonly [string, ...string[]]>(description: string, values: T) =>
  z.enum(values).meta(describe({ description }));

/** A moment with its zone, as TOML writes it or as text. */
export const moment = (description: string) =>
  z.iso
    .datetime({ offset: true, error: "must be a time with its zone, such as 2026-03-01T08:00:00Z" })
    .meta(describe({ description, type: "date-time" }));

export const webAddress = (description: string, derived?: string) =>
  z
    .url({ protocol: /^https?$/, error: "must be an address such as https://marketplace.example.com" })
    .regex(/(?<!\/api)\/?$/, "must stop before /api")
    .transform((address) => address.replace(/\/+$/, ""))
    .meta(describe({ description, type: "address", ...(derived ? { derived } : {}) }));

/** A section with keys of its own; leaving it out means that all its keys have their defaults. */
export const section = <Shape extends z.ZodRawShape>(description: string, shape: Shape) =>
  z.strictObject(shape).meta(describe({ description }));

/** Sections by name: `[carriers.NAME]`. */
export const named = <Entry extends z.ZodType>(description: string, entry: Entry) =>
  z.record(z.string(), entry).meta(describe({ description }));

/** Free keys to text: `carrier_codes = { canada-post = "CPCL" }`. */
export const textByKey = (description: string) =>
  z.record(z.string(), z.string().min(1, "is empty")).meta(describe({ description, type: "map" }));
