import { eq, getTableColumns, sql } from "drizzle-orm";
import { OpsError } from "../../domain/errors.ts";
import type { MarketplaceOrder } from "../../domain/marketplace-order.ts";
import type { Executor } from "../database.ts";
import { orderObservations } from "../schema/index.ts";

/** What the marketplace last told us of an order, without its own words for it. */
export type Observation = Omit<typeof orderObservations.$inferSelect, "raw">;

const { raw: _raw, ...OBSERVATION_COLUMNS } = getTableColumns(orderObservations);

/** Keeps the newest answer: one that is older by the marketplace's own date changes nothing and answers false. */
export async function recordObservation(
  ex: Executor,
  { orderId, order, at }: { orderId: string; order: MarketplaceOrder; at: Date },
): Promise<boolean> {
  const news = {
    marketplaceState: order.state,
    canShopShip: order.canShopShip,
    hasOpenIncident: order.hasOpenIncident,
    shippingDeadline: order.shippingDeadline,
    shippingTypeCode: order.shippingTypeCode,
    pickUpPointId: order.pickUpPointId,
    carrierCode: order.carrierCode,
    trackingNumber: order.trackingNumber,
    shipTo: order.shipTo,
    lines: order.lines,
    sourceUpdatedAt: order.updatedAt,
    observedAt: at,
    raw: order.raw,
  };
  const rows = await ex
    .insert(orderObservations)
    .values({ orderId, ...news })
    .onConflictDoUpdate({
      target: orderObservations.orderId,
      set: news,
      setWhere: sql`${orderObservations.sourceUpdatedAt} <= excluded.source_updated_at`,
    })
    .returning({ orderId: orderObservations.orderId });
  return rows.length > 0;
}

export async function findObservation(ex: Executor, orderId: string): Promise<Observation | null> {
  const rows = await ex
    .select(OBSERVATION_COLUMNS)
    .from(orderObservations)
    .where(eq(orderObservations.orderId, orderId));
  return rows[0] ?? null;
}

/** Of an order that has a status, and so was observed. */
export async function getObservation(ex: Executor, orderId: string): Promise<Observation> {
  const found = await findObservation(ex, orderId);
  if (found) return found;
  throw new OpsError("bug", `Order ${orderId} was never observed.`);
}
