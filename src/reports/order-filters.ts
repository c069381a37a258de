import { and, eq, exists, inArray, isNull, lt, not, type SQL } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { lastIfNull } from "../db/keyset.ts";
import { orderMatches } from "../db/order-matches.ts";
import {
  orderCurrentStatus,
  orderHolds,
  orderObservations,
  orders,
  processFailures,
} from "../db/schema/index.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";
import { holdStands } from "./hold-stands.ts";
import { UNSHIPPED_STATUSES } from "./order-counts.ts";

/** Which orders a list shows; what is absent lets all through. */
export interface OrderFilters {
  statuses?: readonly OrderStatus[];
  /** `<marketplace>/<shop>`. */
  connection?: string;
  /** Whether a hold stands on it. */
  held?: boolean;
  /** Whether a failure is open on it. */
  failing?: boolean;
  deadlineBefore?: Date;
  /** Part of an order id, SKU, tracking number or customer's name. */
  search?: string;
}

/** Whether few orders pass, however many there are: those with work left, and what a person searches for. */
export const leavesFew = ({ statuses, held, failing, search }: OrderFilters): boolean =>
  held === true ||
  failing === true ||
  Boolean(search?.trim()) ||
  (statuses?.every((status) => UNSHIPPED_STATUSES.includes(status)) ?? false);

interface FilterInput {
  filters: OrderFilters;
  at: Date;
}

/** For a query over `orders` with their observation and current status. */
export function orderConditions(ex: Executor, { filters, at }: FilterInput): (SQL | undefined)[] {
  const { statuses, connection, held, failing, deadlineBefore, search } = filters;
  return [
    statuses && inArray(orderCurrentStatus.status, [...statuses]),
    connection === undefined ? undefined : eq(orders.connection, connection),
    held === undefined ? undefined : wanted(held, isHeld(ex, at)),
    failing === undefined ? undefined : wanted(failing, isFailing(ex)),
    deadlineBefore && lt(lastIfNull(orderObservations.shippingDeadline), deadlineBefore),
    search?.trim() ? orderMatches(search) : undefined,
  ];
}

const wanted = (is: boolean, condition: SQL) => (is ? condition : not(condition));

const isHeld = (ex: Executor, at: Date) =>
  exists(
    ex
      .select({ orderId: orderHolds.orderId })
      .from(orderHolds)
      .where(and(eq(orderHolds.orderId, orders.orderId), holdStands(at))),
  );

const isFailing = (ex: Executor) =>
  exists(
    ex
      .select({ orderId: processFailures.relatedId })
      .from(processFailures)
      .where(and(eq(processFailures.relatedId, orders.orderId), isNull(processFailures.resolvedAt))),
  );
