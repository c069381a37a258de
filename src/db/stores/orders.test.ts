import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import type { MarketplaceOrder } from "../../domain/marketplace-order.ts";
import { marketplaceOrder, orderLine } from "../../domain/testing/order-samples.ts";
import type { Database } from "../database.ts";
import { freezeConnection } from "./connections.ts";
import { findCustomerEmail, findOrder, findOrderByAnyId, getOrder, insertOrder } from "./orders.ts";
import { NOW } from "./testing/place-order.ts";

const PREFIXES: Record<string, string> = { bestbuy: "", walmart: "", prefixed: "P-" };

let connection: TestConnection;
let db: Database;
beforeAll(async () => {
  connection = await openTestConnection({ poolSize: 8 });
  db = connection.db;
  for (const [marketplace, orderPrefix] of Object.entries(PREFIXES)) {
    const seller = { connection: `${marketplace}/main`, marketplace, shop: "main", orderPrefix };
    await freezeConnection(db, { ...seller, liveFrom: NOW, at: NOW });
  }
});
afterAll(() => connection.close());

const importOrder = (marketplace: string, change: Partial<MarketplaceOrder>) =>
  db.transaction((tx) => {
    const order = marketplaceOrder(change);
    const orderPrefix = PREFIXES[marketplace] ?? "";
    return insertOrder(tx, {
      orderId: orderPrefix + order.marketplaceOrderId,
      connection: `${marketplace}/main`,
      marketplace,
      shop: "main",
      orderPrefix,
      order,
      at: NOW,
    });
  });

async function linesOf(orderId: string) {
  const rows = await db.execute(sql`
    select order_line_id, marketplace_line_id, sku, quantity from order_lines where order_id = ${orderId} order by 1`);
  return rows.map((row) => Object.values(row));
}

test("the first sight records the order, its lines and its customer; later ones change nothing", async () => {
  const order = {
    marketplaceOrderId: "1-A",
    lines: [orderLine({ lineId: "1-A-1" }), orderLine({ lineId: "1-A-2", sku: "RUG", quantity: 3 })],
  };
  expect(await importOrder("prefixed", order)).toBe(true);
  expect(await importOrder("prefixed", { ...order, totalCents: 1, lines: [] })).toBe(false);
  const stored = await getOrder(db, "P-1-A");
  expect(stored).toMatchObject({ marketplaceOrderId: "1-A", totalCents: 3999, createdAt: NOW });
  expect(await findCustomerEmail(db, stored)).toBe("ana@example.com");
  expect(await linesOf("P-1-A")).toEqual([
    ["P-1-A-1", "1-A-1", "LAMP", 1],
    ["P-1-A-2", "1-A-2", "RUG", 3],
  ]);
});

test("of many who see an order first at once one records it, and the others go on", async () => {
  const order = { marketplaceOrderId: "2-A", customer: marketplaceOrder().customer };
  const firsts = await Promise.all(Array.from({ length: 20 }, () => importOrder("bestbuy", order)));
  expect(firsts.filter(Boolean)).toHaveLength(1);
  expect(await linesOf("2-A")).toHaveLength(1);
});

test("an id that another marketplace has taken is refused, even when both are seen first at once", async () => {
  for (const marketplaceOrderId of ["3-A", "3-B", "3-C", "3-D"]) {
    const imports = await Promise.allSettled([
      importOrder("bestbuy", { marketplaceOrderId }),
      importOrder("walmart", { marketplaceOrderId }),
    ]);
    const refused = imports.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused).toHaveLength(1);
    const { marketplace } = await getOrder(db, marketplaceOrderId);
    expect(refused[0]).toMatchObject({
      code: "connection_frozen",
      message: `Order id ${marketplaceOrderId} is taken by marketplace ${marketplace}.`,
    });
  }
});

test("an order that is known under another id is refused rather than taken in twice", async () => {
  await importOrder("prefixed", { marketplaceOrderId: "4-A" });
  PREFIXES.prefixed = "Q-";
  const again = importOrder("prefixed", { marketplaceOrderId: "4-A" }).finally(() => {
    PREFIXES.prefixed = "P-";
  });
  await expect(again).rejects.toMatchObject({ code: "connection_frozen" });
  expect(await findOrder(db, "Q-4-A")).toBeNull();
});

test("marketplaces that number their lines alike do not meet", async () => {
  for (const [marketplace, marketplaceOrderId] of [
    ["bestbuy", "5-A"],
    ["walmart", "5-B"],
  ] as const) {
    const lines = [orderLine({ lineId: "1" }), orderLine({ lineId: "2" })];
    expect(await importOrder(marketplace, { marketplaceOrderId, lines })).toBe(true);
    expect((await linesOf(marketplaceOrderId)).map(([, lineId]) => lineId)).toEqual(["1", "2"]);
  }
});

test("a customer is one per marketplace, keeps an address that a later order leaves out, and takes a new name", async () => {
  const customer = { id: "C-6", firstName: "Ana", lastName: "Old", email: "ana@example.com" };
  await importOrder("bestbuy", { marketplaceOrderId: "6-A", customer });
  await importOrder("bestbuy", {
    marketplaceOrderId: "6-B",
    customer: { ...customer, lastName: "New", email: null },
  });
  await importOrder("walmart", { marketplaceOrderId: "6-C", customer: { ...customer, lastName: "Other" } });
  const rows = await db.execute(sql`
    select marketplace, last_name, email from customers where mirakl_customer_id = 'C-6' order by marketplace`);
  expect(rows.map((row) => Object.values(row))).toEqual([
    ["bestbuy", "New", "ana@example.com"],
    ["walmart", "Other", "ana@example.com"],
  ]);
});

test("an order is found by our id or the marketplace's, unless several have the latter", async () => {
  await importOrder("prefixed", { marketplaceOrderId: "7-A" });
  expect((await findOrderByAnyId(db, "7-A"))?.orderId).toBe("P-7-A");
  expect((await findOrderByAnyId(db, "P-7-A"))?.orderId).toBe("P-7-A");
  expect(await findOrderByAnyId(db, "7-Z")).toBeNull();
  await importOrder("prefixed", { marketplaceOrderId: "7-B" });
  await importOrder("walmart", { marketplaceOrderId: "7-B" });
  expect((await findOrderByAnyId(db, "7-B"))?.orderId).toBe("7-B");
  await expect(getOrder(db, "7-Z")).rejects.toMatchObject({ code: "not_found" });
});

test("an id of several marketplaces names our ids for them", async () => {
  PREFIXES.walmart = "W-";
  await importOrder("walmart", { marketplaceOrderId: "8-A" });
  await importOrder("prefixed", { marketplaceOrderId: "8-A" });
  PREFIXES.walmart = "";
  const error = await findOrderByAnyId(db, "8-A").catch((thrown) => thrown);
  expect(error).toMatchObject({ code: "bad_argument" });
  expect(error.hint).toContain("W-8-A");
  expect(error.hint).toContain("P-8-A");
});
