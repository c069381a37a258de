import { eq, or } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { orders } from "../db/schema/index.ts";

/**
 * Under which ids the calls about something stand: those to a marketplace name an order by the marketplace's id, those
 * to a carrier by ours. What is no order has its own id only.
 */
export async function relatedIds(ex: Executor, id: string): Promise<string[]> {
  const found = await ex
    .select({ ours: orders.orderId, theirs: orders.marketplaceOrderId })
    .from(orders)
    .where(or(eq(orders.orderId, id), eq(orders.marketplaceOrderId, id)));
  const exact = found.filter(({ ours }) => ours === id);
  const meant = exact.length > 0 ? exact : found;
  return [...new Set([id, ...meant.flatMap(({ ours, theirs }) => [ours, theirs])])];
}
