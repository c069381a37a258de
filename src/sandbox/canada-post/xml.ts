import { XMLBuilder, XMLParser, XMLValidator } from "fast-xml-parser";

/** An element as the schema tables read it: local names, resolved namespace, decoded text. */
export interface XmlElement {
  name: string;
  namespace: string;
  /** Without namespace declarations and `xsi:schemaLocation`; names as written. */
  attributes: Record<string, string>;
  children: XmlElement[];
  /** The character data between the children, joined. */
  text: string;
}

/** What `writeXml` takes: keys are elements (`@` in front: attributes), arrays repeat, `undefined` is left out. */
export type XmlValue = string | number | boolean | null | undefined | XmlNode | XmlValue[];
export interface XmlNode {
  [name: string]: XmlValue;
}

/** The bytes are no XML document that the gateway could read. */
export class MalformedXml extends Error {}

const XSI = "http://www.w3.org/2001/XMLSchema-instance";
const PROLOG = /^\s*<\?xml\s[^?]*\?>/;
const FORBIDDEN_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  cdataPropName: "#cdata",
});
const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  suppressEmptyNode: true,
});

/** One node of the parser's ordered output: an element name, `#text` or `#cdata`, and `:@` with the attributes. */
type Parsed = Record<string, unknown>;

/** Reads one UTF-8 document without a document type; anything else throws MalformedXml. */
export function parseXml(bytes: Uint8Array): XmlElement {
  const source = decodeUtf8(bytes);
  const wellFormed = XMLValidator.validate(source);
  if (wellFormed !== true) throw new MalformedXml(`${wellFormed.err.msg} (line ${wellFormed.err.line})`);
  if (/<!DOCTYPE/i.test(source)) throw new MalformedXml("a document type is not accepted");
  const character = FORBIDDEN_CHARACTER.exec(source);
  if (character) throw new MalformedXml(`character ${codeOf(character[0])} is not allowed in XML`);

  // The validator lets text and further elements after the root pass: inside a wrapper they become visible.
  const wrapped = toElement(parseOrdered(`<_>${source.replace(PROLOG, "")}</_>`), new Map([["", ""]]));
  const [root, ...others] = wrapped.children;
  if (!root || others.length > 0 || /[^ \t\n\r]/.test(wrapped.text)) {
    throw new MalformedXml("a document has exactly one root element");
  }
  return root;
}

/** Writes a document from one root entry, with its XML declaration. */
export function writeXml(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(root)}`;
}

/** An element's content in the form `writeXml` takes, for handing back what was sent. */
export function echo(element: XmlElement): XmlValue {
  if (element.children.length === 0) return element.text;
  const node: Record<string, XmlValue[]> = {};
  for (const child of element.children) {
    const seen = node[child.name] ?? [];
    seen.push(echo(child));
    node[child.name] = seen;
  }
  return node;
}

function decodeUtf8(bytes: Uint8Array): string {
  let source: string;
  try {
    source = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new MalformedXml("the body is not UTF-8", { cause });
  }
  const encoding = /^\s*<\?xml\s[^?]*encoding\s*=\s*["']([^"']*)["']/.exec(source)?.[1];
  if (encoding && encoding.toLowerCase() !== "utf-8")
    throw new MalformedXml(`encoding ${encoding}, not UTF-8`);
  return source;
}

function parseOrdered(source: string): Parsed {
  try {
    const [wrapper] = parser.parse(source) as Parsed[];
    return wrapper ?? {};
  } catch (cause) {
    throw new MalformedXml(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function toElement(parsed: Parsed, inherited: ReadonlyMap<string, string>): XmlElement {
  const tag = Object.keys(parsed).find((key) => key !== ":@") ?? "";
  const scope = new Map(inherited);
  const attributes: Record<string, string> = {};
  for (const [name, raw] of Object.entries((parsed[":@"] ?? {}) as Record<string, string>)) {
    if (raw.includes("<")) throw new MalformedXml(`attribute ${name} contains '<'`);
    const value = decodeEntities(raw);
    if (name === "xmlns") scope.set("", value);
    else if (name.startsWith("xmlns:")) scope.set(name.slice("xmlns:".length), value);
    else attributes[name] = value;
  }
  for (const name of Object.keys(attributes)) {
    const [prefix, local] = name.split(":");
    if (local?.endsWith("chemaLocation") && scope.get(prefix ?? "") === XSI) delete attributes[name];
  }

  const [prefix, local] = tag.includes(":") ? tag.split(":", 2) : ["", tag];
  const namespace = scope.get(prefix ?? "");
  if (namespace === undefined) throw new MalformedXml(`prefix ${prefix} is not declared`);
  const element: XmlElement = { name: local ?? "", namespace, attributes, children: [], text: "" };
  for (const node of parsed[tag] as Parsed[]) addContent(element, node, scope);
  return element;
}

function addContent(element: XmlElement, node: Parsed, scope: ReadonlyMap<string, string>): void {
  if (typeof node["#text"] === "string") {
    if (node["#text"].includes("]]>")) throw new MalformedXml("']]>' in character data");
    element.text += decodeEntities(node["#text"]);
  } else if (node["#cdata"]) {
    for (const part of node["#cdata"] as Parsed[]) element.text += String(part["#text"] ?? "");
  } else if (!Object.keys(node).some((key) => key.startsWith("?"))) {
    element.children.push(toElement(node, scope));
  }
}

function decodeEntities(text: string): string {
  return text.replace(/&([^;&]*);?/g, (reference, name: string) => {
    const number = /^#(?:x([0-9A-Fa-f]+)|([0-9]+))$/.exec(name);
    const character = number ? fromCode(number[1], number[2]) : ENTITIES[name];
    if (character === undefined || !reference.endsWith(";"))
      throw new MalformedXml(`entity ${reference} is not known`);
    return character;
  });
}

function fromCode(hexadecimal: string | undefined, decimal: string | undefined): string | undefined {
  const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number.parseInt(decimal ?? "", 10);
  if (!(code <= 0x10ffff)) return undefined;
  const character = String.fromCodePoint(code);
  return FORBIDDEN_CHARACTER.test(character) ? undefined : character;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
