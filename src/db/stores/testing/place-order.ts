import type { MarketplaceOrder } from "../../../domain/marketplace-order.ts";
import { FIRST_STATUSES, type OrderStatus, walk } from "../../../domain/order-lifecycle.ts";
import { marketplaceOrder } from "../../../domain/testing/order-samples.ts";
import type { Database } from "../../database.ts";
import { freezeConnection } from "../connections.ts";
import { recordObservation } from "../observations.ts";
import { startOrder, walkOrder } from "../order-status.ts";
import { insertOrder } from "../orders.ts";

export const NOW = new Date("2026-03-02T15:00:00Z");
export const minutesFrom = (from: Date, minutes: number) => new Date(from.getTime() + minutes * 60_000);

interface Placing {
  orderId: string;
  connection?: string;
  /** Null leaves it observed only. */
  status?: OrderStatus | null;
  observedAt?: Date;
  /** When we first saw it. */
  createdAt?: Date;
  order?: Partial<MarketplaceOrder>;
}

/** An order as the marketplace tells of it, walked to a status. */
export async function placeOrder(db: Database, placing: Placing): Promise<string> {
  const {
    orderId,
    connection = "bestbuy/main",
    status = "accepted",
    observedAt = NOW,
    createdAt = NOW,
  } = placing;
  const [marketplace = "", shop = ""] = connection.split("/");
  const order = marketplaceOrder({ marketplaceOrderId: orderId, ...placing.order });
  const seller = { connection, marketplace, shop, orderPrefix: "" };
  await freezeConnection(db, { ...seller, liveFrom: new Date(0), at: NOW });
  await db.transaction(async (tx) => {
    await insertOrder(tx, { orderId, ...seller, order, at: createdAt });
    await recordObservation(tx, { orderId, order, at: observedAt });
    if (status === null) return;
    const from = FIRST_STATUSES.includes(status) ? status : "pending_acceptance";
    const step = { orderId, notes: null, actor: "test", at: createdAt, action: "place" };
    await startOrder(tx, { ...step, to: from });
    if (walk(from, status) !== null) await walkOrder(tx, { ...step, from, to: status });
  });
  return orderId;
}
