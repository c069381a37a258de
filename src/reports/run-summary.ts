import {
  and,
  count,
  countDistinct,
  eq,
  exists,
  gte,
  inArray,
  isNotNull,
  isNull,
  notInArray,
  or,
} from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Executor } from "../db/database.ts";
import {
  apiCalls,
  orderCurrentStatus,
  orderHolds,
  orders,
  processFailures,
  shipments,
} from "../db/schema/index.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";
import { holdStands } from "./hold-stands.ts";
import { countOrders, UNSHIPPED_STATUSES } from "./order-counts.ts";
import { countUnreadOrders } from "./unread-orders.ts";

/** Where all orders stand. Every order counts once in shipped, complete, ended, held, needsHuman or unfinished. */
export interface RunSummary {
  /** Those that could not be taken in included. */
  orders: number;
  byStatus: Record<OrderStatus, number>;
  shipped: number;
  complete: number;
  /** Cancelled or refused. */
  ended: number;
  /** Neither shipped nor ended, and a hold stands on it. */
  held: number;
  /**
   * Neither shipped, ended nor held, and a person is asked; observed in a state that has no status yet; or not taken
   * in at all.
   */
  needsHuman: number;
  /** Those of them of which a person was only told: they are tried again or looked up all the same. */
  retried: number;
  unfinished: number;
  /** Failures that ask a person about something else than an unfinished order: a connection, an orphaned label. */
  otherFailures: number;
  apiCalls: number;
}

interface SummaryRequest {
  /** The present, which tells which holds have run out. */
  at: Date;
  /** Counts calls from here on; all of them otherwise. */
  callsSince?: Date;
}

/** Looks at unshipped orders one by one, and counts the others from indexes. */
export async function readRunSummary(ex: Executor, { at, callsSince }: SummaryRequest): Promise<RunSummary> {
  const [{ total, byStatus }, unread, unshipped, observedHeld, openFailures, calls] = await Promise.all([
    countOrders(ex),
    countUnreadOrders(ex),
    countUnshipped(ex, at),
    countObservedHeld(ex, at),
    countOtherFailures(ex, at),
    ex.$count(apiCalls, callsSince && gte(apiCalls.calledAt, callsSince)),
  ]);
  const observed = total - Object.values(byStatus).reduce((sum, orders) => sum + orders, 0);
  return {
    orders: total + unread,
    byStatus,
    shipped: byStatus.shipped,
    complete: byStatus.complete,
    ended: byStatus.cancelled + byStatus.refused,
    held: unshipped.held + observedHeld,
    needsHuman: unshipped.withPerson + observed - observedHeld + unread,
    retried: unshipped.retried,
    unfinished: unshipped.others,
    otherFailures: openFailures - unread,
    apiCalls: calls,
  };
}

const needsPerson = and(isNull(processFailures.resolvedAt), eq(processFailures.needs, "human"));

/** Those with a status: held, else with a person (and tried again meanwhile or not), else neither. */
async function countUnshipped(ex: Executor, at: Date) {
  const { orderId, status } = orderCurrentStatus;
  const holds = ex
    .select({ id: orderHolds.orderId })
    .from(orderHolds)
    .where(and(eq(orderHolds.orderId, orderId), holdStands(at)));
  const failures = ex
    .select({ id: processFailures.relatedId })
    .from(processFailures)
    .where(and(eq(processFailures.relatedId, orderId), needsPerson));
  const retries = ex
    .select({ id: processFailures.relatedId })
    .from(processFailures)
    .where(
      and(
        eq(processFailures.relatedId, orderId),
        isNull(processFailures.resolvedAt),
        isNotNull(processFailures.retryAt),
      ),
    );
  const lookUps = ex
    .select({ id: shipments.orderId })
    .from(shipments)
    .where(and(eq(shipments.orderId, orderId), isNull(shipments.endedAt), isNotNull(shipments.nextLookUpAt)));
  const standing = ex
    .select({
      held: exists(holds).mapWith(Boolean).as("held"),
      asks: exists(failures).mapWith(Boolean).as("asks"),
      retried: exists(unionAll(retries, lookUps)).mapWith(Boolean).as("retried"),
    })
    .from(orderCurrentStatus)
    .where(inArray(status, [...UNSHIPPED_STATUSES]))
    .as("standing");
  const rows = await ex
    .select({ held: standing.held, asks: standing.asks, retried: standing.retried, orders: count() })
    .from(standing)
    .groupBy(standing.held, standing.asks, standing.retried);
  const of = (which: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(which).reduce((sum, row) => sum + row.orders, 0);
  return {
    held: of((row) => row.held),
    withPerson: of((row) => !row.held && row.asks),
    retried: of((row) => !row.held && row.asks && row.retried),
    others: of((row) => !row.held && !row.asks),
  };
}

async function countObservedHeld(ex: Executor, at: Date): Promise<number> {
  const [row] = await ex
    .select({ orders: countDistinct(orderHolds.orderId) })
    .from(orderHolds)
    .leftJoin(orderCurrentStatus, eq(orderCurrentStatus.orderId, orderHolds.orderId))
    .where(and(holdStands(at), isNull(orderCurrentStatus.orderId)));
  return row?.orders ?? 0;
}

async function countOtherFailures(ex: Executor, at: Date): Promise<number> {
  const holds = ex
    .select({ id: orderHolds.orderId })
    .from(orderHolds)
    .where(and(eq(orderHolds.orderId, orders.orderId), holdStands(at)));
  const [row] = await ex
    .select({ failures: count() })
    .from(processFailures)
    .leftJoin(orders, eq(orders.orderId, processFailures.relatedId))
    .leftJoin(orderCurrentStatus, eq(orderCurrentStatus.orderId, orders.orderId))
    .where(
      and(
        needsPerson,
        or(
          isNull(orders.orderId),
          notInArray(orderCurrentStatus.status, [...UNSHIPPED_STATUSES]),
          exists(holds),
        ),
      ),
    );
  return row?.failures ?? 0;
}
