import { and, asc, count, eq, isNull } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { orders, processFailures } from "../db/schema/index.ts";
import type { ErrorCode } from "../domain/error-codes.ts";

/** An order of a marketplace that could not be taken in: all there is of it is its failure. */
export interface UnreadOrder {
  /** Our id for it, or what tells it from the order of another shop that has this id. */
  orderId: string;
  code: ErrorCode;
}

const isUnread = and(
  eq(processFailures.processName, "OrderReading"),
  eq(processFailures.needs, "human"),
  isNull(processFailures.resolvedAt),
  isNull(orders.orderId),
);

/** Oldest first. */
export async function listUnreadOrders(ex: Executor, { limit }: { limit: number }): Promise<UnreadOrder[]> {
  return await ex
    .select({ orderId: processFailures.relatedId, code: processFailures.code })
    .from(processFailures)
    .leftJoin(orders, eq(orders.orderId, processFailures.relatedId))
    .where(isUnread)
    .orderBy(asc(processFailures.failureId))
    .limit(limit);
}

export async function countUnreadOrders(ex: Executor): Promise<number> {
  const [row] = await ex
    .select({ orders: count() })
    .from(processFailures)
    .leftJoin(orders, eq(orders.orderId, processFailures.relatedId))
    .where(isUnread);
  return row?.orders ?? 0;
}
