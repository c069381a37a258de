import { parse } from "smol-toml";
import { type Problem, unknownKey } from "./problems.ts";
import { type Field, isTable, type SectionField, type ValueField } from "./settings-tree.ts";
import type { Assignment } from "./variables.ts";

type Table = Record<string, unknown>;

/** TOML's dates as the text they were written as; everything else as it is. */
function withoutDates(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(withoutDates);
  if (isTable(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutDates(inner)]));
  return value;
}

/** The settings in a TOML text. @throws TomlError with line and column */
export const parseSettings = (toml: string): Table => withoutDates(parse(toml)) as Table;

/** What stands at a path; secrets also answer to `<key>_file`. */
export function fieldAt(root: SectionField, path: readonly string[]): Field | null {
  let field: Field = root;
  for (const [index, key] of path.entries()) {
    if (field.kind === "named") field = field.entry;
    else if (field.kind === "section") {
      const inner: Field | null = field.fields.get(key) ?? secretOfFile(field, key);
      if (!inner) return null;
      field = inner;
    } else return field.kind === "map" && index === path.length - 1 ? { ...field, kind: "text" } : null;
  }
  return field;
}

function secretOfFile(section: SectionField, key: string): ValueField | null {
  const field = key.endsWith("_file") ? section.fields.get(key.slice(0, -"_file".length)) : undefined;
  return field?.kind === "secret" ? field : null;
}

function fromText(kind: ValueField["kind"], text: string): unknown {
  const trimmed = text.trim();
  if (kind === "number" && /^[+-]?\d[\d_]*(\.\d+)?$/.test(trimmed))
    return Number(trimmed.replaceAll("_", ""));
  if (kind === "boolean" && /^(true|false)$/.test(trimmed)) return trimmed === "true";
  if (kind === "list" || kind === "map") return listOrMap(trimmed);
  return text;
}

/** TOML's own notation, or for lists bare items between commas. */
function listOrMap(text: string): unknown {
  if (!/^[[{]/.test(text)) {
    const items = text.split(",").map((item) => item.trim());
    return items.filter(Boolean).map((item) => fromText("number", item));
  }
  try {
    return parseSettings(`value = ${text}`).value;
  } catch {
    // Shown as text of the wrong type, with its key and where it came from.
    return text;
  }
}

/** What the settings are made of, and where each key that is not from the file came from. */
export interface Layered {
  table: Table;
  /** By dotted key. */
  sources: Map<string, string>;
  problems: Problem[];
}

interface LayersInput {
  root: SectionField;
  file: Table;
  /** Later ones win. */
  assignments: Assignment[];
}

/** Lays assignments over the file's settings. A secret and its file replace each other. */
export function layer({ root, file, assignments }: LayersInput): Layered {
  const table = structuredClone(file);
  const sources = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { path, value, source } of assignments) {
    const key = path.join(".");
    const field = fieldAt(root, path);
    if (field === null || field.kind === "section" || field.kind === "named") {
      const problem = field ? "is a section: set one of its keys" : unknownKey(root, path);
      problems.push({ key, problem, source });
      continue;
    }
    const at = tableAt(table, path.slice(0, -1));
    const last = path.at(-1) ?? "";
    if (field.kind === "secret") {
      delete at[last.endsWith("_file") ? last.slice(0, -"_file".length) : `${last}_file`];
      sources.set([...path.slice(0, -1), last.replace(/_file$/, "")].join("."), source);
    }
    at[last] = fromText(field.kind, value);
    sources.set(key, source);
  }
  return { table, sources, problems };
}

function tableAt(root: Table, path: string[]): Table {
  let table = root;
  for (const key of path) {
    const inner = Object.hasOwn(table, key) ? table[key] : undefined;
    const next: Table = isTable(inner) ? inner : {};
    if (next !== inner) table[key] = next;
    table = next;
  }
  return table;
}
