import { type Erased, erasePerson, personNamed } from "../../../workflows/erase-person.ts";
import { rehearse } from "../../../workflows/rehearse.ts";
import type { CommandRun } from "../../command.ts";
import { confirm } from "../../confirm.ts";
import { countText } from "../../output/count-text.ts";
import type { Screen } from "../../output/screen.ts";
import { minuteText } from "../../output/time-text.ts";

interface EraseInput {
  customer: string;
  yes: boolean;
  dryRun: boolean;
}

interface EraseResult extends Erased {
  dryRun: boolean;
  /** Now; false where nothing was left to erase. */
  erased: boolean;
}

/** Removes a person, after showing how much that is. When and by whom that was done once stays on record. */
export async function erase(run: CommandRun<EraseInput>): Promise<number> {
  const { input, output } = run;
  const ops = await run.ops();
  const person = await personNamed(ops, input.customer);
  const plan = await rehearse(ops, (ctx) => erasePerson(ctx, { person, keepFiles: true }));
  const goesAhead =
    !input.dryRun &&
    !isGone(plan) &&
    (await confirm(run, { what: `${planText(plan)}.`, question: "Erase them for good?" }));
  const result = goesAhead ? await erasePerson(ops, { person }) : plan;
  await output.result({ dryRun: input.dryRun, erased: goesAhead, ...result }, render);
  return 0;
}

/** Erased before, and nothing has come since. */
const isGone = ({ before, labels, rows: { customers: _itself, ...others } }: Erased): boolean =>
  before !== null && labels.length === 0 && Object.values(others).every((count) => count === 0);

function planText({ customer, marketplace, orderIds, labels, rows }: Erased): string {
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return `Customer ${customer} of ${marketplace} goes from ${countText(orderIds.length, "order")}, ${countText(total, "row")} and ${countText(labels.length, "label file")}`;
}

function render({ erased, ...plan }: EraseResult, { theme }: Screen): string {
  const { customer, marketplace, before } = plan;
  if (before && isGone(plan))
    return `Customer ${customer} of ${marketplace} was erased on ${minuteText(before.at)} UTC by ${before.by ?? "somebody"}. Nothing of theirs is left.\n`;
  const tables = Object.entries(plan.rows)
    .filter(([, rows]) => rows > 0)
    .map(([table, rows]) => `  ${table}: ${rows}\n`);
  const end = erased ? theme.ok("Erased.") : theme.dim("Nothing was changed.");
  return `${planText(plan)}:\n${tables.join("")}${end}\n`;
}
