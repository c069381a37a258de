import type { XmlElement } from "./xml.ts";

/** One type of the carrier's schemas: reads an element into a value, or throws SchemaViolation. */
export interface Shape<T> {
  /** The type's name in the XSD, null for an anonymous one; error texts show it. */
  readonly typeName: string | null;
  read(element: XmlElement): T;
}

/** The first place where a document breaks its schema, worded like the gateway's answer. */
export class SchemaViolation extends Error {}

interface Field<T> {
  readonly shape: Shape<T>;
  readonly required: boolean;
}
interface Required<T> extends Field<T> {
  readonly required: true;
}
interface Optional<T> extends Field<T> {
  readonly required: false;
}
type Fields = Record<string, Field<unknown>>;
type RequiredNames<F extends Fields> = {
  [K in keyof F]: F[K] extends Required<unknown> ? K : never;
}[keyof F];
type Read<F extends Fields> = {
  [K in RequiredNames<F>]: F[K] extends Field<infer T> ? T : never;
} & { [K in Exclude<keyof F, RequiredNames<F>>]?: F[K] extends Field<infer T> ? T : never };

/** The value a shape reads. */
export type Value<S> = S extends Shape<infer T> ? T : never;

export const required = <T>(shape: Shape<T>): Required<T> => ({ shape, required: true });
export const optional = <T>(shape: Shape<T>): Optional<T> => ({ shape, required: false });

interface StructureRules {
  /** An abstract head with its substitutes: exactly one of these optional fields must stand. */
  exactlyOneOf?: readonly string[];
}

/** `xsd:all`: each field at most once, in any order, nothing else. */
export function all<F extends Fields>(
  typeName: string | null,
  fields: F,
  rules: StructureRules = {},
): Shape<Read<F>> {
  return {
    typeName,
    read(element) {
      refuseText(element, typeName);
      const found: Record<string, unknown> = {};
      for (const child of element.children) {
        const field = Object.hasOwn(fields, child.name) ? fields[child.name] : undefined;
        if (!field || child.namespace !== element.namespace) unexpected(element, typeName, child);
        if (child.name in found) violation(3, element, typeName, `<${child.name}> stands more than once`);
        found[child.name] = field.shape.read(child);
      }
      for (const [name, field] of Object.entries(fields)) {
        if (field.required && !(name in found)) violation(3, element, typeName, `<${name}> is missing`);
      }
      const chosen = rules.exactlyOneOf?.filter((name) => name in found).length ?? 1;
      if (chosen !== 1)
        violation(3, element, typeName, `needs exactly one of ${rules.exactlyOneOf?.join(", ")}`);
      return found as Read<F>;
    },
  };
}

/** A sequence of one repeated element, between `min` and `max` times. */
export function listOf<T>(item: { name: string; shape: Shape<T>; min?: number; max?: number }): Shape<T[]> {
  const { name, shape, min = 1, max = Number.POSITIVE_INFINITY } = item;
  return {
    typeName: null,
    read(element) {
      refuseText(element, null);
      const { children, namespace } = element;
      const stranger = children.find((child) => child.name !== name || child.namespace !== namespace);
      if (stranger) unexpected(element, null, stranger);
      if (children.length < min) violation(3, element, null, `<${name}> is missing`);
      if (children.length > max) violation(3, element, null, `<${name}> stands more than ${max} times`);
      return children.map((child) => shape.read(child));
    },
  };
}

/** `xsd:choice`: exactly one of the alternatives. */
export function choice<S extends Record<string, Shape<unknown>>>(
  alternatives: S,
): Shape<{ [K in keyof S]?: Value<S[K]> }> {
  return {
    typeName: null,
    read(element) {
      refuseText(element, null);
      const [child, extra] = element.children;
      if (!child) violation(3, element, null, `one of ${Object.keys(alternatives).join(", ")} is missing`);
      const shape = Object.hasOwn(alternatives, child.name) ? alternatives[child.name] : undefined;
      if (!shape || child.namespace !== element.namespace) unexpected(element, null, child);
      if (extra) unexpected(element, null, extra);
      return { [child.name]: shape.read(child) } as { [K in keyof S]?: Value<S[K]> };
    },
  };
}

/** A whole request document: its root element, namespace and content. */
export interface RootShape<T> {
  name: string;
  namespace: string;
  shape: Shape<T>;
}

export function readDocument<T>(root: RootShape<T>, element: XmlElement): T {
  if (element.name !== root.name || element.namespace !== root.namespace) {
    throw new SchemaViolation(
      `cvc-elt 1: element {${element.namespace}}${element.name} is not {${root.namespace}}${root.name}`,
    );
  }
  return root.shape.read(element);
}

/** No attribute is declared on any request element; `xsi:type` and `xsi:nil` are refused too. */
export function refuseAttributes(element: XmlElement): void {
  const [name] = Object.keys(element.attributes);
  if (name) {
    throw new SchemaViolation(`cvc-complex-type 3: element ${element.name} may not have attribute '${name}'`);
  }
}

function refuseText(element: XmlElement, typeName: string | null): void {
  refuseAttributes(element);
  if (/[^ \t\n\r]/.test(element.text)) violation(2, element, typeName, "text is not allowed");
}

function unexpected(element: XmlElement, typeName: string | null, child: XmlElement): never {
  violation(
    3,
    element,
    typeName,
    `found <${child.name}> (in namespace ${child.namespace}), which is not expected`,
  );
}

function violation(rule: number, element: XmlElement, typeName: string | null, what: string): never {
  const type = typeName ? `of type ${typeName}` : "with anonymous type";
  throw new SchemaViolation(`cvc-model-group ${rule}: in element ${element.name} ${type}, ${what}`);
}
