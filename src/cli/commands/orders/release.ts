import { planRelease, type ReleasePlan, releaseOrders } from "../../../workflows/release-orders.ts";
import type { CommandRun } from "../../command.ts";
import { confirm } from "../../confirm.ts";
import { findOrder } from "../../find-order.ts";
import { countText } from "../../output/count-text.ts";
import { paragraph } from "../../output/paragraph.ts";
import type { Screen } from "../../output/screen.ts";

interface ReleaseInput {
  orders: string[];
  reason: string | undefined;
  yes: boolean;
  dryRun: boolean;
}

interface Released extends ReleasePlan {
  dryRun: boolean;
  /** Holds that ended. */
  released: number;
}

/** Ends holds, after showing how many labels would be bought then and what they cost. */
export async function releaseHeldOrders(run: CommandRun<ReleaseInput>): Promise<number> {
  const { input, output } = run;
  const ops = await run.ops();
  const orders: string[] = [];
  for (const id of input.orders) orders.push((await findOrder(ops, id)).orderId);
  const progress = output.progress();
  const plan = await planRelease(ops, {
    orders,
    reason: input.reason ?? null,
    onQuoted: (count, total) => {
      if (count === 0) progress.start(total, "asking for prices");
      else progress.tick(1);
    },
  }).finally(progress.done);
  const dryRun = input.dryRun;
  if (dryRun || plan.orderIds.length === 0) {
    await output.result({ dryRun, released: 0, ...plan }, render);
    return 0;
  }
  const agreed = await confirm(run, { what: planText(plan), question: "Release them?" });
  const released = agreed ? await releaseOrders(ops, plan) : 0;
  await output.result({ dryRun, released, ...plan }, render);
  return 0;
}

/** `60 orders would be released, and 52 labels bought for about 612.40 (…).` */
function planText({ orderIds, labels, quoted, quotedCents, unquoted }: ReleasePlan): string {
  const orders = `${countText(orderIds.length, "order")} would be released`;
  if (labels === 0) return `${orders}; no label follows from it.`;
  const price =
    quoted === 0 ? "" : `; ${quoted} of them cost ${(quotedCents / 100).toFixed(2)} by the carrier's prices`;
  const reasons = Object.entries(unquoted)
    .map(([why, count]) => `${count} without a price: ${why}`)
    .join("; ");
  return `${orders}, and ${countText(labels, "label")} bought by and by${price}${reasons && `; ${reasons}`}.`;
}

function render({ dryRun, released, ...plan }: Released, screen: Screen): string {
  const { theme } = screen;
  if (plan.orderIds.length === 0)
    return `Nothing is held${plan.reason === null ? " of these" : ` for the reason ${plan.reason}`}: there is nothing to release.\n`;
  if (released > 0)
    return `${theme.ok("Released")} ${countText(plan.orderIds.length, "order")} (${countText(released, "hold")} ended).\n${theme.accent("next:")} ops run\n`;
  const orders = dryRun ? `${plan.orderIds.join("\n")}\n\n` : "";
  return `${orders}${paragraph(planText(plan), screen)}${theme.dim("Nothing was changed.")}\n`;
}
