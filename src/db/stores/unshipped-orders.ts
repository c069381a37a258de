import { and, eq, inArray, sql } from "drizzle-orm";
import { hasEnded, ORDER_STATUSES, type OrderStatus } from "../../domain/order-lifecycle.ts";
import type { Executor } from "../database.ts";
import { orderCurrentStatus, orders } from "../schema/index.ts";
import { textArray, timestamp } from "../sql-values.ts";
import { notHeld } from "./due.ts";

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

/** Connections that are not known, but have orders that are neither shipped, ended nor held. */
export async function strandedConnections(
  ex: Executor,
  { known, now }: { known: readonly string[]; now: Date },
): Promise<string[]> {
  const rows = await ex.execute<{ connection: string }>(sql`
    select c.connection from connections c where c.connection <> all(${textArray(known)}) and exists (
      select from order_current_status s
      where s.connection = c.connection and s.status = any(${textArray(UNSHIPPED)})
        and ${notHeld(sql`s.order_id`, timestamp(now))})
    order by c.connection`);
  return rows.map(({ connection }) => connection);
}
