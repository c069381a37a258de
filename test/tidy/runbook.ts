import { headingsOf } from "./markdown.ts";
import type { Finding, Repository } from "./repository.ts";

const RUNBOOK = "docs/runbook.md";
/** Every entry answers these, in this order. */
const QUESTIONS = ["Means", "By itself", "Look", "Do"];

interface RunbookInput {
  repository: Repository;
  /** Error code to kind. */
  kinds: Record<string, string>;
}

/** One entry per error code, under the heading of its kind, and no entry for what is no code. */
export function runbook({ repository, kinds }: RunbookInput): Finding[] {
  const page = repository.file(RUNBOOK);
  if (!page) return [{ path: RUNBOOK, line: 1, reason: "there is no runbook" }];
  const findings: Finding[] = [];
  const found = new Set<string>();
  const headings = headingsOf(page);
  let kind = "";
  for (const [index, { level, text, offset }] of headings.entries()) {
    const name = text.replaceAll("`", "");
    if (level === 2) kind = name;
    if (level !== 3) continue;
    if (found.has(name)) findings.push(page.findingAt(offset, `a second entry for ${name}`));
    found.add(name);
    if (!kinds[name]) findings.push(page.findingAt(offset, `${name} is no error code`));
    else if (kinds[name] !== kind)
      findings.push(page.findingAt(offset, `${name} belongs under ${kinds[name]}`));
    const entry = page.text.slice(offset, headings[index + 1]?.offset);
    const answered = [...entry.matchAll(/^- \*\*([^*]+)\.\*\* \S/gm)].map((match) => match[1]);
    if (answered.join() !== QUESTIONS.join())
      findings.push(page.findingAt(offset, `${name} does not answer, in order: ${QUESTIONS.join(", ")}`));
  }
  const missing = Object.keys(kinds).filter((code) => !found.has(code));
  return [...findings, ...missing.map((code) => page.findingAt(0, `${code} has no entry`))];
}
