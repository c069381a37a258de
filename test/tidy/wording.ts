import type { Finding, Repository, RepositoryFile } from "./repository.ts";

const WORDS: readonly { pattern: RegExp; reason: string }[] = [
  { pattern: /\b(?:TODO|FIXME|XXX)\b/g, reason: "unfinished work: finish it or leave it out" },
  { pattern: /(?<![\w.~$}-])\/(?:work|root|home|Users)\/[\w.]/g, reason: "a path of one machine" },
  {
    pattern: /\bregistry\.[a-z0-9-]+\.[a-z]{2,}\b|\bnpmjs\.(?:com|org)\b|\b_authToken\b|"resolved":/g,
    reason: "the address of a registry",
  },
  {
    pattern:
      /\bDESIGN(?:\.md| (?:section )?\d)|\bSTYLE(?:\.md| (?:section )?\d)|\bshared\/(?:DESIGN|STYLE|seeds|tools|hooks)\b/g,
    reason: "a page that is not in the repository",
  },
  {
    pattern:
      /\b(?:sub-?agents?|(?:AI|coding) agents?|language models?|LLMs?|Claude|ChatGPT|Copilot)\b|\bissue #?\d+\b|\b(?:this|the) (?:brief|issue|task) (?:asks|says|wants)\b/gi,
    reason: "tells how the project is made, not what it is",
  },
];

/** These name the forbidden words in order to find them. */
const EXEMPT = /^test\/tidy\//;

/** The project speaks of itself alone, in every file. */
export function wording(repository: Repository): Finding[] {
  return repository.files.filter((file) => !EXEMPT.test(file.path)).flatMap(findingsIn);
}

const findingsIn = (file: RepositoryFile): Finding[] =>
  WORDS.flatMap(({ pattern, reason }) =>
    [...file.text.matchAll(pattern)].map((match) => file.findingAt(match.index, `"${match[0]}": ${reason}`)),
  );
