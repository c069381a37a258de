import { readOrderDetails } from "../../../reports/order-details.ts";
import type { CommandRun } from "../../command.ts";
import { findOrder } from "../../find-order.ts";
import { renderOrder } from "./render-order.ts";

/** Everything about one order: what was ordered, where it stands, every step that led there. */
export async function showOrder(run: CommandRun<{ order: string }>): Promise<number> {
  const { input, output, clock } = run;
  const now = clock.now();
  const ops = await run.ops();
  const { orderId } = await findOrder(ops, input.order);
  const details = await readOrderDetails(ops.db, { id: orderId, at: now });
  await output.result(details, (data, screen) => renderOrder(data, { screen, now }));
  return 0;
}
