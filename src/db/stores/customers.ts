import { and, eq, lte } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { customers, orders } from "../schema/index.ts";

export type CustomerRow = typeof customers.$inferSelect;

/** Of every marketplace that has a customer with this id. */
export const findCustomers = async (ex: Executor, miraklCustomerId: string): Promise<CustomerRow[]> =>
  await ex.select().from(customers).where(eq(customers.miraklCustomerId, miraklCustomerId));

export async function findCustomer(ex: Executor, customerId: number): Promise<CustomerRow | null> {
  const [row] = await ex.select().from(customers).where(eq(customers.customerId, customerId));
  return row ?? null;
}

export interface Erasure {
  at: Date;
  by: string | null;
}

/** Whether the person behind an order was erased after it was placed; null when not. */
export async function findErasureOf(ex: Executor, orderId: string): Promise<Erasure | null> {
  const [row] = await ex
    .select({ at: customers.erasedAt, by: customers.erasedBy })
    .from(customers)
    .innerJoin(orders, eq(orders.customerId, customers.customerId))
    .where(and(eq(orders.orderId, orderId), lte(orders.orderedAt, customers.erasedAt)));
  return row?.at ? { at: row.at, by: row.by } : null;
}

/** When the person was erased; null when they never were. */
export async function findErasure(
  ex: Executor,
  { marketplace, miraklCustomerId }: Pick<CustomerRow, "marketplace" | "miraklCustomerId">,
): Promise<Date | null> {
  const [row] = await ex
    .select({ erasedAt: customers.erasedAt })
    .from(customers)
    .where(and(eq(customers.marketplace, marketplace), eq(customers.miraklCustomerId, miraklCustomerId)));
  return row?.erasedAt ?? null;
}
