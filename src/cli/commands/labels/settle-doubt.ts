import { findLiveShipment } from "../../../db/stores/shipments.ts";
import type { OpsContext } from "../../../workflows/context.ts";
import { rehearse } from "../../../workflows/rehearse.ts";
import { labelFound, labelMissing } from "../../../workflows/resolve-doubt.ts";
import type { CommandRun } from "../../command.ts";
import { confirm } from "../../confirm.ts";
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

/** The carrier has the label of a purchase in doubt: it is booked, and the order goes on. */
export async function foundLabel(run: CommandRun<DoubtInput & { number: string }>): Promise<number> {
  const trackingPin = run.input.number.replace(/\s+/g, "");
  const ops = await run.ops();
  const { orderId } = await findOrder(ops, run.input.order);
  const settle = (ctx: OpsContext) => labelFound(ctx, { orderId, trackingPin });
  return settleDoubt(run, ops, {
    orderId,
    settle,
    what: `label ${trackingPin} is booked; the order goes on`,
  });
}

/** The carrier has no label of a purchase in doubt: another may be bought. */
export async function missingLabel(run: CommandRun<DoubtInput & { yes: boolean }>): Promise<number> {
  const ops = await run.ops();
  const { orderId } = await findOrder(ops, run.input.order);
  const settle = (ctx: OpsContext) => labelMissing(ctx, { orderId });
  await rehearse(ops, settle);
  const agreed =
    run.input.dryRun ||
    (await confirm(run, { what: await warning(ops, orderId), question: "Are you sure?" }));
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

/** What a wrong answer costs, and how to find the right one. */
async function warning({ db }: OpsContext, orderId: string): Promise<string> {
  const shipment = await findLiveShipment(db, orderId);
  const since = shipment?.inDoubtSince ? `, asked for at ${minuteText(shipment.inDoubtSince)} UTC` : "";
  return [
    `If ${shipment?.carrier} has the label of order ${orderId} after all, a second one is bought and paid for.`,
    `Look there first for reference ${shipment?.requestKey}${since}.`,
  ].join(" ");
}
