import { afterAll, beforeAll, expect, test } from "bun:test";
import { asc, desc, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { beyond, lastIfNull, notByIndex } from "./keyset.ts";
import { orderMatches } from "./order-matches.ts";
import { orderObservations, orders } from "./schema/index.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

/** How PostgreSQL would go about it if it had to read tables row by row or sort only where nothing else is possible. */
const planOf = (query: SQL): Promise<string> =>
  connection.db.transaction(async (tx) => {
    await tx.execute(sql`set local enable_seqscan = off`);
    await tx.execute(sql`set local enable_sort = off`);
    const rows = await tx.execute<{ "QUERY PLAN": string }>(sql`explain (costs off) ${query}`);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });

const { shippingDeadline, orderId } = orderObservations;
const deadline = lastIfNull(shippingDeadline);
const byDeadline = (time: SQLWrapper, place: Date | null) => sql`
  select * from ${orderObservations}
  where ${beyond({ time: deadline, id: orderId }, { place: { at: place, id: "A" }, descending: false })}
  order by ${asc(time)}, ${asc(orderId)} limit 10`;

test.each([new Date("2026-03-02T15:00:00Z"), null])(
  "a page after %p starts in the middle of the index",
  async (place) => {
    const plan = await planOf(byDeadline(deadline, place));
    expect(plan).toContain("Index Scan using order_observations_coalesce_order_id_idx");
    expect(plan).toMatch(/Index Cond: \(ROW\(COALESCE/);
    expect(plan).not.toContain("Sort");
  },
);

test("a page of newest first reads the index backward", async () => {
  const place = { at: new Date("2026-03-02T15:00:00Z"), id: "A" };
  const plan = await planOf(sql`
    select * from ${orders}
    where ${beyond({ time: orders.orderedAt, id: orders.orderId }, { place, descending: true })}
    order by ${desc(orders.orderedAt)}, ${desc(orders.orderId)} limit 10`);
  expect(plan).toContain("Index Scan Backward using orders_ordered_at_order_id_idx");
  expect(plan).toContain("Index Cond: (ROW(");
});

test("an order that no index has is sorted", async () => {
  expect(await planOf(byDeadline(notByIndex(deadline), null))).toContain("Sort");
});

test("a search asks the indexes of each thing that it looks in", async () => {
  const plan = await planOf(sql`select * from ${orders} where ${orderMatches("marie roy")}`);
  for (const index of [
    "orders_order_id_marketplace_order_id_idx",
    "order_lines_sku_idx",
    "shipments_tracking_pin_idx",
    "order_observations_tracking_number_idx",
    "customers_expr_idx",
  ])
    expect(plan).toContain(`Bitmap Index Scan on ${index}`);
});
