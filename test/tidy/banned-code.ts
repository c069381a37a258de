import type { Finding, Repository, RepositoryFile } from "./repository.ts";

const ANY = /\bas\s+any\b|(?<=[:<|&,]\s*)any\b(?=\s*[[\]>,;)|&={]|\s*$)|\bz\s*\.\s*any\s*\(/gm;
const CHECKS_OFF = /@ts-(?:ignore|nocheck)\b/;
const SKIPPED = /\b(?:test|it|describe)\s*\.\s*(?:skip|only|todo|failing|skipIf|todoIf|if)\b/g;
const SKIPPED_BY_NAME = /(?<![.\w])[xf](?:it|describe|test)\s*\(/g;
const SWALLOWED = [
  /\bcatch\s*(?:\([^)]*\)\s*)?\{\s*\}/g,
  /\.\s*catch\s*\(\s*(?:\(\s*\w*\s*\)|\w+)\s*=>\s*(?:\{\s*\}|undefined|null|void 0)\s*\)/g,
] as const;

const NOT_RUN = "a test that does not run, or keeps others from running";

/** What no code of the repository does, tests included. */
export function bannedCode(repository: Repository): Finding[] {
  return repository.code.flatMap((file) => [
    ...file.findingsInCode(ANY, "any switches the type checker off: say what it is, or unknown"),
    ...file.findingsInCode(SKIPPED, NOT_RUN),
    ...(file.isTest ? file.findingsInCode(SKIPPED_BY_NAME, NOT_RUN) : []),
    ...file.masked.comments
      .filter(({ text }) => CHECKS_OFF.test(text))
      .map(({ start }) => file.findingAt(start, "switches the type checker off")),
    ...SWALLOWED.flatMap((pattern) => swallowed(file, pattern)),
    ...notUnderstood(file),
  ]);
}

/** An error may be let go where a comment there, or on the line above, says why it is none. */
const swallowed = (file: RepositoryFile, pattern: RegExp): Finding[] =>
  [...file.masked.code.matchAll(pattern)]
    .filter(({ index, 0: code }) => !isCommented(file, { start: index, end: index + code.length }))
    .map(({ index }) =>
      file.findingAt(index, "swallows an error: handle it, or say in a comment why it is none"),
    );

function isCommented(
  { text, masked }: RepositoryFile,
  { start, end }: { start: number; end: number },
): boolean {
  const ownLine = text.lastIndexOf("\n", start);
  const from = text.lastIndexOf("\n", ownLine - 1);
  const to = text.indexOf("\n", end);
  return masked.comments.some((comment) => comment.end > from && (to < 0 || comment.start < to));
}

/** Where the checks lost their way they would find nothing more, and must not pass for that. */
const notUnderstood = (file: RepositoryFile): Finding[] =>
  file.masked.lostAt === null
    ? []
    : [file.findingAt(file.masked.lostAt, "a comment or template begins here that never ends")];
