import { and, eq, inArray, lt } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { orderCurrentStatus, orderObservations, orders } from "../db/schema/index.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";
import { type Timing, timesBetween } from "../platform/cron.ts";
import { labelQueue, readLabelSpeed } from "./label-queue.ts";
import { hasLabel, type LateCause, lateCauses, obstacleCauses } from "./late-causes.ts";
import type { LateSettings } from "./late-settings.ts";
import { UNSHIPPED_STATUSES } from "./order-counts.ts";
import { type OrderObstacles, readObstacles } from "./read-obstacles.ts";

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

export interface LateForecast {
  /** Nearest last collection first. */
  orders: LateOrder[];
  /** Orders that are not shipped and whose deadline has passed: they are late already, and not among the others. */
  passed: number;
}

export interface LateQuestion {
  /** The present. */
  at: Date;
  settings: LateSettings;
}

const DAY_MS = 24 * 3_600_000;
/** Trouble is shown this long before the last collection. */
const AHEAD_MS = 2 * DAY_MS;
/** Two collections are never further apart: there is one on some day of every week. */
const LONGEST_GAP_MS = 8 * DAY_MS;

type Unshipped = Awaited<ReturnType<typeof unshippedBefore>>[number];

/** Which orders will be late: by what is in their way, and by how long the queue for labels is. */
export async function readLateOrders(ex: Executor, { at, settings }: LateQuestion): Promise<LateForecast> {
  const unshipped = await unshippedBefore(ex, new Date(at.getTime() + AHEAD_MS + LONGEST_GAP_MS));
  const [obstaclesOf, speed] = await Promise.all([
    readObstacles(ex, { orders: unshipped, at, settings }),
    readLabelSpeed(ex, { at, settings }),
  ]);
  const collectionOf = lastCollections(settings.collections);
  const known = unshipped.map((order) => ({
    ...order,
    ...obstaclesOf(order),
    lastCollection: collectionOf(order.shippingDeadline),
  }));
  const places = labelQueue(known.filter(waitsForLabel), settings, speed);
  const { nearMs, pushWhen } = settings;
  return {
    orders: known
      .filter(({ shippingDeadline }) => shippingDeadline >= at)
      .filter(({ lastCollection }) => lastCollection.getTime() - at.getTime() <= AHEAD_MS)
      .map((order) => {
        const { orderId, connection, status, shippingDeadline, lastCollection } = order;
        const queue = places.get(orderId) ?? null;
        const causes = lateCauses({ ...order, queue }, { at, nearMs, pushWhen });
        return { orderId, connection, status, shippingDeadline, lastCollection, causes };
      })
      .filter(({ causes }) => causes.length > 0)
      .toSorted((one, other) => one.lastCollection.getTime() - other.lastCollection.getTime()),
    passed: known.filter(({ shippingDeadline }) => shippingDeadline < at).length,
  };
}

/** Who can not be labelled now takes nobody's turn. */
const waitsForLabel = (order: Unshipped & OrderObstacles & { lastCollection: Date }): boolean =>
  !hasLabel(order.status) &&
  !order.marketplaceState.startsWith("WAITING_DEBIT") &&
  obstacleCauses(order).length === 0;

/** Many orders have one deadline. */
function lastCollections(collections: Timing): (deadline: Date) => Date {
  const known = new Map<number, Date>();
  return (deadline) => {
    const last = known.get(deadline.getTime()) ?? lastCollectionBefore(collections, deadline);
    known.set(deadline.getTime(), last);
    return last;
  };
}

function lastCollectionBefore(collections: Timing, deadline: Date): Date {
  const after = new Date(deadline.getTime() - LONGEST_GAP_MS);
  let last = after;
  for (const time of timesBetween(collections, { after, until: deadline })) last = time;
  return last;
}

/** By deadline, as labels are bought. */
async function unshippedBefore(ex: Executor, deadline: Date) {
  const rows = await ex
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
        lt(orderObservations.shippingDeadline, deadline),
      ),
    )
    .orderBy(orderObservations.shippingDeadline, orders.createdAt);
  return rows.flatMap(({ shippingDeadline, ...row }) =>
    shippingDeadline === null ? [] : [{ ...row, shippingDeadline }],
  );
}
