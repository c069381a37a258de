import { type Erased, erasePerson, personNamed } from "../../../workflows/erase-person.ts";
import { rehearse } from "../../../workflows/rehearse.ts";
import type { CommandRun } from "../../command.ts";
import { confirm } from "../../confirm.ts";
import { countText } from "../../output/count-text.ts";
import type { Screen } from "../../output/screen.ts";

interface EraseInput {
  customer: string;
  yes: boolean;
  dryRun: boolean;
}

interface EraseResult extends Erased {
  dryRun: boolean;
  erased: boolean;
}

/** Removes a person, after showing how much that is. */
export async function erase(run: CommandRun<EraseInput>): Promise<number> {
  const { input, output } = run;
  const ops = await run.ops();
  const person = await personNamed(ops, input.customer);
  const plan = await rehearse(ops, (ctx) => erasePerson(ctx, { person, keepFiles: true }));
  const goesAhead =
    !input.dryRun && (await confirm(run, { what: `${planText(plan)}.`, question: "Erase them for good?" }));
  const result = goesAhead ? await erasePerson(ops, { person }) : plan;
  await output.result({ dryRun: input.dryRun, erased: goesAhead, ...result }, render);
  return 0;
}

function planText({ customer, marketplace, orderIds, labels, rows }: Erased): string {
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return `Customer ${customer} of ${marketplace} goes from ${countText(orderIds.length, "order")}, ${countText(total, "row")} and ${countText(labels.length, "label file")}`;
}

function render({ erased, ...plan }: EraseResult, { theme }: Screen): string {
  const tables = Object.entries(plan.rows)
    .filter(([, rows]) => rows > 0)
    .map(([table, rows]) => `  ${table}: ${rows}\n`);
  const end = erased ? theme.ok("Erased.") : theme.dim("Nothing was changed.");
  return `${planText(plan)}:\n${tables.join("")}${end}\n`;
}
