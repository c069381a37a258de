import { and, eq } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { customers } from "../schema/index.ts";

export type CustomerRow = typeof customers.$inferSelect;

/** Of every marketplace that has a customer with this id. */
export const findCustomers = async (ex: Executor, miraklCustomerId: string): Promise<CustomerRow[]> =>
  await ex.select().from(customers).where(eq(customers.miraklCustomerId, miraklCustomerId));

export async function findCustomer(ex: Executor, customerId: number): Promise<CustomerRow | null> {
  const [row] = await ex.select().from(customers).where(eq(customers.customerId, customerId));
  return row ?? null;
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
