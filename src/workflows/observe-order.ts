import type { Tx } from "../db/database.ts";
import { findErasure } from "../db/stores/customers.ts";
import { holdOrder } from "../db/stores/holds.ts";
import { recordObservation } from "../db/stores/observations.ts";
import { lockStatus, startOrder } from "../db/stores/order-status.ts";
import { insertOrder } from "../db/stores/orders.ts";
import { hasShipmentWithPin } from "../db/stores/shipments.ts";
import { type MarketplaceOrder, statusOf, withoutPerson } from "../domain/marketplace-order.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";
import type { ConnectionSettings } from "../platform/config/config.ts";
import { reconcileOrder } from "./reconcile-order.ts";

export interface Reading {
  settings: ConnectionSettings;
  order: MarketplaceOrder;
  actor: string;
  at: Date;
}

export type Observed = "new" | "updated" | "older";

/** Our id of a marketplace's order. */
export const orderIdOf = (settings: ConnectionSettings, marketplaceOrderId: string) =>
  settings.orderPrefix + marketplaceOrderId;

/**
 * Takes in one answer about one order: first sight, newer-wins observation, holds, and the status that follows. Every
 * way of hearing from the marketplace ends here, so it does not matter which one comes first.
 */
export async function observeOrder(tx: Tx, reading: Reading): Promise<Observed> {
  const { settings, actor, at } = reading;
  const order = await withoutErased(tx, reading);
  const orderId = orderIdOf(settings, order.marketplaceOrderId);
  const isNew = await insertOrder(tx, {
    orderId,
    connection: settings.name,
    marketplace: settings.marketplace,
    shop: settings.shop,
    orderPrefix: settings.orderPrefix,
    order,
    at,
  });
  if (!(await recordObservation(tx, { orderId, order, at }))) return "older";
  if (isNew) await holdForCutOver(tx, { orderId, reading });
  // Whoever hears of this order at the same time waits for the row of the observation: no status comes in between.
  const status = isNew ? null : await lockStatus(tx, orderId);
  if (status === null) await startIfActionable(tx, { orderId, reading });
  else await reconcileOrder(tx, { orderId, connection: settings.name, order, actor, at, status });
  await holdForForeignLabel(tx, { orderId, reading });
  return isNew ? "new" : "updated";
}

/** An order of a person who was erased since is taken in without the person. */
async function withoutErased(tx: Tx, { settings, order }: Reading): Promise<MarketplaceOrder> {
  const { marketplace } = settings;
  const erasedAt = await findErasure(tx, { marketplace, miraklCustomerId: order.customer.id });
  return erasedAt !== null && order.createdAt <= erasedAt ? withoutPerson(order) : order;
}

interface Sighting {
  orderId: string;
  reading: Reading;
}

/** States that we observe but can not act on yet have no status until they become actionable. */
async function startIfActionable(
  tx: Tx,
  { orderId, reading: { order, actor, at } }: Sighting,
): Promise<void> {
  const status = statusOf(order.state);
  if (status === null) return;
  await startOrder(tx, {
    orderId,
    to: status,
    notes: `First seen as ${order.state}.`,
    actor,
    at,
    action: "fetch_order",
  });
}

const SHIPPED_OR_ENDED: readonly (OrderStatus | null)[] = ["shipped", "complete", "cancelled", "refused"];

async function holdForCutOver(
  tx: Tx,
  { orderId, reading: { settings, order, actor, at } }: Sighting,
): Promise<void> {
  if (order.createdAt >= settings.liveFrom || SHIPPED_OR_ENDED.includes(statusOf(order.state))) return;
  await holdOrder(tx, {
    orderId,
    reason: "cutover",
    note: `Ordered before ${settings.liveFrom.toISOString()}, when ops took over.`,
    by: actor,
    at,
  });
}

/** A tracking number that we did not write means that somebody else has bought a label. */
async function holdForForeignLabel(
  tx: Tx,
  { orderId, reading: { order, actor, at } }: Sighting,
): Promise<void> {
  if (order.trackingNumber === null || SHIPPED_OR_ENDED.includes(await lockStatus(tx, orderId))) return;
  if (await hasShipmentWithPin(tx, { orderId, trackingPin: order.trackingNumber })) return;
  await holdOrder(tx, {
    orderId,
    reason: "foreign_label",
    note: `The marketplace shows tracking number ${order.trackingNumber}, which ops did not write.`,
    by: actor,
    at,
  });
}
