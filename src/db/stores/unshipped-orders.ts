import { and, eq, inArray } from "drizzle-orm";
import { hasEnded, ORDER_STATUSES, type OrderStatus } from "../../domain/order-lifecycle.ts";
import type { Executor } from "../database.ts";
import { orderCurrentStatus, orders } from "../schema/index.ts";

const UNSHIPPED = ORDER_STATUSES.filter((status) => status !== "shipped" && !hasEnded(status));

/** A shop's orders that are neither shipped nor over. */
export async function unshippedOrders(
  ex: Executor,
  connection: string,
): Promise<{ orderId: string; marketplaceOrderId: string; status: OrderStatus }[]> {
  return await ex
    .select({
      orderId: orders.orderId,
      marketplaceOrderId: orders.marketplaceOrderId,
      status: orderCurrentStatus.status,
    })
    .from(orderCurrentStatus)
    .innerJoin(orders, eq(orders.orderId, orderCurrentStatus.orderId))
    .where(and(inArray(orderCurrentStatus.status, UNSHIPPED), eq(orders.connection, connection)));
}
