import { groupFailures } from "../../../reports/failures-inbox.ts";
import { type CatalogReport, importCatalog } from "../../../workflows/import-catalog.ts";
import type { CommandRun } from "../../command.ts";
import { countText } from "../../output/count-text.ts";
import type { Screen } from "../../output/screen.ts";
import { type Column, table } from "../../output/table.ts";
import { readInputFile } from "../../read-input-file.ts";

interface ImportInput {
  file: string;
  skipBadRows: boolean;
  dryRun: boolean;
}

interface Imported extends CatalogReport {
  dryRun: boolean;
  /** Open failures that a product may have been missing for. */
  failuresWaiting: number;
}

/** Takes in a file of products. Exit status 1 when rows are bad. */
export async function importCatalogFile(run: CommandRun<ImportInput>): Promise<number> {
  const { input, output, cwd } = run;
  const { file: source, skipBadRows, dryRun } = input;
  const csv = await readInputFile(cwd, source);
  const ops = await run.ops();
  const report = await importCatalog(ops, { csv, source, skipBadRows, dryRun });
  const groups = await groupFailures(ops.db, { code: "product_unknown" });
  const failuresWaiting = groups.reduce((sum, { failures }) => sum + failures, 0);
  await output.result({ dryRun, ...report, failuresWaiting }, (data, screen) =>
    render(data, { screen, skipBadRows }),
  );
  return report.problems.length > 0 ? 1 : 0;
}

const MOST_TOLD = 20;

function render(
  { dryRun, imported, changed, problems, failuresWaiting }: Imported,
  { screen, skipBadRows }: { screen: Screen; skipBadRows: boolean },
): string {
  const { theme } = screen;
  const keptOut = problems.length > 0 && !skipBadRows;
  const told = keptOut
    ? `${theme.bad("Nothing was taken in")}: correct the file, or take the good rows with --skip-bad-rows.\n`
    : `${dryRun ? "Would take in" : theme.ok("Took in")} ${countText(imported, "product")}, ${changed} of them new or changed.\n`;
  const next =
    changed > 0 && failuresWaiting > 0
      ? `${theme.accent("next:")} ops failures retry --code product_unknown --run\n`
      : "";
  return `${problemsText({ problems }, screen)}${told}${dryRun ? theme.dim("Nothing was changed.\n") : next}`;
}

function problemsText({ problems }: Pick<CatalogReport, "problems">, screen: Screen): string {
  if (problems.length === 0) return "";
  const columns: Column[] = [
    { title: "LINE", align: "right" },
    { title: "FIELD" },
    { title: "VALUE", flexible: true, paint: screen.theme.bad },
    { title: "ALLOWED", flexible: true },
  ];
  const rows = problems
    .slice(0, MOST_TOLD)
    .map(({ line, field, value, allowed }) => [
      String(line),
      field,
      value === "" ? "(empty)" : value,
      allowed,
    ]);
  const more = problems.length - rows.length;
  return `${table(columns, rows, screen)}${more > 0 ? `… and ${more} more\n` : ""}\n`;
}
