import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { ERROR_CODES } from "../src/domain/error-codes.ts";
import { settingsReference } from "../src/platform/config/settings-reference.ts";
import { bannedCode } from "./tidy/banned-code.ts";
import { carrierFolders } from "./tidy/carrier-folders.ts";
import { dependencies } from "./tidy/dependencies.ts";
import { fileNames } from "./tidy/file-names.ts";
import { fileSizes } from "./tidy/file-sizes.ts";
import { homes } from "./tidy/homes.ts";
import { importCycles } from "./tidy/import-cycles.ts";
import { importDirection, printedTable } from "./tidy/import-direction.ts";
import { importsOf } from "./tidy/imports.ts";
import { markdownLinks } from "./tidy/markdown-links.ts";
import { migrations } from "./tidy/migrations.ts";
import { type Finding, Repository, report } from "./tidy/repository.ts";
import { runbook } from "./tidy/runbook.ts";
import { settingsPage } from "./tidy/settings-page.ts";
import { wording } from "./tidy/wording.ts";
import { workflowReach } from "./tidy/workflow-reach.ts";

const repository = Repository.load(join(import.meta.dir, ".."));
const kinds = Object.fromEntries(Object.entries(ERROR_CODES).map(([code, { kind }]) => [code, kind]));

const rules: [rule: string, findings: () => Finding[]][] = [
  ["imports follow the table", () => importDirection(repository)],
  ["imports go round in no circle", () => importCycles(repository)],
  ["ARCHITECTURE.md prints the import table", () => printedTable(repository)],
  ["every package is declared, in one exact version", () => dependencies(repository)],
  ["files are named after what they hold", () => fileNames(repository)],
  ["long files say why", () => fileSizes(repository)],
  [
    "the environment, time, network, console, exit status and SQL have one home each",
    () => homes(repository),
  ],
  ["no code switches checks off, swallows errors or skips tests", () => bannedCode(repository)],
  ["migrations are embedded, and unchanged once released", () => migrations(repository)],
  ["every carrier has the same files", () => carrierFolders(repository)],
  ["every error code has its runbook entry", () => runbook({ repository, kinds })],
  ["every setting is documented", () => settingsPage({ repository, generated: settingsReference() })],
  ["every workflow is started by a command or a schedule", () => workflowReach(repository)],
  ["links between pages lead somewhere", () => markdownLinks(repository)],
  ["the project speaks of itself alone", () => wording(repository)],
];

describe("the repository", () => {
  test.each(rules)("%s", (_, findings) => {
    expect(report(findings())).toBe("");
  });

  test("is read as a whole, and by our scanner as by Bun's own parser", () => {
    expect(repository.product.length).toBeGreaterThan(10);
    const unseen = repository.code.flatMap((file) => {
      const loader = file.path.endsWith("x") ? "tsx" : "ts";
      const ours = new Set(importsOf(file).map((one) => one.specifier));
      return new Bun.Transpiler({ loader })
        .scanImports(file.text)
        .filter(({ path }) => !ours.has(path) && !path.startsWith("react/jsx"))
        .map(({ path }) => file.findingAt(0, `the scanner does not see the import of ${path}`));
    });
    expect(report(unseen)).toBe("");
  });
});
