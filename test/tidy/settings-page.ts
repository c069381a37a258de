import type { Finding, Repository } from "./repository.ts";

const PAGE = "docs/settings.md";
const AGAIN = "run `npx bun scripts/generate-settings-doc.ts`";

interface SettingsInput {
  repository: Repository;
  /** The page as the settings' schema generates it. */
  generated: string;
}

/** docs/settings.md documents every setting: it is what the schema generates. */
export function settingsPage({ repository, generated }: SettingsInput): Finding[] {
  const page = repository.file(PAGE);
  if (!page) return [{ path: PAGE, line: 1, reason: `missing: ${AGAIN}` }];
  if (page.text === generated) return [];
  const [have, want] = [page.text.split("\n"), generated.split("\n")];
  const stale = have.findIndex((line, index) => line !== want[index]);
  const line = stale < 0 ? have.length : stale + 1;
  return [{ path: PAGE, line, reason: `is older than the settings: ${AGAIN}` }];
}
