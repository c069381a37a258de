import { miraklDate } from "./json.ts";
import { undecidedLine, undecidedOrder } from "./new-order.ts";
import type { Order } from "./order.ts";

/** The order as if the customer had placed it at `at`: nothing decided, paid, shipped or refunded yet. */
export function reopenOrder(order: Order, at: Date): Order {
  const date = miraklDate(at);
  return {
    ...order,
    ...undecidedOrder,
    created_date: date,
    last_updated_date: date,
    shipping_deadline: null,
    order_lines: order.order_lines.map((line) => ({
      ...line,
      ...undecidedLine(),
      created_date: date,
      last_updated_date: date,
    })),
  };
}
