import { readOrderDetails } from "../../../reports/order-details.ts";
import type { CommandRun } from "../../command.ts";
import { findOrder } from "../../find-order.ts";
import { renderOrder } from "./render-order.ts";

/** Everything about one order: what was ordered, where it stands, every step that led there. */
export async function showOrder(run: CommandRun<{ order: string }>): Promise<number> {
  const { input, output, clock } = run;
  const now = clock.now();
  const { db } = await run.database();
  const { orderId } = await findOrder({ db, clock }, input.order);
  const details = await readOrderDetails(db, { id: orderId, at: now });
  await output.result(details, (data, screen) => renderOrder(data, { screen, now }));
  return 0;
}
