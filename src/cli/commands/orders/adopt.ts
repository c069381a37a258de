import type { UnitFailed } from "../../../engine/run-report.ts";
import { type AdoptReport, adoptLabels } from "../../../workflows/adopt-labels.ts";
import type { OpsContext } from "../../../workflows/context.ts";
import { rehearse } from "../../../workflows/rehearse.ts";
import type { CommandRun } from "../../command.ts";
import { countText } from "../../output/count-text.ts";
import { renderEachOutcome } from "../../output/render-outcomes.ts";
import type { Screen } from "../../output/screen.ts";
import { readInputFile } from "../../read-input-file.ts";
import { readAdoptions } from "./read-adoptions.ts";

interface AdoptInput {
  file: string;
  dryRun: boolean;
}

interface Adopted {
  dryRun: boolean;
  adopted: AdoptReport["adopted"];
  unneeded: AdoptReport["unneeded"];
  failed: UnitFailed[];
}

/** Labels at a time, so that the progress bar moves. */
const AT_A_TIME = 50;

/** Books labels that were bought elsewhere, so that none is bought again for their orders. */
export async function adoptOrders(run: CommandRun<AdoptInput>): Promise<number> {
  const { input, output, cwd, signal } = run;
  const csv = await readInputFile(cwd, input.file);
  const ops = await run.ops();
  const labels = readAdoptions({ csv, name: input.file, carriers: carriersOf(ops) });
  const shown: Adopted = { dryRun: input.dryRun, adopted: [], unneeded: [], failed: [] };
  const progress = output.progress();
  progress.start(labels.length, "adopt");
  try {
    for (let start = 0; start < labels.length && !signal.aborted; start += AT_A_TIME) {
      const some = labels.slice(start, start + AT_A_TIME);
      const adopt = (ctx: OpsContext) => adoptLabels(ctx, some);
      add(shown, await (input.dryRun ? rehearse(ops, adopt) : adopt(ops)));
      progress.tick(some.length);
    }
  } finally {
    progress.done();
  }
  await output.result(shown, render);
  return shown.failed.length > 0 ? 1 : 0;
}

const carriersOf = ({ config }: OpsContext): string[] => [
  ...new Set(config.connections.flatMap(({ carrierCodes }) => Object.keys(carrierCodes))),
];

function add(shown: Adopted, { adopted, unneeded, failed }: AdoptReport): void {
  shown.adopted.push(...adopted);
  shown.unneeded.push(...unneeded);
  for (const { order, error } of failed)
    shown.failed.push({ id: order, code: error.code, message: error.message, hint: error.hint });
}

function render({ dryRun, adopted, unneeded, failed }: Adopted, screen: Screen): string {
  const { theme } = screen;
  if (adopted.length + unneeded.length + failed.length === 0) return "The file names no labels.\n";
  const notes = [
    ...unneeded.map(({ order, why }) => ({ id: order, what: `not needed: ${why}` })),
    ...(dryRun ? adopted.map(({ orderId, number }) => ({ id: orderId, what: `would get ${number}` })) : []),
  ];
  const verb = dryRun ? "Would adopt" : theme.ok("Adopted");
  const next =
    adopted.length > 0 && !dryRun
      ? `${theme.accent("next:")} ops orders release --reason cutover --dry-run\n`
      : "";
  return `${renderEachOutcome({ dryRun, done: notes, failed }, screen)}${verb} ${countText(adopted.length, "label")}; ${unneeded.length} not needed, ${failed.length} failed.\n${next}`;
}
