import { readOrderDetails } from "../../../reports/order-details.ts";
import type { CommandRun } from "../../command.ts";
import { findOrder } from "../../find-order.ts";
import { withOps } from "../../with-ops.ts";
import { renderOrder } from "./render-order.ts";

/** Everything about one order: what was ordered, where it stands, every step that led there. */
export function showOrder({ input, output, clock, ...run }: CommandRun<{ order: string }>): Promise<number> {
  return withOps({ input, output, clock, ...run }, async (ops) => {
    const now = clock.now();
    const { orderId } = await findOrder(ops, input.order);
    const details = await readOrderDetails(ops.db, { id: orderId, at: now });
    await output.result(details, (data, screen) => renderOrder(data, { screen, now }));
    return 0;
  });
}
