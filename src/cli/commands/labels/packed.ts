import { markPacked } from "../../../workflows/mark-packed.ts";
import type { CommandRun } from "../../command.ts";
import { changeOrders, type OrdersInput } from "../orders/change-orders.ts";

/** Records that parcels are packed. */
export const packedLabels = (run: CommandRun<OrdersInput>): Promise<number> =>
  changeOrders(run, {
    label: "packed",
    change: async (ctx, orderId) =>
      (await markPacked(ctx, { orderId })) ? "packed" : "was packed already; nothing changed",
  });
