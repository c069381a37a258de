import { and, asc, desc, eq, type SQLWrapper } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { beyond, lastIfNull, notByIndex } from "../db/keyset.ts";
import { customers, orderCurrentStatus, orderObservations, orders } from "../db/schema/index.ts";
import { INTERNAL_STATE, type OrderStatus } from "../domain/order-lifecycle.ts";
import type { TrackingStatus } from "../domain/tracking-status.ts";
import { type OrderExtras, readOrderExtras } from "./order-extras.ts";
import { leavesFew, type OrderFilters, orderConditions } from "./order-filters.ts";
import { cutPage, limitOf, type PageRequest, placeOf } from "./page.ts";
import { personName } from "./person-name.ts";

/** An order as a list shows it. */
export interface OrderListing {
  orderId: string;
  connection: string;
  marketplaceOrderId: string;
  marketplaceState: string;
  /** Null while the marketplace's state is one to observe only. */
  status: OrderStatus | null;
  /** The status in the older vocabulary; null where that has no word. */
  internalState: string | null;
  /** When it reached its status. */
  since: Date | null;
  orderedAt: Date;
  customerName: string | null;
  /** Units ordered. */
  items: number;
  currency: string;
  totalCents: number;
  shippingDeadline: Date | null;
  /** Reasons of the holds that stand. */
  holds: string[];
  /** Of our live shipment; otherwise the marketplace's code of whoever shipped it. */
  carrier: string | null;
  trackingNumber: string | null;
  carrierShipmentId: string | null;
  /** Whether the marketplace shows our tracking number. */
  trackingPushed: boolean;
  /** Where our parcel is, as the carrier told at the last look; null before it told anything. */
  trackingStatus: TrackingStatus | null;
  labelPath: string | null;
  /** Nobody knows yet whether its label was bought; it is looked up, or a person decides. */
  inDoubt: boolean;
  /** The open failure that needs a person, or the newest. */
  failure: OrderExtras["failure"];
}

/** `deadline`: nearest first, those without one last. `oldest` and `newest`: by the time of the order. */
export type OrderSort = "deadline" | "oldest" | "newest";

export interface OrdersRequest extends OrderFilters, PageRequest {
  /** The present, which tells which holds have run out. */
  at: Date;
  /** `newest` when absent. */
  sort?: OrderSort;
}

interface SortRule {
  time: SQLWrapper;
  /** Of the table that has the time, as its index does. */
  id: SQLWrapper;
  descending: boolean;
  timeOf(row: OrderListing): Date | null;
}

const BY_ORDER_TIME = {
  time: orders.orderedAt,
  id: orders.orderId,
  timeOf: (row: OrderListing) => row.orderedAt,
};

const SORTS: Record<OrderSort, SortRule> = {
  deadline: {
    time: lastIfNull(orderObservations.shippingDeadline),
    id: orderObservations.orderId,
    descending: false,
    timeOf: (row) => row.shippingDeadline,
  },
  oldest: { ...BY_ORDER_TIME, descending: false },
  newest: { ...BY_ORDER_TIME, descending: true },
};

/** @throws `bad_argument` for a limit or a `next` that cannot be. */
export async function listOrders(
  ex: Executor,
  request: OrdersRequest,
): Promise<{ orders: OrderListing[]; next: string | null }> {
  const { at, sort = "newest" } = request;
  const { time, id, descending, timeOf } = SORTS[sort];
  const limit = limitOf(request);
  const place = placeOf(request);
  const conditions = orderConditions(ex, { filters: request, at });
  if (place) conditions.push(beyond({ time, id }, { place, descending }));
  const direction = descending ? desc : asc;
  const rows = await selectOrders(ex)
    .where(and(...conditions))
    .orderBy(direction(leavesFew(request) ? notByIndex(time) : time), direction(id))
    .limit(limit + 1);
  const page = cutPage(await withExtras(ex, { rows, at }), {
    limit,
    place: (row) => ({ at: timeOf(row), id: row.orderId }),
  });
  return { orders: page.rows, next: page.next };
}

/** Null when there is none with this id. */
export async function findOrderListing(
  ex: Executor,
  { orderId, at }: { orderId: string; at: Date },
): Promise<OrderListing | null> {
  const rows = await selectOrders(ex).where(eq(orders.orderId, orderId));
  const [listing] = await withExtras(ex, { rows, at });
  return listing ?? null;
}

const selectOrders = (ex: Executor) =>
  ex
    .select({
      orderId: orders.orderId,
      connection: orders.connection,
      marketplaceOrderId: orders.marketplaceOrderId,
      marketplaceState: orderObservations.marketplaceState,
      status: orderCurrentStatus.status,
      since: orderCurrentStatus.since,
      orderedAt: orders.orderedAt,
      firstName: customers.firstName,
      lastName: customers.lastName,
      currency: orders.currency,
      totalCents: orders.totalCents,
      shippingDeadline: orderObservations.shippingDeadline,
      shownCarrier: orderObservations.carrierCode,
      shownNumber: orderObservations.trackingNumber,
    })
    .from(orders)
    .innerJoin(orderObservations, eq(orderObservations.orderId, orders.orderId))
    .leftJoin(orderCurrentStatus, eq(orderCurrentStatus.orderId, orders.orderId))
    .leftJoin(customers, eq(customers.customerId, orders.customerId));

type SelectedOrder = Awaited<ReturnType<typeof selectOrders>>[number];

async function withExtras(
  ex: Executor,
  { rows, at }: { rows: SelectedOrder[]; at: Date },
): Promise<OrderListing[]> {
  const extrasOf = await readOrderExtras(ex, { orderIds: rows.map((row) => row.orderId), at });
  return rows.map(({ firstName, lastName, shownCarrier, shownNumber, ...row }) => {
    const { items, holds, shipment, failure } = extrasOf(row.orderId);
    return {
      ...row,
      internalState: row.status === null ? null : (INTERNAL_STATE[row.status] ?? null),
      customerName: personName({ firstName, lastName }),
      items,
      holds,
      carrier: shipment?.carrier ?? shownCarrier,
      trackingNumber: shipment?.trackingPin ?? shownNumber,
      carrierShipmentId: shipment?.carrierShipmentId ?? null,
      trackingPushed: shipment?.status === "tracking_updated",
      trackingStatus: shipment?.trackingStatus ?? null,
      inDoubt: shipment?.purchase === "in_doubt",
      labelPath: shipment?.labelPdfPath ?? null,
      failure,
    };
  });
}
