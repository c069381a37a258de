import type { Finding, Repository, RepositoryFile } from "./repository.ts";

const ANY = /\bas\s+any\b|(?<=[:<|&,]\s*)any\b(?=\s*[[\]>,;)|&={]|\s*$)|\bz\s*\.\s*any\s*\(/gm;
const CHECKS_OFF = /@ts-(?:ignore|nocheck)\b/;
const SKIPPED =
  /\b(?:test|it|describe)\s*\.\s*(?:skip|only|todo|failing|skipIf|todoIf|if)\b|\b[xf](?:it|describe)\s*\(/g;
const SWALLOWED = [
  /\bcatch\s*(?:\([^)]*\)\s*)?\{\s*\}/g,
  /\.\s*catch\s*\(\s*(?:\(\s*\w*\s*\)|\w+)\s*=>\s*(?:\{\s*\}|undefined|null|void 0)\s*\)/g,
] as const;

/** What no code of the repository does, tests included. */
export function bannedCode(repository: Repository): Finding[] {
  return repository.code.flatMap((file) => [
    ...file.findingsInCode(ANY, "any switches the type checker off: say what it is, or unknown"),
    ...file.findingsInCode(SKIPPED, "a test that does not run, or keeps others from running"),
    ...file.masked.comments
      .filter(({ text }) => CHECKS_OFF.test(text))
      .map(({ start }) => file.findingAt(start, "switches the type checker off")),
    ...SWALLOWED.flatMap((pattern) => swallowed(file, pattern)),
    ...notUnderstood(file),
  ]);
}

/** An error may be let go where a comment inside says why it is none. */
const swallowed = (file: RepositoryFile, pattern: RegExp): Finding[] =>
  [...file.masked.code.matchAll(pattern)]
    .filter(({ index, 0: code }) =>
      file.masked.comments.every(({ start, end }) => start < index || end > index + code.length),
    )
    .map(({ index }) =>
      file.findingAt(index, "swallows an error: handle it, or say in a comment inside why it is none"),
    );

/** Where the checks lost their way they would find nothing more, and must not pass for that. */
const notUnderstood = (file: RepositoryFile): Finding[] =>
  file.masked.lostAt === null
    ? []
    : [file.findingAt(file.masked.lostAt, "a comment or template begins here that never ends")];
