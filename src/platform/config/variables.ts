import type { Environment } from "./environment.ts";
import { FAULT_VARIABLE } from "./fault-trigger.ts";
import { nearestName } from "./nearest-name.ts";
import { NAME_PATTERN } from "./schema-values.ts";
import { type Field, isTable, type SectionField } from "./settings-tree.ts";

/** A value for one key from outside the file. Values are still text. */
export interface Assignment {
  path: string[];
  value: string;
  /** For messages: `OPS_LOG_LEVEL`. */
  source: string;
}

export interface Variables {
  assignments: Assignment[];
  /** Variables that look like settings and are none. */
  unknown: { variable: string; suggestion: string | null }[];
  /** Variables of which only the beginning is nearly that of a section: they may be another program's. */
  doubtful: { variable: string; suggestion: string }[];
}

const PREFIX = "OPS_";
/** Variables with this prefix that are no settings. */
const OTHERS = new Set(["OPS_WORKSPACE", "OPS_ACTOR", FAULT_VARIABLE]);

/** The variable that sets a key: `OPS_MARKETPLACES_BESTBUY_SHOPS_MAIN_API_KEY`. */
export const variableName = (path: readonly string[]): string =>
  PREFIX + path.join("_").replaceAll("-", "_").toUpperCase();

interface Match {
  field: Field;
  /** What is left of the variable's name, split at `_`. */
  words: string[];
  /** The settings that are known already: their names win over others. */
  table: unknown;
}

function matchNamed(entry: SectionField, { words, table }: Omit<Match, "field">): string[] | null {
  const known = Object.keys(isTable(table) ? table : {});
  const lengths = words.map((_, index) => index + 1);
  const nameOf = (length: number) => words.slice(0, length).join("-").toLowerCase();
  const ordered = [...lengths].sort(
    (a, b) => Number(known.includes(nameOf(b))) - Number(known.includes(nameOf(a))),
  );
  for (const length of ordered) {
    const name = nameOf(length);
    const rest = matchField({
      field: entry,
      words: words.slice(length),
      table: isTable(table) ? table[name] : null,
    });
    if (rest && NAME_PATTERN.test(name)) return [name, ...rest];
  }
  return null;
}

/** The rest of the path below `field` that the words spell, or null. */
function matchField({ field, words, table }: Match): string[] | null {
  if (field.kind === "named") return matchNamed(field.entry, { words, table });
  if (field.kind !== "section") return words.length === 0 && field.kind !== "map" ? [] : null;
  for (const [key, inner] of field.fields) {
    const keyWords = key.toUpperCase().split("_");
    if (!keyWords.every((word, index) => words[index] === word)) continue;
    const left = words.slice(keyWords.length);
    if (inner.kind === "secret" && left.join("_") === "FILE") return [`${key}_file`];
    const rest = matchField({ field: inner, words: left, table: isTable(table) ? table[key] : null });
    if (rest) return [key, ...rest];
  }
  return null;
}

interface VariablesInput {
  env: Environment;
  root: SectionField;
  /** The file's settings, for the names in it. */
  table: unknown;
}

/**
 * Settings from `OPS_*` variables and `DATABASE_URL`: `OPS_`, then the key's path in capitals, with `_` for dots and
 * dashes. Empty variables count as absent. Other programs' `OPS_*` variables are left alone unless they begin like a
 * section or nearly so.
 */
export function variablesIn({ env, root, table }: VariablesInput): Variables {
  const found: Variables = { assignments: [], unknown: [], doubtful: [] };
  if (env.DATABASE_URL && !env.OPS_DATABASE_URL) {
    found.assignments.push({ path: ["database", "url"], value: env.DATABASE_URL, source: "DATABASE_URL" });
  }
  const sections = [...root.fields.keys()].map((key) => key.toUpperCase());
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || !value || OTHERS.has(variable)) continue;
    const words = variable.slice(PREFIX.length).split("_");
    const path = matchField({ field: root, words, table });
    if (path) found.assignments.push({ path, value, source: variable });
    else {
      const suggestion = nearestVariable(variable, root);
      const meant = sections.some((section) => variable.startsWith(`${PREFIX}${section}_`));
      const section = nearestSection(words, sections);
      if (meant || suggestion) found.unknown.push({ variable, suggestion });
      else if (section) found.doubtful.push({ variable, suggestion: `${PREFIX}${section}_…` });
    }
  }
  return found;
}

function nearestVariable(variable: string, root: SectionField): string | null {
  const names: string[] = [];
  const collect = (field: Field, path: string[]) => {
    if (field.kind === "section") for (const [key, inner] of field.fields) collect(inner, [...path, key]);
    else if (field.kind !== "named") names.push(variableName(path));
  };
  collect(root, []);
  const nearest = nearestName(variable, names);
  return nearest && sharedStart(nearest, variable) > PREFIX.length + 1 ? nearest : null;
}

/** `SHIPPING` for `SHIPING_MAX`, `IN_DOUBT` for `IN_DUBT_ROUNDS`. */
function nearestSection(words: readonly string[], sections: readonly string[]): string | null {
  const candidates = sections.flatMap((section) => {
    const length = section.split("_").length;
    if (words.length <= length) return [];
    const start = words.slice(0, length).join("_");
    return start[0] === section[0] && nearestName(start, [section]) ? [section] : [];
  });
  return nearestName(words[0] ?? "", candidates) ?? candidates[0] ?? null;
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
