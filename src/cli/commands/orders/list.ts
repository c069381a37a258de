import { OpsError } from "../../../domain/errors.ts";
import type { OrderStatus } from "../../../domain/order-lifecycle.ts";
import { exportOrders } from "../../../reports/export-csv.ts";
import { UNSHIPPED_STATUSES } from "../../../reports/order-counts.ts";
import type { OrderFilters } from "../../../reports/order-filters.ts";
import { listOrders, type OrderSort } from "../../../reports/orders-view.ts";
import type { CommandRun } from "../../command.ts";
import { knownConnection } from "../../known-connection.ts";
import { readInstant } from "../../read-instant.ts";
import { type ListedOrder, renderOrders } from "./render-orders.ts";

interface ListInput {
  status: OrderStatus[];
  connection: string | undefined;
  held: boolean;
  failing: boolean;
  dueBefore: string | undefined;
  search: string | undefined;
  sort: OrderSort | undefined;
  limit: number;
  after: string | undefined;
  csv: boolean;
}

/** Orders with where they stand, as a table, as JSON or as CSV. */
export async function listOrdersCommand(run: CommandRun<ListInput>): Promise<number> {
  const { input, output, clock } = run;
  if (input.csv && output.json)
    throw new OpsError("bad_argument", "--csv and --json are two forms of the same list: name one.");
  const at = clock.now();
  const { config } = await run.settings();
  const filters = filtersOf(input, at);
  if (filters.connection !== undefined) knownConnection(config, filters.connection);
  const { db } = await run.database();
  if (input.csv) {
    await output.stream(exportOrders(db, { ...filters, at }));
    return 0;
  }
  const { sort = "newest", limit, after } = input;
  const { orders, next } = await listOrders(db, { ...filters, at, sort, limit, after });
  const listed = orders.map(({ customerName: _customer, ...order }): ListedOrder => order);
  await output.result({ orders: listed, next }, (data, screen) =>
    renderOrders({ ...data, now: at, isFiltered: Object.keys(filters).length > 0 }, screen),
  );
  return 0;
}

function filtersOf(input: ListInput, now: Date): OrderFilters {
  const { status, connection, held, failing, search } = input;
  const deadlineBefore = readInstant(input.dueBefore, { name: "--due-before", now, direction: "ahead" });
  return {
    // What is shipped must not ship any more.
    ...(deadlineBefore && { statuses: UNSHIPPED_STATUSES }),
    ...(status.length > 0 && { statuses: status }),
    ...(connection !== undefined && { connection }),
    ...(held && { held }),
    ...(failing && { failing }),
    ...(deadlineBefore && { deadlineBefore }),
    ...(search !== undefined && { search }),
  };
}
