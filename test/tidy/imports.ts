import { posix } from "node:path";
import type { RepositoryFile } from "./repository.ts";

export interface Import {
  specifier: string;
  /** Where the specifier stands in the file. */
  offset: number;
  /** `import type` or `export type`: gone when the program runs. */
  typesOnly: boolean;
}

const CLAUSE = /\b(?:import|export)\s+(type\s+(?!from\b|,))?[\w$*{}\s,]*?\bfrom\s*$/;
const BARE = /\bimport\s*$/;
const CALLED = /\b(?:import|require)\s*\(\s*$/;

/** Every import of a file: statements, re-exports, `import()` of values and of types, `require`. In file order. */
export function importsOf(file: RepositoryFile): Import[] {
  const { code, strings } = file.masked;
  const imports: Import[] = [];
  for (const { start, text } of strings) {
    const statement = code.slice(statementStart(code, start), start);
    const clause = CLAUSE.exec(statement);
    if (clause || BARE.test(statement) || CALLED.test(statement))
      imports.push({ specifier: text, offset: start, typesOnly: clause?.[1] !== undefined });
  }
  return imports.sort((a, b) => a.offset - b.offset);
}

/** Where in a file something is imported whose name is computed, so that no table can hold it. */
export function computedImportsOf(file: RepositoryFile): number[] {
  return [...file.masked.code.matchAll(/\bimport\s*\(\s*(?!["'`\s])/g)].map((match) => match.index);
}

/** After the previous semicolon or string: nothing that belongs to one import stands before either. */
function statementStart(code: string, before: number): number {
  return Math.max(...[";", '"', "'", "`"].map((end) => code.lastIndexOf(end, before - 1) + 1));
}

/** The path in the repository which a relative import names; null for a package. */
export function importedPath(importer: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  return posix.join(posix.dirname(importer), specifier);
}

/** `drizzle-orm` of `drizzle-orm/postgres-js`; null for a relative path and for what the runtime brings along. */
export function importedPackage(specifier: string): string | null {
  if (/^[./]|^(?:node|bun):|^bun$/.test(specifier)) return null;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
