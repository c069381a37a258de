import { z } from "zod";

/** The shape of the settings without zod: what variables, flags, the reference and `ops config show` go by. */
export type Field = SectionField | NamedField | ValueField;

export interface SectionField {
  kind: "section";
  description: string;
  fields: ReadonlyMap<string, Field>;
}

/** Sections under names of the user's choice: `[carriers.NAME]`. */
export interface NamedField {
  kind: "named";
  description: string;
  entry: SectionField;
}

export interface ValueField {
  kind: "text" | "number" | "boolean" | "list" | "map" | "secret";
  /** For people: `whole number`, `list of numbers`, `one of auto, guarded, manual`. */
  type: string;
  description: string;
  /** Undefined where leaving the key out means nothing or something derived. */
  defaultValue: unknown;
  derived: string | null;
  required: boolean;
}

interface Unwrapped {
  schema: z.core.$ZodType;
  description: string;
  type: string | null;
  derived: string | null;
  defaultValue: unknown;
  required: boolean;
}

function unwrap(schema: z.core.$ZodType): Unwrapped {
  const found: Unwrapped = {
    schema,
    description: "",
    type: null,
    derived: null,
    defaultValue: undefined,
    required: true,
  };
  for (;;) {
    const meta = z.globalRegistry.get(found.schema) ?? {};
    found.description ||= String(meta.description ?? "");
    found.type ??= typeof meta.type === "string" ? meta.type : null;
    found.derived ??= typeof meta.derived === "string" ? meta.derived : null;
    if (found.schema instanceof z.ZodDefault || found.schema instanceof z.ZodPrefault) {
      found.required = false;
      found.defaultValue ??= found.schema.def.defaultValue;
      found.schema = found.schema.def.innerType;
    } else if (found.schema instanceof z.ZodOptional) {
      found.required = false;
      found.schema = found.schema.def.innerType;
    } else if (found.schema instanceof z.ZodPipe) {
      const { in: before, out: after } = found.schema.def;
      found.schema = before instanceof z.ZodTransform ? after : before;
    } else {
      return found;
    }
  }
}

function valueKind(schema: z.core.$ZodType, type: string | null): Pick<ValueField, "kind" | "type"> {
  if (type === "secret") return { kind: "secret", type };
  if (schema instanceof z.ZodRecord) return { kind: "map", type: "texts by key" };
  if (schema instanceof z.ZodArray) {
    const element = valueKind(unwrap(schema.def.element).schema, null);
    const words = element.type.replace(/^one of /, "");
    return { kind: "list", type: words === element.type ? `list of ${words}s` : `list of ${words}` };
  }
  if (schema instanceof z.ZodEnum) return { kind: "text", type: `one of ${schema.options.join(", ")}` };
  if (schema instanceof z.ZodBoolean) return { kind: "boolean", type: "true or false" };
  if (schema instanceof z.ZodNumber) {
    return { kind: "number", type: schema.format === "safeint" ? "whole number" : "number" };
  }
  return { kind: "text", type: type ?? "text" };
}

/** The field that a schema describes. */
export function fieldOf(wrapped: z.core.$ZodType): Field {
  const { schema, description, type, derived, defaultValue, required } = unwrap(wrapped);
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape).map(([key, inner]): [string, Field] => [key, fieldOf(inner)]);
    return { kind: "section", description, fields: new Map(fields) };
  }
  if (schema instanceof z.ZodRecord && type !== "map") {
    const entry = fieldOf(schema.def.valueType);
    if (entry.kind === "section") return { kind: "named", description, entry };
  }
  return { ...valueKind(schema, type), description, defaultValue, derived, required };
}

/** A table of the file: an object without a class. */
export function isTable(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

export interface KeyAt {
  path: string[];
  field: ValueField;
  value: unknown;
}

/** Every key that the settings in `table` have a place for: those of each named section that is there. */
export function* keysOf(field: SectionField, table: unknown, path: string[] = []): Generator<KeyAt> {
  const values = isTable(table) ? table : {};
  for (const [key, inner] of field.fields) {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    const here = [...path, key];
    if (inner.kind === "section") yield* keysOf(inner, value, here);
    else if (inner.kind === "named") {
      for (const [name, entry] of Object.entries(isTable(value) ? value : {})) {
        yield* keysOf(inner.entry, entry, [...here, name]);
      }
    } else yield { path: here, field: inner, value };
  }
}
