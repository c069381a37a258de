import type { OpsContext } from "../../../workflows/context.ts";
import { rehearse } from "../../../workflows/rehearse.ts";
import { attemptEach, type Outcomes } from "../../attempt-each.ts";
import type { CommandRun } from "../../command.ts";
import { findOrder } from "../../find-order.ts";
import { renderOutcomes } from "../../output/render-outcomes.ts";

export interface OrdersInput {
  orders: string[];
  dryRun: boolean;
}

export interface OrderChange {
  /** Names the work on the progress bar: `hold`. */
  label: string;
  /** Changes one order by our id; answers what it did, for people. */
  change(ctx: OpsContext, orderId: string): Promise<string>;
}

/** Changes every order that is named, or with `--dry-run` tells what that would do. */
export async function changeEachOrder(
  run: CommandRun<OrdersInput>,
  ctx: OpsContext,
  { label, change }: OrderChange,
): Promise<Outcomes> {
  const changeNamed = async (within: OpsContext, id: string) =>
    change(within, (await findOrder(within, id)).orderId);
  const { orders: ids, dryRun } = run.input;
  const act = (id: string) =>
    dryRun ? rehearse(ctx, (within) => changeNamed(within, id)) : changeNamed(ctx, id);
  return attemptEach(run, { label, ids, act });
}

/** A whole command that changes orders by their ids. */
export async function changeOrders(run: CommandRun<OrdersInput>, order: OrderChange): Promise<number> {
  const ops = await run.ops();
  const outcomes = await changeEachOrder(run, ops, order);
  await run.output.result({ dryRun: run.input.dryRun, ...outcomes }, renderOutcomes);
  return outcomes.failed.length > 0 ? 1 : 0;
}
