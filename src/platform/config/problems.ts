import type { z } from "zod";
import { Secret } from "../secret.ts";
import { nearestName } from "./nearest-name.ts";
import { type Field, isTable, type SectionField } from "./settings-tree.ts";

/** One thing that is wrong with the settings. */
export interface Problem {
  /** Dotted: `engine.retry_after_minutes`. */
  key: string;
  /** What is wrong, to be read after the key: `must be a number`. */
  problem: string;
  /** Where the value came from when it is not the file: `OPS_ENGINE_CONCURRENCY`. */
  source: string | null;
}

interface IssueContext {
  root: SectionField;
  sources: Map<string, string>;
}

/** What the schema found, in words. A missing secret is left out: whoever reads secrets has told of it. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], { root, sources }: IssueContext): Problem[] {
  const sourceOf = (key: string) => sources.get(key) ?? null;
  const told = new Set<string>();
  return issues.flatMap((issue): Problem[] => {
    const path = issue.path.map(String);
    const key = dotted(path);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((unknown) => {
        const at = dotted([...path, unknown]);
        return { key: at, problem: unknownKey(root, [...path, unknown]), source: sourceOf(at) };
      });
    }
    // A value that breaks several rules is told of once, by the first.
    if (told.has(key)) return [];
    told.add(key);
    const field = fieldFor(root, path);
    if (field?.kind === "secret" && !(issue.input instanceof Secret)) return [];
    return [
      { key, problem: issueText(issue, field), source: sourceOf(key) ?? sourceOf(dotted(path.slice(0, -1))) },
    ];
  });
}

const dotted = (path: string[]): string =>
  path.reduce(
    (key, part) => (/^\d+$/.test(part) ? `${key}[${Number(part) + 1}]` : key ? `${key}.${part}` : part),
    "",
  );

/** An issue in words, to be read after the key. `field` is what the key takes, where that is known. */
export function issueText(issue: z.core.$ZodIssue, field: Field | null = null): string {
  if (issue.input instanceof Secret) return issue.message;
  if (issue.input === "") return "is empty";
  if (issue.input === undefined && issue.code !== "custom") {
    const type = field && "type" in field ? ` (${field.type})` : "";
    return `is missing${type}`;
  }
  switch (issue.code) {
    case "invalid_type":
      return `must be ${kindName(issue.expected)}, not ${shown(issue.input)}`;
    case "invalid_value":
      return `must be ${choice(issue.values.map(String), issue.input)}`;
    case "too_small":
      if (Array.isArray(issue.input)) return `needs at least ${issue.minimum} entry`;
      return typeof issue.input === "string"
        ? issue.message
        : `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}, not ${shown(issue.input)}`;
    case "too_big":
      if (typeof issue.input === "string")
        return `may have ${issue.maximum} characters, has ${issue.input.length}`;
      if (Array.isArray(issue.input)) return `may have ${issue.maximum} entries, has ${issue.input.length}`;
      return `must be at most ${issue.maximum}, not ${shown(issue.input)}`;
    default:
      return `${issue.message}, not ${shown(issue.input)}`;
  }
}

function kindName(expected: string): string {
  const names: Record<string, string> = {
    string: "text in quotes",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    array: "a list such as [4, 8, 16]",
    object: "a section",
    record: "a section",
  };
  return names[expected] ?? expected;
}

function choice(values: string[], input: unknown): string {
  const nearest = nearestName(String(input), values);
  const list = values.length === 1 ? values[0] : `one of ${values.join(", ")}`;
  return `${list}, not ${shown(input)}${nearest ? ` (did you mean ${nearest}?)` : ""}`;
}

function shown(input: unknown): string {
  if (input instanceof Secret) return "a secret";
  if (Array.isArray(input)) return "a list";
  if (isTable(input)) return "a section";
  return JSON.stringify(input) ?? String(input);
}

function fieldFor(root: SectionField, path: readonly string[]): Field | null {
  let field: Field | null = root;
  for (const key of path) {
    if (field.kind === "named") field = field.entry;
    else if (field.kind === "section") field = field.fields.get(key) ?? null;
    if (field === null) return null;
  }
  return field;
}

/** Where else a key of this name has its place. */
function homeOf(name: string, section: SectionField, path: string[] = []): string | null {
  for (const [key, field] of section.fields) {
    if (field.kind === "section") {
      const home = homeOf(name, field, [...path, key]);
      if (home) return home;
    } else if (field.kind === "named") {
      const home = homeOf(name, field.entry, [...path, key, "NAME"]);
      if (home) return home;
    } else if (key === name) return `[${path.join(".")}]`;
  }
  return null;
}

/** What to say of a key that has no place: the nearest that has, or where a key of this name belongs. */
export function unknownKey(root: SectionField, path: readonly string[]): string {
  const name = path.at(-1) ?? "";
  const section = fieldFor(root, path.slice(0, -1));
  const siblings =
    section?.kind === "section"
      ? [...section.fields].flatMap(([key, field]) =>
          field.kind === "secret" ? [key, `${key}_file`] : [key],
        )
      : [];
  const nearest = nearestName(name, siblings);
  if (nearest) return `is no setting: did you mean ${nearest}?`;
  const home = homeOf(name, root);
  return home ? `is no setting here: it belongs under ${home}` : "is no setting";
}
