import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { holdOrder, releaseHolds } from "../db/stores/holds.ts";
import { endShipment } from "../db/stores/shipments.ts";
import { minutesFrom, NOW, placeOrder } from "../db/stores/testing/place-order.ts";
import { orderLine } from "../domain/testing/order-samples.ts";
import { findOrderListing, listOrders, type OrderSort, type OrdersRequest } from "./orders-view.ts";
import { addFailure, addShipment } from "./testing/order-facts.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
  await placeOrders();
});
afterAll(() => connection.close());

const customer = (id: string, firstName: string, lastName: string) => ({
  id,
  firstName,
  lastName,
  email: null,
});
const hours = (count: number) => minutesFrom(NOW, count * 60);

/** One order of every kind; the letters are in the order of their time, the deadlines are not. */
async function placeOrders() {
  const { db } = connection;
  const place = (orderId: string, rest: Omit<Parameters<typeof placeOrder>[1], "orderId">) =>
    placeOrder(db, { orderId, ...rest, order: { createdAt: hours(orderId.charCodeAt(0)), ...rest.order } });
  await place("A-1", {
    status: "pending_acceptance",
    order: { shippingDeadline: null, customer: customer("1", "Luc", "Côté") },
  });
  await place("B-2", {
    status: "accepted",
    order: { shippingDeadline: hours(5), customer: customer("2", "Marie", "Roy") },
  });
  await place("C-3", {
    status: "label_failed",
    order: { shippingDeadline: hours(2), lines: [orderLine({ sku: "50%_OFF" })] },
  });
  await place("D-4", { status: "tracked", order: { shippingDeadline: hours(5) } });
  await place("E-5", { status: "shipped", connection: "other/shop", order: { shippingDeadline: hours(1) } });
  await place("F-6", { status: null, order: { state: "STAGING", shippingDeadline: null } });
  await place("G-7007", {
    status: "shipped",
    order: { carrierCode: "UPSN", trackingNumber: "1Z999", shippingDeadline: hours(9) },
  });
  await addFailure(db, { relatedId: "C-3" });
  await addShipment(db, { orderId: "D-4", trackingPin: "7023210039414604" });
  await holdOrder(db, { orderId: "B-2", reason: "manual", by: "ana", at: NOW });
  await holdOrder(db, { orderId: "A-1", reason: "manual", until: hours(-1), by: "ana", at: hours(-2) });
  await holdOrder(db, { orderId: "C-3", reason: "cutover", by: "ana", at: NOW });
  await releaseHolds(db, { orderIds: ["C-3"], by: "ana", at: NOW });
}

const list = async (request: Partial<OrdersRequest> = {}) =>
  (await listOrders(connection.db, { at: NOW, sort: "oldest", ...request })).orders.map(
    (order) => order.orderId,
  );

test("an order is shown with its customer, items, deadline, label and holds", async () => {
  await placeOrder(connection.db, {
    orderId: "Z-9",
    status: "shipped",
    connection: "third/shop",
    order: {
      customer: customer("Z", "Zoé", "Tremblay"),
      lines: [orderLine({ lineId: "1", quantity: 2 }), orderLine({ lineId: "2", sku: "CABLE", quantity: 3 })],
      totalCents: 12_345,
    },
  });
  await addShipment(connection.db, { orderId: "Z-9", trackingPin: "111", status: "tracking_updated" });
  await holdOrder(connection.db, { orderId: "Z-9", reason: "manual", by: "ana", at: NOW });
  await addFailure(connection.db, {
    relatedId: "Z-9",
    processName: "TrackingUpdate",
    code: "timed_out",
    needs: "retry",
  });
  const human = await addFailure(connection.db, { relatedId: "Z-9" });
  await addFailure(connection.db, {
    relatedId: "Z-9",
    processName: "OrderReading",
    code: "timed_out",
    needs: "retry",
  });

  expect(await findOrderListing(connection.db, { orderId: "Z-9", at: NOW })).toEqual({
    orderId: "Z-9",
    connection: "third/shop",
    marketplaceOrderId: "Z-9",
    marketplaceState: "SHIPPING",
    status: "shipped",
    internalState: "MIRAKL_OK",
    since: NOW,
    orderedAt: new Date("2026-03-02T09:00:00Z"),
    customerName: "Zoé Tremblay",
    items: 5,
    currency: "CAD",
    totalCents: 12_345,
    shippingDeadline: new Date("2026-03-04T22:00:00Z"),
    holds: ["manual"],
    carrier: "canada-post",
    trackingNumber: "111",
    carrierShipmentId: "cp-Z-9",
    trackingPushed: true,
    trackingStatus: null,
    inDoubt: false,
    labelPath: "labels/Z-9/1-1.pdf",
    failure: { failureId: human.failureId, code: "address_invalid", needs: "human" },
  });
  expect(await list({ connection: "third/shop" })).toEqual(["Z-9"]);
  expect(await findOrderListing(connection.db, { orderId: "nobody", at: NOW })).toBeNull();
});

test("an order that somebody else shipped shows the marketplace's carrier and number", async () => {
  const order = await findOrderListing(connection.db, { orderId: "G-7007", at: NOW });
  expect(order).toMatchObject({
    carrier: "UPSN",
    trackingNumber: "1Z999",
    labelPath: null,
    trackingPushed: false,
  });
});

test("an order in a state to observe only has no status", async () => {
  const order = await findOrderListing(connection.db, { orderId: "F-6", at: NOW });
  expect(order).toMatchObject({
    status: null,
    internalState: null,
    since: null,
    marketplaceState: "STAGING",
  });
});

test("a label that was voided is not the order's any more", async () => {
  await placeOrder(connection.db, { orderId: "V-1", connection: "fourth/shop" });
  const { shipmentId } = await addShipment(connection.db, { orderId: "V-1" });
  await endShipment(connection.db, { shipmentId, as: "voided", at: NOW });
  const order = await findOrderListing(connection.db, { orderId: "V-1", at: NOW });
  expect(order).toMatchObject({ carrier: null, trackingNumber: null, labelPath: null });
});

describe("filters let through", () => {
  const main = { connection: "bestbuy/main" };
  test.each<[string, Partial<OrdersRequest>, string[]]>([
    ["everything of a connection", main, ["A-1", "B-2", "C-3", "D-4", "F-6", "G-7007"]],
    ["some statuses", { ...main, statuses: ["accepted", "shipped"] }, ["B-2", "G-7007"]],
    ["no status at all", { ...main, statuses: [] }, []],
    ["what is held now", { ...main, held: true }, ["B-2"]],
    ["what is not held, or no longer", { ...main, held: false }, ["A-1", "C-3", "D-4", "F-6", "G-7007"]],
    ["what fails", { ...main, failing: true }, ["C-3"]],
    ["what does not", { ...main, failing: false }, ["A-1", "B-2", "D-4", "F-6", "G-7007"]],
    ["what must ship soon", { ...main, deadlineBefore: hours(5) }, ["C-3"]],
    ["all of them together", { ...main, statuses: ["accepted"], held: true, search: "roy" }, ["B-2"]],
  ])("%s", async (_, filters, expected) => {
    expect(await list(filters)).toEqual(expected);
  });
});

describe("a search finds", () => {
  test.each([
    ["part of an order id", "-700", ["G-7007"]],
    ["an order id in another case", "d-4", ["D-4"]],
    ["the end of a tracking number of ours", "414604", ["D-4"]],
    ["a tracking number that the marketplace shows", "1z999", ["G-7007"]],
    ["a SKU with signs that SQL knows, as they are", "50%_o", ["C-3"]],
    ["no wildcard", "5%F", []],
    ["part of a customer's name", "mari", ["B-2"]],
    ["a customer's words in any order", "roy marie", ["B-2"]],
    ["accents and case", "CÔTÉ", ["A-1"]],
    ["only the beginning, when it is short", "c-", ["C-3"]],
    ["everything, when it is blank", "  ", ["A-1", "B-2", "C-3", "D-4", "F-6", "G-7007"]],
  ])("%s", async (_, search, expected) => {
    expect(await list({ connection: "bestbuy/main", search })).toEqual(expected);
  });

  test("nothing but what every other filter lets through", async () => {
    expect(await list({ search: "roy", statuses: ["shipped"] })).toEqual([]);
  });
});

describe("pages", () => {
  async function walk(sort: OrderSort, rest: Partial<OrdersRequest> = {}): Promise<string[]> {
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const request: OrdersRequest = { at: NOW, connection: "bestbuy/main", sort, limit: 1, after, ...rest };
      const page = await listOrders(connection.db, request);
      expect(page.orders.length).toBeLessThanOrEqual(1);
      ids.push(...page.orders.map((order) => order.orderId));
      after = page.next;
    } while (after !== null);
    return ids;
  }

  test.each<[OrderSort, string[]]>([
    ["deadline", ["C-3", "B-2", "D-4", "G-7007", "A-1", "F-6"]],
    ["oldest", ["A-1", "B-2", "C-3", "D-4", "F-6", "G-7007"]],
    ["newest", ["G-7007", "F-6", "D-4", "C-3", "B-2", "A-1"]],
  ])("by %s show every order once, equal and missing times included", async (sort, expected) => {
    expect(await walk(sort)).toEqual(expected);
    expect(await list({ connection: "bestbuy/main", sort })).toEqual(expected);
  });

  test("go on where few orders pass the filter, too", async () => {
    expect(await walk("deadline", { statuses: ["pending_acceptance", "accepted", "tracked"] })).toEqual([
      "B-2",
      "D-4",
      "A-1",
    ]);
  });

  test("are refused when size or place cannot be", async () => {
    const { db } = connection;
    for (const limit of [0, 1.5, 1001])
      await expect(listOrders(db, { at: NOW, limit })).rejects.toMatchObject({ code: "bad_argument" });
    for (const after of ["", "A-1", "x~A-1"])
      await expect(listOrders(db, { at: NOW, after })).rejects.toMatchObject({ code: "bad_argument" });
  });
});
