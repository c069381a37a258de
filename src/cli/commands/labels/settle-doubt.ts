import { findLiveShipment } from "../../../db/stores/shipments.ts";
import { carrierClaim } from "../../../reports/purchase-doubt.ts";
import type { OpsContext } from "../../../workflows/context.ts";
import { type FoundLabel, findLabel, findNoLabel } from "../../../workflows/find-label.ts";
import { rehearse } from "../../../workflows/rehearse.ts";
import { labelFound, labelMissing } from "../../../workflows/resolve-doubt.ts";
import type { CommandRun } from "../../command.ts";
import { canAsk, confirm } from "../../confirm.ts";
import { findOrder } from "../../find-order.ts";
import { renderOutcomes } from "../../output/render-outcomes.ts";
import { minuteText } from "../../output/time-text.ts";

interface DoubtInput {
  order: string;
  dryRun: boolean;
}

interface Settling {
  orderId: string;
  settle(ctx: OpsContext): Promise<void>;
  what: string;
}

interface FoundInput extends DoubtInput {
  number: string;
  withoutLabel: boolean;
}

/**
 * The carrier has the label of a purchase in doubt: it is asked for it, the label is booked, and the order goes on. What
 * it does not show is booked only when a person wants a number without a label file.
 */
export async function foundLabel(run: CommandRun<FoundInput>): Promise<number> {
  const { input } = run;
  const ops = await run.ops();
  const { orderId } = await findOrder(ops, input.order);
  const found = await findLabel(ops, { orderId, number: input.number });
  const isUnseen = found.facts === null && !found.isCorrection;
  const withoutLabel = input.withoutLabel || (canAsk(run) && !input.dryRun);
  const settle = (ctx: OpsContext) => labelFound(ctx, { ...found, withoutLabel });
  await rehearse(ops, settle);
  const agreed =
    input.dryRun ||
    input.withoutLabel ||
    !isUnseen ||
    (await confirm({ ...run, input: { yes: false } }, noLabel(found)));
  const what = `label ${found.trackingPin} is booked${isUnseen ? ", without a label file" : ""}; the order goes on`;
  if (agreed) return settleDoubt(run, ops, { orderId, settle, what });
  run.output.note("Nothing was changed.");
  return 0;
}

const noLabel = ({ orderId, trackingPin }: FoundLabel) => ({
  what: `The carrier does not show label ${trackingPin}. The marketplace is told the number for order ${orderId}, and there will be no label file here.`,
  question: "Book it all the same?",
});

interface MissingInput extends DoubtInput {
  yes: boolean;
  despiteCarrier: boolean;
}

/**
 * The carrier, asked once more, has no label of a purchase in doubt: another may be bought. Where it has said otherwise, a person
 * types the order's id, and a script says so by a flag of its own.
 */
export async function missingLabel(run: CommandRun<MissingInput>): Promise<number> {
  const ops = await run.ops();
  const { orderId } = await findOrder(ops, run.input.order);
  await findNoLabel(ops, { orderId, despiteCarrier: run.input.despiteCarrier });
  const despiteCarrier = run.input.despiteCarrier || (canAsk(run) && !run.input.dryRun);
  const settle = (ctx: OpsContext) => labelMissing(ctx, { orderId, despiteCarrier });
  await rehearse(ops, settle);
  const agreed = run.input.dryRun || (await confirm(run, await warning(ops, orderId, run.input)));
  if (agreed) return settleDoubt(run, ops, { orderId, settle, what: "a new label will be bought" });
  run.output.note("Nothing was changed.");
  return 0;
}

async function settleDoubt(
  { input, output }: CommandRun<DoubtInput>,
  ops: OpsContext,
  { orderId, settle, what }: Settling,
): Promise<number> {
  const { dryRun } = input;
  await (dryRun ? rehearse(ops, settle) : settle(ops));
  const outcomes = { dryRun, done: [{ id: orderId, what }], failed: [] };
  await output.result(outcomes, (data, screen) => {
    const next = dryRun ? "" : `${screen.theme.accent("next:")} ops run\n`;
    return renderOutcomes(data, screen) + next;
  });
  return 0;
}

/** What a wrong answer costs, what the carrier has said, and how to find the right one. */
async function warning(
  { db }: OpsContext,
  orderId: string,
  { despiteCarrier }: Pick<MissingInput, "despiteCarrier">,
): Promise<Parameters<typeof confirm>[1]> {
  const shipment = await findLiveShipment(db, orderId);
  const claim = shipment && carrierClaim(shipment);
  const since = shipment?.inDoubtSince ? `, asked for at ${minuteText(shipment.inDoubtSince)} UTC` : "";
  return {
    what: [
      claim ? `Order ${orderId}: ${claim}.` : "",
      `If ${shipment?.carrier} has the label of order ${orderId} after all, a second one is bought and paid for.`,
      `Look there first for reference ${shipment?.requestKey}${since}.`,
      claim ? `Or let ops look: ops reconcile, then ops labels found ${orderId} NUMBER.` : "",
    ]
      .filter(Boolean)
      .join(" "),
    question: "Are you sure?",
    word: claim && !despiteCarrier ? orderId : undefined,
  };
}
