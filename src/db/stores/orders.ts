import { eq, getTableColumns, inArray, sql } from "drizzle-orm";
import { OpsError } from "../../domain/errors.ts";
import type { MarketplaceOrder } from "../../domain/marketplace-order.ts";
import type { Executor, Tx } from "../database.ts";
import { customers, orderLines, orders } from "../schema/index.ts";

export interface NewOrder {
  /** The marketplace's id behind the connection's prefix. */
  orderId: string;
  connection: string;
  marketplace: string;
  shop: string;
  orderPrefix: string;
  order: MarketplaceOrder;
  at: Date;
}

/** An order without the marketplace's own words for it, which weigh more than all the rest. */
export type OrderRow = Omit<typeof orders.$inferSelect, "rawOrderData">;

const { rawOrderData: _raw, ...ORDER_COLUMNS } = getTableColumns(orders);

/**
 * Records an order on first sight with its lines and customer. Answers false when it is known already.
 * @throws `connection_frozen` when the id belongs to an order of another marketplace, or the order has another id.
 */
export async function insertOrder(
  tx: Tx,
  { order, orderPrefix, at, ...identity }: NewOrder,
): Promise<boolean> {
  const known = await findOrder(tx, identity.orderId);
  if (known) return mustBeOurs(known, identity);
  const customerId = await upsertCustomer(tx, {
    marketplace: identity.marketplace,
    customer: order.customer,
    at,
  });
  const inserted = await tx
    .insert(orders)
    .values({
      ...identity,
      marketplaceOrderId: order.marketplaceOrderId,
      commercialId: order.commercialId,
      customerId,
      currency: order.currency,
      totalCents: order.totalCents,
      orderedAt: order.createdAt,
      rawOrderData: order.raw,
      createdAt: at,
    })
    .onConflictDoNothing()
    .returning({ orderId: orders.orderId });
  // Somebody else recorded it a moment ago, and that may have been another marketplace.
  if (inserted.length === 0) return mustBeOurs(await findOrder(tx, identity.orderId), identity);
  // Mirakl's line ids begin with the order's. One that does not gets it in front, for another marketplace may have it too.
  const isTelling = (lineId: string) => lineId.startsWith(`${order.marketplaceOrderId}-`);
  await tx.insert(orderLines).values(
    order.lines.map((line) => ({
      orderLineId: isTelling(line.lineId) ? orderPrefix + line.lineId : `${identity.orderId}/${line.lineId}`,
      orderId: identity.orderId,
      marketplaceLineId: line.lineId,
      sku: line.sku,
      title: line.title,
      quantity: line.quantity,
      unitPriceCents: line.unitPriceCents,
    })),
  );
  return true;
}

function mustBeOurs(
  known: OrderRow | null,
  { orderId, marketplace }: { orderId: string; marketplace: string },
): false {
  if (known?.marketplace === marketplace) return false;
  const trouble = known
    ? `Order id ${orderId} is taken by marketplace ${known.marketplace}.`
    : `Order ${orderId} of marketplace ${marketplace} is known under another id already.`;
  throw new OpsError("connection_frozen", trouble, {
    facts: { orderId, marketplace },
    hint: known ? "Give one of the two marketplaces an order_prefix before its first import." : undefined,
  });
}

interface CustomerInput {
  marketplace: string;
  customer: MarketplaceOrder["customer"];
  at: Date;
}

async function upsertCustomer(tx: Tx, { marketplace, customer, at }: CustomerInput): Promise<number | null> {
  const { firstName, lastName, email } = customer;
  const rows = await tx
    .insert(customers)
    .values({
      marketplace,
      miraklCustomerId: customer.id,
      firstName: firstName || null,
      lastName: lastName || null,
      email,
      createdAt: at,
    })
    .onConflictDoUpdate({
      target: [customers.marketplace, customers.miraklCustomerId],
      set: {
        firstName: sql`coalesce(excluded.first_name, ${customers.firstName})`,
        lastName: sql`coalesce(excluded.last_name, ${customers.lastName})`,
        email: sql`coalesce(excluded.email, ${customers.email})`,
      },
    })
    .returning({ customerId: customers.customerId });
  return rows[0]?.customerId ?? null;
}

export async function findOrder(ex: Executor, orderId: string): Promise<OrderRow | null> {
  const rows = await ex.select(ORDER_COLUMNS).from(orders).where(eq(orders.orderId, orderId));
  return rows[0] ?? null;
}

/** By our id, or by the marketplace's where it is the only one with it. @throws `bad_argument` when several have it. */
export async function findOrderByAnyId(ex: Executor, id: string): Promise<OrderRow | null> {
  const ours = await findOrder(ex, id);
  if (ours) return ours;
  const theirs = await ex.select(ORDER_COLUMNS).from(orders).where(eq(orders.marketplaceOrderId, id));
  if (theirs.length > 1)
    throw new OpsError(
      "bad_argument",
      `${id} is an order of ${theirs.map((order) => order.marketplace).join(" and of ")}.`,
      {
        hint: `Name it by our id: ${theirs.map((order) => order.orderId).join(" or ")}.`,
      },
    );
  return theirs[0] ?? null;
}

/** Orders of every marketplace with one of these ids of theirs. */
export async function findOrdersOfMarketplaces(
  ex: Executor,
  marketplaceOrderIds: readonly string[],
): Promise<OrderRow[]> {
  return await ex
    .select(ORDER_COLUMNS)
    .from(orders)
    .where(inArray(orders.marketplaceOrderId, [...marketplaceOrderIds]));
}

/** The customer's address for notices; null when the marketplace gave none. */
export async function findCustomerEmail(ex: Executor, { customerId }: OrderRow): Promise<string | null> {
  if (customerId === null) return null;
  const rows = await ex
    .select({ email: customers.email })
    .from(customers)
    .where(eq(customers.customerId, customerId));
  return rows[0]?.email ?? null;
}

/** @throws `not_found` */
export async function getOrder(ex: Executor, orderId: string): Promise<OrderRow> {
  const order = await findOrder(ex, orderId);
  if (!order) throw new OpsError("not_found", `There is no order ${orderId}.`, { facts: { orderId } });
  return order;
}
