import type { Finding, Repository, RepositoryFile } from "./repository.ts";

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** Names that say nothing about what is inside, so that everything ends up there. */
const BANNED = /^(?:utils?|helpers?|common|misc|types?)$/;
/** Shipped code that exports nothing: what starts the program, and declarations of foreign modules. */
const WITHOUT_EXPORTS = /^src\/main\.ts$|\.d\.ts$/;

/** The composition root, which the layout names. */
const NAMED_BY_LAYOUT = /^src\/app\.ts$/;

/** Names of code files and their folders: kebab-case, telling, and those of what the file exports. */
export function fileNames(repository: Repository): Finding[] {
  return repository.code.flatMap((file) => {
    const parts = [...file.path.split("/").slice(0, -1), file.stem].map((part) => part.replace(/^\./, ""));
    const bad = parts.find((part) => !KEBAB.test(part));
    if (bad !== undefined) return [file.findingAt(0, `"${bad}" is not kebab-case`)];
    const banned = parts.find((part) => BANNED.test(part));
    if (banned !== undefined)
      return [file.findingAt(0, `"${banned}" says nothing: name it after what it holds`)];
    return file.isProduct && !WITHOUT_EXPORTS.test(file.path) && !NAMED_BY_LAYOUT.test(file.path)
      ? exportFindings(file)
      : [];
  });
}

/**
 * A file with one main export is named in that export's words, its folder's words aside; one with several may be named
 * after their subject. The main export is the only value, or, in a file of types, one of them.
 */
function exportFindings(file: RepositoryFile): Finding[] {
  const { values, types, forwards } = exportsOf(file);
  if (values.length > 1 || forwards) return [];
  const main = values.length === 1 ? values : types;
  if (main.length === 0) return [file.findingAt(0, "exports nothing by name")];
  const known = new Set([...main, ...types, ...file.path.split("/").slice(1, -1)].flatMap(wordsOf));
  const strange = wordsOf(file.stem).filter((word) => !known.has(word));
  if (strange.length === 0) return [];
  return [file.findingAt(0, `is not named after what it exports: ${main.join(", ")}`)];
}

const VALUE =
  /\bexport\s+(?:default\s+)?(?:abstract\s+)?(?:async\s+)?(?:const\s+enum|const|let|function\*?|class|enum)\s+([\w$]+)/g;
const TYPE = /\bexport\s+(?:declare\s+)?(?:interface|type)\s+([\w$]+)/g;
const LISTED = /\bexport\s+(type\s+)?\{([^}]*)\}/g;
const FORWARDS = /\bexport\s+\*\s+from\b/;

/** The names that a file exports, and whether it passes on all of another file. */
export function exportsOf(file: RepositoryFile): { values: string[]; types: string[]; forwards: boolean } {
  const { code } = file.masked;
  const names = (pattern: RegExp) => [...code.matchAll(pattern)].map((match) => match[1] ?? "");
  const exported = { values: names(VALUE), types: names(TYPE), forwards: FORWARDS.test(code) };
  for (const [, allTypes, list = ""] of code.matchAll(LISTED))
    for (const entry of list.split(",")) {
      const words = entry.trim().split(/\s+/);
      const name = words.at(-1);
      if (name) (allTypes || words[0] === "type" ? exported.types : exported.values).push(name);
    }
  return exported;
}

/** `order-lines`, `orderLines` and `ORDER_LINES` are `order` and `line`. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase()
    .split(/[-_$]+/)
    .filter((word) => word !== "")
    .map((word) => word.replace(/ies$/, "y").replace(/(?<=[^s])s$/, ""));
