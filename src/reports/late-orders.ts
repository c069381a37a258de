import { and, eq, gte, inArray, isNull, lt } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import {
  orderCurrentStatus,
  orderHolds,
  orderObservations,
  orders,
  processFailures,
  shipments,
} from "../db/schema/index.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";
import { type Timing, timesBetween } from "../platform/cron.ts";
import { holdStands } from "./hold-stands.ts";
import { type LateCause, lateCauses } from "./late-causes.ts";
import { UNSHIPPED_STATUSES } from "./order-counts.ts";

/** An order that will miss its shipping deadline unless something is done. */
export interface LateOrder {
  orderId: string;
  connection: string;
  status: OrderStatus;
  shippingDeadline: Date;
  /** The last time before the deadline at which the carrier takes parcels; it may have passed. */
  lastCollection: Date;
  /** Never empty. */
  causes: LateCause[];
}

export interface LateQuestion {
  /** The present. */
  at: Date;
  collections: Timing;
  /** An order without any trouble is pressing this long before its last collection. */
  nearMs: number;
}

const DAY_MS = 24 * 3_600_000;
/** Trouble is shown this long before the last collection. */
const AHEAD_MS = 2 * DAY_MS;
/** Two collections are never further apart: there is one on some day of every week. */
const LONGEST_GAP_MS = 8 * DAY_MS;

/** Nearest last collection first. An order whose deadline has passed is late already, and not here. */
export async function readLateOrders(ex: Executor, question: LateQuestion): Promise<LateOrder[]> {
  const { at, collections, nearMs } = question;
  const pressing = (await unshippedAhead(ex, at)).flatMap((order) => {
    if (order.shippingDeadline === null) return [];
    const { shippingDeadline } = order;
    const lastCollection = lastCollectionBefore(collections, shippingDeadline);
    const isAhead = lastCollection.getTime() - at.getTime() <= AHEAD_MS;
    return isAhead ? [{ ...order, shippingDeadline, lastCollection }] : [];
  });
  const obstaclesOf = await readObstacles(ex, { orderIds: pressing.map(({ orderId }) => orderId), at });
  return pressing
    .map(({ marketplaceState, since, orderedAt, ...order }) => ({
      ...order,
      causes: lateCauses(
        { ...order, marketplaceState, since, orderedAt, ...obstaclesOf(order.orderId) },
        { at, nearMs },
      ),
    }))
    .filter(({ causes }) => causes.length > 0)
    .toSorted((one, other) => one.lastCollection.getTime() - other.lastCollection.getTime());
}

function lastCollectionBefore(collections: Timing, deadline: Date): Date {
  const after = new Date(deadline.getTime() - LONGEST_GAP_MS);
  let last = after;
  for (const time of timesBetween(collections, { after, until: deadline })) last = time;
  return last;
}

const unshippedAhead = (ex: Executor, at: Date) =>
  ex
    .select({
      orderId: orders.orderId,
      connection: orders.connection,
      status: orderCurrentStatus.status,
      since: orderCurrentStatus.since,
      orderedAt: orders.orderedAt,
      marketplaceState: orderObservations.marketplaceState,
      shippingDeadline: orderObservations.shippingDeadline,
    })
    .from(orderCurrentStatus)
    .innerJoin(orders, eq(orders.orderId, orderCurrentStatus.orderId))
    .innerJoin(orderObservations, eq(orderObservations.orderId, orderCurrentStatus.orderId))
    .where(
      and(
        inArray(orderCurrentStatus.status, [...UNSHIPPED_STATUSES]),
        gte(orderObservations.shippingDeadline, at),
        lt(orderObservations.shippingDeadline, new Date(at.getTime() + AHEAD_MS + LONGEST_GAP_MS)),
      ),
    );

async function readObstacles(ex: Executor, { orderIds, at }: { orderIds: string[]; at: Date }) {
  const [holds, failures, doubts] = await Promise.all([
    ex
      .select({ orderId: orderHolds.orderId, reason: orderHolds.reason, until: orderHolds.until })
      .from(orderHolds)
      .where(and(inArray(orderHolds.orderId, orderIds), holdStands(at))),
    ex
      .select({
        orderId: processFailures.relatedId,
        failureId: processFailures.failureId,
        code: processFailures.code,
        needs: processFailures.needs,
        retryAt: processFailures.retryAt,
      })
      .from(processFailures)
      .where(and(inArray(processFailures.relatedId, orderIds), isNull(processFailures.resolvedAt))),
    ex
      .select({ orderId: shipments.orderId, since: shipments.inDoubtSince })
      .from(shipments)
      .where(
        and(
          inArray(shipments.orderId, orderIds),
          isNull(shipments.endedAt),
          eq(shipments.purchase, "in_doubt"),
        ),
      ),
  ]);
  return (orderId: string) => {
    const of = <T extends { orderId: string }>(rows: T[]) => rows.filter((row) => row.orderId === orderId);
    return { holds: of(holds), failures: of(failures), doubt: of(doubts)[0] ?? null };
  };
}
