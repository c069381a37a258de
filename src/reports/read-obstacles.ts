import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { orderHolds, processFailures, shipments } from "../db/schema/index.ts";
import { isAnyOf } from "../db/sql-values.ts";
import { openPauses } from "../db/stores/pauses.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";
import {
  carrierPartner,
  isLabelStoreScope,
  marketplacePartner,
  type PauseQuestion,
  pauseFor,
  shopBuyingScope,
} from "../domain/pause-scope.ts";
import { holdStands } from "./hold-stands.ts";
import { hasLabel, type Obstacles } from "./late-causes.ts";
import type { LateSettings } from "./late-settings.ts";

interface OpenOrder {
  orderId: string;
  connection: string;
  status: OrderStatus;
}

export interface OrderObstacles extends Obstacles {
  packedAt: Date | null;
  manifestedAt: Date | null;
}

/** What is in the way of each of these orders, and how far its parcel is. */
export async function readObstacles(
  ex: Executor,
  { orders, at, settings }: { orders: readonly OpenOrder[]; at: Date; settings: LateSettings },
): Promise<(order: OpenOrder) => OrderObstacles> {
  const ids = orders.map(({ orderId }) => orderId);
  const [pauses, holds, failures, parcels] = await Promise.all([
    openPauses(ex),
    readHolds(ex, ids, at),
    readFailures(ex, ids),
    readParcels(ex, ids),
  ]);
  const stores = pauses.map(({ scope }) => scope).filter(isLabelStoreScope);
  return (order) => {
    const parcel = parcels.get(order.orderId)?.[0];
    const stopping = stepsOf(order, { ...settings, stores }).flatMap((step) => pauseFor(pauses, step) ?? []);
    return {
      pauses: [...new Set(stopping)],
      holds: holds.get(order.orderId) ?? [],
      failures: failures.get(order.orderId) ?? [],
      doubt: parcel?.purchase === "in_doubt" ? { since: parcel.inDoubtSince } : null,
      packedAt: parcel?.packedAt ?? null,
      manifestedAt: parcel?.manifestedAt ?? null,
    };
  };
}

/** The work that an order has still before it, as pauses know it. */
function stepsOf(
  { connection, status }: OpenOrder,
  { shops, stores }: LateSettings & { stores: string[] },
): PauseQuestion[] {
  const shop = marketplacePartner(connection);
  const account = carrierPartner(shops.get(connection)?.account ?? "");
  const waitsForDecision = status === "pending_acceptance" || status === "acceptance_failed";
  return [
    ...(waitsForDecision ? [{ workflow: "accept-orders", partner: shop, hasEffects: true }] : []),
    ...(hasLabel(status)
      ? []
      : [
          { workflow: "read-back-orders", partner: shop, hasEffects: false },
          {
            workflow: "create-labels",
            partner: account,
            hasEffects: true,
            also: [shopBuyingScope(connection), ...stores],
          },
        ]),
    { workflow: "push-tracking", partner: shop, hasEffects: true },
  ];
}

const byOrder = <T extends { orderId: string }>(rows: readonly T[]) =>
  Map.groupBy(rows, ({ orderId }) => orderId);

const readHolds = async (ex: Executor, ids: string[], at: Date) =>
  byOrder(
    await ex
      .select({ orderId: orderHolds.orderId, reason: orderHolds.reason, until: orderHolds.until })
      .from(orderHolds)
      .where(and(isAnyOf(orderHolds.orderId, ids), holdStands(at))),
  );

const readFailures = async (ex: Executor, ids: string[]) =>
  byOrder(
    await ex
      .select({
        orderId: processFailures.relatedId,
        failureId: processFailures.failureId,
        code: processFailures.code,
        needs: processFailures.needs,
        retryAt: processFailures.retryAt,
      })
      .from(processFailures)
      .where(and(isAnyOf(processFailures.relatedId, ids), isNull(processFailures.resolvedAt))),
  );

const readParcels = async (ex: Executor, ids: string[]) =>
  byOrder(
    await ex
      .select({
        orderId: shipments.orderId,
        purchase: shipments.purchase,
        inDoubtSince: shipments.inDoubtSince,
        packedAt: shipments.packedAt,
        manifestedAt: shipments.manifestedAt,
      })
      .from(shipments)
      .where(and(isAnyOf(shipments.orderId, ids), isNull(shipments.endedAt), eq(shipments.parcelNo, 1))),
  );
