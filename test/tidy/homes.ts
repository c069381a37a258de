import type { Finding, Repository, RepositoryFile } from "./repository.ts";

interface Home {
  what: string;
  pattern: RegExp;
  /** The folder (with its slash) or the file in which it may stand. */
  home: string;
  instead: string;
}

const HOMES: readonly Home[] = [
  {
    what: "the environment",
    pattern: /\b(?:process\.env|Bun\.env|import\.meta\.env)\b/g,
    home: "src/platform/config/",
    instead: "take Config",
  },
  {
    what: "the present",
    pattern: /\bDate\.now\b|\bnew\s+Date\s*(?:\(\s*\)|(?![\s(\w]))|(?<!new\s+|[.\w])Date\(\s*\)/g,
    home: "src/platform/clock.ts",
    instead: "take a Clock",
  },
  { what: "the console", pattern: /\bconsole\s*\.\s*\w+/g, home: "src/cli/", instead: "take a Log" },
  {
    what: "the exit status",
    pattern: /\bprocess\s*\.\s*exit(?:Code)?\b/g,
    home: "src/main.ts",
    instead: "throw an OpsError or return",
  },
  {
    what: "raw SQL",
    pattern:
      /\bsql\s*(?:<[^`;]*>)?`|\bsql\s*\.\s*(?:raw|unsafe|file)\b|\.\s*unsafe\s*\(|\.\s*execute\s*\(\s*sql\b/g,
    home: "src/db/",
    instead: "add a function to a store in src/db/stores/",
  },
];

const FETCH: Home = {
  what: "fetch",
  pattern: /(?<![.\w$#])fetch\s*\(|\bglobalThis\s*\.\s*fetch\b/g,
  home: "src/platform/http/",
  instead: "take an HttpClient",
};

const STATEMENT =
  /^\s*(?:select\s[\s\S]*\sfrom\s|insert into\s|delete from\s|update\s+\S+\s+set\s|with\s+\S+\s+as\s*\(|(?:create|alter|drop|truncate)\s+table\s)/;

/** What shipped code may do in one place only, so that it can be replaced, watched and tested there. */
export function homes(repository: Repository): Finding[] {
  return repository.product.flatMap((file) => [
    ...HOMES.flatMap((home) => strays(file, home).map((at) => complaint({ file, home, at }))),
    ...strays(file, FETCH)
      .filter((at) => !isDefinition(file, at))
      .map((at) => complaint({ file, home: FETCH, at })),
    ...sqlText(file),
  ]);
}

const strays = (file: RepositoryFile, { pattern, home }: Home): number[] =>
  file.path.startsWith(home) ? [] : [...file.masked.code.matchAll(pattern)].map((match) => match.index);

const complaint = ({ file, home, at }: { file: RepositoryFile; home: Home; at: number }): Finding =>
  file.findingAt(at, `${home.what} is at home in ${home.home}: ${home.instead}`);

/** `fetch(request) { … }` in an object or a class, and `fetch(…): Promise` in a type, define; they do not call. */
function isDefinition(file: RepositoryFile, at: number): boolean {
  const { code } = file.masked;
  let depth = 0;
  for (let index = code.indexOf("(", at); index >= 0 && index < code.length; index++) {
    if (code[index] === "(") depth++;
    if (code[index] === ")") depth--;
    if (depth > 0) continue;
    const after = code.slice(index + 1).trimStart();
    const beginsLine = /(?:^|\n)\s*(?:async\s+)?$/.test(code.slice(0, at));
    return after.startsWith("{") || (after.startsWith(":") && beginsLine);
  }
  return false;
}

/** A statement in a string is SQL, whatever it is handed to. */
const sqlText = (file: RepositoryFile): Finding[] =>
  file.path.startsWith("src/db/")
    ? []
    : file.masked.strings
        .filter(
          ({ text }) =>
            STATEMENT.test(text) || (STATEMENT.test(text.toLowerCase()) && text === text.toUpperCase()),
        )
        .map(({ start }) => file.findingAt(start, "an SQL statement is at home in src/db/"));
