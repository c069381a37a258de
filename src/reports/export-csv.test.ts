import { afterAll, beforeAll, expect, test } from "bun:test";
import { parse } from "csv-parse/sync";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { operations } from "../db/schema/index.ts";
import { logOperation } from "../db/stores/operations.ts";
import { minutesFrom, NOW, placeOrder } from "../db/stores/testing/place-order.ts";
import { exportOperations, exportOrders } from "./export-csv.ts";
import { listOperations } from "./operations.ts";
import { addFailure, addShipment } from "./testing/order-facts.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

const textOf = async (chunks: AsyncGenerator<string>) => (await Array.fromAsync(chunks)).join("");
const rowsOf = async (chunks: AsyncGenerator<string>) =>
  parse<Record<string, string>>(await textOf(chunks), { columns: true });

const customer = (id: string, firstName: string) => ({ id, firstName, lastName: "Roy", email: null });

test("an export of nothing has its header", async () => {
  const header = await textOf(exportOrders(connection.db, { at: NOW }));
  expect(header).toBe(
    "order_id,marketplace_order_id,connection,marketplace_state,status,internal_state,since,ordered_at,shipping_deadline,customer_name,items,total,currency,holds,carrier_code,tracking_number,expedition_id,mirakl_tracking_updated,label_path,failure_code\n",
  );
});

test("the orders view has one row per order, oldest first", async () => {
  const { db } = connection;
  await placeOrder(db, {
    orderId: "new",
    status: "tracked",
    order: { customer: customer("1", 'Zoé "Z",\n') },
  });
  await placeOrder(db, {
    orderId: "old",
    status: null,
    order: { createdAt: new Date("2026-01-01"), shippingDeadline: null },
  });
  await addShipment(db, { orderId: "new", trackingPin: "0070" });
  await addFailure(db, { relatedId: "new" });
  expect(await rowsOf(exportOrders(db, { at: NOW }))).toMatchObject([
    { order_id: "old", status: "", internal_state: "", shipping_deadline: "", failure_code: "" },
    {
      order_id: "new",
      status: "tracked",
      internal_state: "TRACKED",
      ordered_at: "2026-03-02T09:00:00.000Z",
      customer_name: 'Zoé "Z",\n Roy',
      items: "1",
      total: "39.99",
      carrier_code: "canada-post",
      tracking_number: "0070",
      mirakl_tracking_updated: "false",
      failure_code: "address_invalid",
    },
  ]);
  expect(await rowsOf(exportOrders(db, { at: NOW, statuses: ["tracked"] }))).toHaveLength(1);
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])(
  "a cell that begins like a formula is defused: %j",
  async (text) => {
    const { db } = connection;
    const orderId = `formula ${JSON.stringify(text)}`;
    await placeOrder(db, {
      orderId,
      connection: "formula/shop",
      order: { customer: customer(orderId, text) },
    });
    await logOperation(db, {
      at: NOW,
      scope: "order",
      action: "hold",
      orderId,
      status: "OK",
      message: text,
      actor: "ana",
    });
    const [order] = await rowsOf(exportOrders(db, { at: NOW, search: orderId }));
    const [operation] = await rowsOf(exportOperations(db, { orderId, scope: "order", action: "hold" }));
    expect(order?.customer_name).toBe(`'${text} Roy`);
    expect(operation?.message).toBe(`'${text}`);
  },
);

test("the operations log goes on over its pages in the order in which things happened", async () => {
  const { db } = connection;
  const entry = { scope: "test", action: "count", status: "INFO", actor: "ana" } as const;
  const at = (index: number) => minutesFrom(NOW, Math.floor(index / 700));
  await db
    .insert(operations)
    .values(Array.from({ length: 2001 }, (_, index) => ({ ...entry, at: at(index), meta: { index } })));
  const rows = await rowsOf(exportOperations(db, { scope: "test" }));
  expect(rows.map((row) => JSON.parse(row.meta ?? "").index)).toEqual(
    Array.from({ length: 2001 }, (_, index) => index),
  );
  expect(rows[0]).toMatchObject({
    timestamp: NOW.toISOString(),
    order_id: "",
    carrier: "",
    message: "",
    actor: "ana",
  });
  const some = await rowsOf(exportOperations(db, { scope: "test", since: at(700), before: at(1400) }));
  expect(some).toHaveLength(700);
});

test("the operations log is listed newest first", async () => {
  const { operations: newest, next } = await listOperations(connection.db, { scope: "test", limit: 2 });
  expect(newest.map((operation) => operation.meta)).toEqual([{ index: 2000 }, { index: 1999 }]);
  const { operations: older } = await listOperations(connection.db, { scope: "test", limit: 1, after: next });
  expect(older.map((operation) => operation.meta)).toEqual([{ index: 1998 }]);
});
