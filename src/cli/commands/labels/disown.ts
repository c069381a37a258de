import type { OpsContext } from "../../../workflows/context.ts";
import { type Disowned, disownLabel } from "../../../workflows/disown-label.ts";
import { rehearse } from "../../../workflows/rehearse.ts";
import type { CommandRun } from "../../command.ts";
import { confirm } from "../../confirm.ts";
import { findOrder } from "../../find-order.ts";
import { renderOutcomes } from "../../output/render-outcomes.ts";

interface DisownInput {
  order: string;
  yes: boolean;
  dryRun: boolean;
}

/** A label is not its order's own: what follows is said first, for it can cost a label. */
export async function disownLabelCommand(run: CommandRun<DisownInput>): Promise<number> {
  const { input, output } = run;
  const ops = await run.ops();
  const { orderId } = await findOrder(ops, input.order);
  const disown = (ctx: OpsContext) => disownLabel(ctx, { orderId });
  const what = consequences(await rehearse(ops, disown));
  const agreed = input.dryRun || (await confirm(run, { what, question: "Are you sure?" }));
  if (!agreed) {
    output.note("Nothing was changed.");
    return 0;
  }
  if (!input.dryRun) await disown(ops);
  const outcomes = { dryRun: input.dryRun, done: [{ id: orderId, what }], failed: [] };
  await output.result(outcomes, (data, screen) => {
    const next = input.dryRun ? "" : `${screen.theme.accent("next:")} ops run\n`;
    return renderOutcomes(data, screen) + next;
  });
  return 0;
}

function consequences({ orderId, number, goesOn, newHolder }: Disowned): string {
  const next = {
    buys: `A label is bought for order ${orderId}; if it has one elsewhere, hold it first: ops orders hold ${orderId}.`,
    looks_up: `The purchase of order ${orderId} itself is in doubt again and looked up.`,
    is_corrected: `Order ${orderId} is shipped with it: you are asked to correct the marketplace by hand.`,
    has_ended: `Order ${orderId} has ended and needs none.`,
  }[goesOn];
  const passed = newHolder === null ? "" : ` Order ${newHolder} has it instead and goes on.`;
  return `Label ${number} is taken off order ${orderId}.${passed} ${next}`;
}
