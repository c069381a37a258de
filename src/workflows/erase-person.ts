import { type ErasedRows, eraseCustomer, whatStands } from "../db/erase-customer.ts";
import { type CustomerRow, findCustomer, findCustomers } from "../db/stores/customers.ts";
import { logOperation } from "../db/stores/operations.ts";
import { findOrderByAnyId } from "../db/stores/orders.ts";
import { OpsError } from "../domain/errors.ts";
import type { OpsContext } from "./context.ts";

export interface Erased {
  /** The marketplace's. */
  customer: string;
  marketplace: string;
  orderIds: string[];
  labels: string[];
  rows: ErasedRows;
  /** When they were erased before; null when they never were. */
  before: { at: Date; by: string | null } | null;
}

/** The customer with this id at a marketplace, or of the order with it. @throws `not_found`, `bad_argument` */
export async function personNamed({ db }: OpsContext, id: string): Promise<CustomerRow> {
  const [found, ...more] = await findCustomers(db, id);
  if (more.length > 0)
    throw new OpsError("bad_argument", `Several marketplaces have a customer ${id}.`, {
      hint: "Name one of the customer's orders instead.",
    });
  if (found) return found;
  const order = await findOrderByAnyId(db, id);
  const customer = order?.customerId == null ? null : await findCustomer(db, order.customerId);
  if (customer) return customer;
  throw new OpsError("not_found", `There is no customer and no order ${id}.`, { facts: { id } });
}

/**
 * Removes a person from all that is kept, label files first: if that stops half-way, it is run again.
 * @throws `bad_argument` while an order of theirs is still to be shipped
 */
export async function erasePerson(
  ctx: OpsContext,
  { person, keepFiles = false }: { person: CustomerRow; keepFiles?: boolean },
): Promise<Erased> {
  const { customerId, marketplace, miraklCustomerId: customer, erasedAt, erasedBy } = person;
  const before = erasedAt === null ? null : { at: erasedAt, by: erasedBy };
  const at = ctx.clock.now();
  return ctx.db.transaction(async (tx) => {
    const { orderIds, unshipped, labels } = await whatStands(tx, customerId);
    if (unshipped.length > 0)
      throw new OpsError("bad_argument", `${unshipped.join(", ")} can not be shipped without an address.`, {
        hint: "Ship or cancel it first, then erase.",
      });
    if (!keepFiles) for (const path of labels) await ctx.labels.remove(path);
    const rows = await eraseCustomer(tx, { customerId, by: ctx.actor, at });
    await logOperation(tx, {
      at,
      scope: "privacy",
      action: "erase",
      status: "OK",
      message: `Customer ${customer} of ${marketplace}, ${orderIds.length} orders.`,
      actor: ctx.actor,
    });
    return { customer, marketplace, orderIds, labels, rows, before };
  });
}
