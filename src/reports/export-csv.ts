import { stringify } from "csv-stringify/sync";
import type { Executor } from "../db/database.ts";
import { listOperations, type OperationFilters, type OperationListing } from "./operations.ts";
import type { OrderFilters } from "./order-filters.ts";
import { listOrders, type OrderListing } from "./orders-view.ts";
import { MOST_ROWS } from "./page.ts";

type Cell = string | number | null;
type Columns<Row> = Record<string, (row: Row) => Cell>;

const ORDER_COLUMNS: Columns<OrderListing> = {
  order_id: (order) => order.orderId,
  marketplace_order_id: (order) => order.marketplaceOrderId,
  connection: (order) => order.connection,
  marketplace_state: (order) => order.marketplaceState,
  status: (order) => order.status,
  internal_state: (order) => order.internalState,
  since: (order) => text(order.since),
  ordered_at: (order) => text(order.orderedAt),
  shipping_deadline: (order) => text(order.shippingDeadline),
  customer_name: (order) => order.customerName,
  items: (order) => order.items,
  total: (order) => (order.totalCents / 100).toFixed(2),
  currency: (order) => order.currency,
  holds: (order) => order.holds.join(" "),
  carrier_code: (order) => order.carrier,
  tracking_number: (order) => order.trackingNumber,
  expedition_id: (order) => order.carrierShipmentId,
  mirakl_tracking_updated: (order) => String(order.trackingPushed),
  label_path: (order) => order.labelPath,
  failure_code: (order) => order.failure?.code ?? null,
};

const OPERATION_COLUMNS: Columns<OperationListing> = {
  operation_id: (operation) => operation.operationId,
  timestamp: (operation) => text(operation.at),
  scope: (operation) => operation.scope,
  action: (operation) => operation.action,
  order_id: (operation) => operation.orderId,
  carrier: (operation) => operation.carrier,
  status: (operation) => operation.status,
  message: (operation) => operation.message,
  meta: (operation) => JSON.stringify(operation.meta),
  actor: (operation) => operation.actor,
};

const text = (at: Date | null): string | null => at?.toISOString() ?? null;

/** The orders view as CSV, oldest order first: the header, then a text per page of rows. */
export function exportOrders(
  ex: Executor,
  request: OrderFilters & { at: Date },
): AsyncGenerator<string, void> {
  return csv(ORDER_COLUMNS, async (after) => {
    const page = await listOrders(ex, { ...request, sort: "oldest", limit: MOST_ROWS, after });
    return { rows: page.orders, next: page.next };
  });
}

/** The operations log as CSV, as it happened: the header, then a text per page of rows. */
export function exportOperations(ex: Executor, filters: OperationFilters): AsyncGenerator<string, void> {
  return csv(OPERATION_COLUMNS, async (after) => {
    const page = await listOperations(ex, { ...filters, oldestFirst: true, limit: MOST_ROWS, after });
    return { rows: page.operations, next: page.next };
  });
}

type ReadPage<Row> = (after: string | null) => Promise<{ rows: Row[]; next: string | null }>;

async function* csv<Row>(columns: Columns<Row>, read: ReadPage<Row>): AsyncGenerator<string, void> {
  yield line([Object.keys(columns)]);
  const cells = Object.values(columns);
  let after: string | null = null;
  do {
    const { rows, next } = await read(after);
    if (rows.length > 0) yield line(rows.map((row) => cells.map((cell) => cell(row))));
    after = next;
  } while (after !== null);
}

/** Customers choose names and spreadsheets run what begins like a formula: such cells get a quote before it. */
const line = (rows: Cell[][]): string => stringify(rows, { escape_formulas: true });
