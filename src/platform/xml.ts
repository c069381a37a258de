import { XMLBuilder, XMLParser, XMLValidator } from "fast-xml-parser";

/** One element of a parsed document. Namespaces are gone: `ws:link` and `link` are both `link`. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** Text directly inside, trimmed, entities resolved. */
  text: string;
}

/** Content by element name, in order. `undefined` leaves the element out; a list repeats it. */
export interface XmlContent {
  [name: string]: string | number | boolean | XmlContent | XmlContent[] | undefined;
}

const ATTRIBUTE = "@";
const TEXT = "#text";

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE,
  format: true,
  suppressBooleanAttributes: false,
});

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  parseAttributeValue: false,
  // Numeric references are resolved only together with the named ones of HTML.
  htmlEntities: true,
});

/** A UTF-8 document with one root in one namespace. Text must be free of what XML cannot carry. */
export function buildXml(options: { root: string; namespace: string; content: XmlContent }): string {
  const { root, namespace, content } = options;
  const body = builder.build({ [root]: { [`${ATTRIBUTE}xmlns`]: namespace, ...content } });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
}

/**
 * The root of a document; null when the text is not exactly one well-formed document. Documents with a DOCTYPE are
 * refused: no service we speak to sends one, and they are the way in for entity tricks.
 */
export function parseXml(text: string): XmlElement | null {
  if (/<!DOCTYPE/i.test(text) || XMLValidator.validate(text) !== true) return null;
  try {
    const [root, ...more] = elementsOf(parser.parse(text));
    return root && more.length === 0 ? root : null;
  } catch {
    // The parser's own limits: nesting, names that would reach into prototypes.
    return null;
  }
}

/** The first element reached by walking the names down; null when a step is missing. */
export function elementAt(from: XmlElement, ...path: string[]): XmlElement | null {
  let at: XmlElement | null = from;
  for (const name of path) at = at?.children.find((child) => child.name === name) ?? null;
  return at;
}

/** The text of the element at a path; null when it is missing or empty. */
export const textAt = (from: XmlElement, ...path: string[]): string | null =>
  elementAt(from, ...path)?.text || null;

/** All children of one name: none, one or many. */
export const childrenNamed = (from: XmlElement, name: string): XmlElement[] =>
  from.children.filter((child) => child.name === name);

/** What the parser answers with `preserveOrder`: one key names the element, `:@` holds its attributes. */
interface ParsedNode {
  ":@"?: Record<string, string>;
  [TEXT]?: string;
  [name: string]: unknown;
}

function elementsOf(nodes: unknown): XmlElement[] {
  return asNodes(nodes).flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ":@" && key !== TEXT);
    if (name === undefined) return [];
    const content = asNodes(node[name]);
    const text = content.map((part) => part[TEXT] ?? "").join("");
    return [
      {
        name,
        attributes: node[":@"] ?? {},
        children: elementsOf(content),
        text: text.trim(),
      },
    ];
  });
}

const asNodes = (value: unknown): ParsedNode[] => (Array.isArray(value) ? value : []);
