import type { Finding, Repository } from "./repository.ts";

const MOST_LINES = 300;
/** `// Long because the table of the carrier's codes is one thing.` in the file's first comment. */
const REASON = /\blong because (?:\S+\s+){2,}\S+/i;

/** Files over 300 lines say why in their first comment. */
export function fileSizes(repository: Repository): Finding[] {
  return repository.code.flatMap((file) => {
    const lines = file.text.trimEnd().split("\n").length;
    if (lines <= MOST_LINES || REASON.test(file.masked.comments[0]?.text ?? "")) return [];
    const reason = `${lines} lines: split it by reason to change, or let its first comment say "Long because …"`;
    return [file.findingAt(0, reason)];
  });
}
