import { OpsError } from "../../../domain/errors.ts";
import type { OpsContext } from "../../../workflows/context.ts";
import {
  type AfterEnd,
  type EndedLabel,
  endLabel,
  findEndedLabel,
  nameOf,
} from "../../../workflows/end-label.ts";
import { rehearse } from "../../../workflows/rehearse.ts";
import type { CommandRun } from "../../command.ts";
import { confirm } from "../../confirm.ts";
import { findOrder } from "../../find-order.ts";
import { renderOutcomes } from "../../output/render-outcomes.ts";

interface EndedInput {
  order: string;
  as: EndedLabel["as"] | undefined;
  yes: boolean;
  dryRun: boolean;
}

/** A label was voided or refunded at the carrier: what follows is said first, for it can cost a label. */
export async function endedLabel(run: CommandRun<EndedInput>): Promise<number> {
  const { input, output } = run;
  const { as } = input;
  if (as === undefined)
    throw new OpsError("bad_argument", "What has the carrier done with it? --as is missing.", {
      hint: `ops labels ended ${input.order} --as voided, or: --as refunded`,
    });
  const ops = await run.ops();
  const { orderId } = await findOrder(ops, input.order);
  const ended = await findEndedLabel(ops, { orderId, as });
  const end = (ctx: OpsContext) => endLabel(ctx, ended);
  const after = await rehearse(ops, end);
  const what = `Label ${nameOf(ended.shipment, ended.facts)} is booked as ${as}. ${consequence(orderId)[after]}`;
  const agreed = input.dryRun || (await confirm(run, { what, question: "Are you sure?" }));
  if (!agreed) {
    output.note("Nothing was changed.");
    return 0;
  }
  if (!input.dryRun) await end(ops);
  const outcomes = { dryRun: input.dryRun, done: [{ id: orderId, what }], failed: [] };
  await output.result(outcomes, (data, screen) => {
    const next =
      input.dryRun || after === "has_ended" ? "" : `${screen.theme.accent("next:")} ${NEXT[after]}\n`;
    return renderOutcomes(data, screen) + next;
  });
  return 0;
}

const NEXT = { buys: "ops run", is_asked_about: "ops failures list" } as const;

const consequence = (orderId: string): Record<AfterEnd, string> => ({
  buys: `Another one is bought for order ${orderId}; if it is not to have one, hold it first: ops orders hold ${orderId}.`,
  is_asked_about: `Order ${orderId} is shipped with it: you are asked to see to its parcel.`,
  has_ended: `Order ${orderId} has ended and needs none.`,
});
