import { expect, test } from "bun:test";
import { Repository, report } from "./repository.ts";
import { settingsPage } from "./settings-page.ts";

const GENERATED = "# Settings\n\n| `log.level` |\n| `log.format` |\n";
const findings = (text: string) =>
  report(settingsPage({ repository: new Repository({ "docs/settings.md": text }), generated: GENERATED }));

test("the page that the settings generate passes", () => {
  expect(findings(GENERATED)).toBe("");
});

test("a setting that the page lacks, or has no more, is reported at its line", () => {
  expect(findings("# Settings\n\n| `log.level` |\n")).toStartWith(
    "docs/settings.md:4: is older than the settings",
  );
  expect(findings(`${GENERATED}| \`log.gone\` |\n`)).toStartWith(
    "docs/settings.md:5: is older than the settings",
  );
  expect(findings("# Settings\n\n| `log.levels` |\n| `log.format` |\n")).toStartWith("docs/settings.md:3: ");
});

test("a missing page is reported", () => {
  const nothing = new Repository({});
  expect(report(settingsPage({ repository: nothing, generated: GENERATED }))).toStartWith(
    "docs/settings.md:1: missing",
  );
});
