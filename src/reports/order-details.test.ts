import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { decide } from "../db/stores/acceptances.ts";
import { closeFailures } from "../db/stores/failures.ts";
import { holdOrder, releaseHolds } from "../db/stores/holds.ts";
import { logOperation } from "../db/stores/operations.ts";
import { moveOrder } from "../db/stores/order-status.ts";
import { endShipment } from "../db/stores/shipments.ts";
import { minutesFrom, NOW, placeOrder } from "../db/stores/testing/place-order.ts";
import { ERROR_CODES } from "../domain/error-codes.ts";
import { orderLine, postalAddress } from "../domain/testing/order-samples.ts";
import { readOrderDetails } from "./order-details.ts";
import { addCall, addFailure, addShipment } from "./testing/order-facts.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

const read = (id: string, at = NOW) => readOrderDetails(connection.db, { id, at });

test("an order is found by its id or the marketplace's, and missed when there is none", async () => {
  await placeOrder(connection.db, { orderId: "BB-1", order: { marketplaceOrderId: "1-A" } });
  expect((await read("BB-1")).order.orderId).toBe("BB-1");
  expect((await read("1-A")).order.orderId).toBe("BB-1");
  await expect(read("nobody")).rejects.toMatchObject({ code: "not_found" });
});

test("of two marketplaces' orders with one id neither is guessed", async () => {
  await placeOrder(connection.db, { orderId: "X-7", order: { marketplaceOrderId: "7" } });
  await placeOrder(connection.db, {
    orderId: "Y-7",
    connection: "other/shop",
    order: { marketplaceOrderId: "7" },
  });
  await expect(read("7")).rejects.toMatchObject({ code: "bad_argument" });
});

test("lines say what was ordered and what has become of it", async () => {
  const lines = [
    orderLine({ lineId: "1", quantity: 3, cancelledQuantity: 1 }),
    orderLine({ lineId: "2", sku: "CABLE", state: "CANCELED" }),
  ];
  await placeOrder(connection.db, { orderId: "lines", order: { lines } });
  expect((await read("lines")).lines).toMatchObject([
    { lineId: "1", sku: "LAMP", quantity: 3, cancelledQuantity: 1, state: "SHIPPING" },
    { lineId: "2", sku: "CABLE", quantity: 1, cancelledQuantity: 0, state: "CANCELED" },
  ]);
});

test("of the customer there is the name and the address, of the marketplace's answer what it means", async () => {
  await placeOrder(connection.db, { orderId: "customer" });
  const { order, observation } = await read("customer");
  expect(order.customerName).toBe("Ana Example");
  expect(observation.shipTo).toEqual(postalAddress());
  expect(observation).toMatchObject({ marketplaceState: "SHIPPING", canShopShip: true, observedAt: NOW });
  expect(Object.keys(observation)).not.toContain("raw");
  expect(JSON.stringify({ order, observation })).not.toContain("ana@example.com");
});

test("holds are shown with whether they stand, the decision with who made it", async () => {
  const { db } = connection;
  await placeOrder(db, { orderId: "held", status: "pending_acceptance" });
  await holdOrder(db, { orderId: "held", reason: "cutover", by: "import", at: NOW });
  await releaseHolds(db, { orderIds: ["held"], by: "ana", at: NOW });
  await holdOrder(db, { orderId: "held", reason: "manual", until: NOW, by: "ana", at: NOW });
  await holdOrder(db, { orderId: "held", reason: "foreign_label", by: "ana", at: NOW });
  await decide(db, { orderId: "held", decision: "refuse", by: "ana", at: NOW });
  const { holds, acceptance } = await read("held");
  expect(holds.map(({ reason, stands }) => [reason, stands])).toEqual([
    ["cutover", false],
    ["manual", false],
    ["foreign_label", true],
  ]);
  expect(acceptance).toMatchObject({ decision: "refuse", state: "wanted", requestedBy: "ana" });
});

test("every shipment is shown, also those that ended, without what was sent to the carrier", async () => {
  const { db } = connection;
  await placeOrder(db, { orderId: "shipments" });
  const first = await addShipment(db, { orderId: "shipments", requestBody: "<xml/>", trackingPin: "1" });
  await endShipment(db, { shipmentId: first.shipmentId, as: "voided", at: NOW });
  await addShipment(db, {
    orderId: "shipments",
    generation: 2,
    purchase: "in_doubt",
    status: "label_creation_initiated",
    trackingPin: null,
    nextLookUpAt: minutesFrom(NOW, 1),
  });
  const { shipments } = await read("shipments");
  expect(shipments).toMatchObject([
    { generation: 1, endedAs: "voided", priceCents: 1234, doubt: null },
    { generation: 2, endedAs: null, purchase: "in_doubt", doubt: { nextLookUpAt: minutesFrom(NOW, 1) } },
  ]);
  expect(Object.keys(shipments[0] ?? {})).not.toContain("requestBody");
});

test("failures are shown open ones first, each with the next step", async () => {
  const { db } = connection;
  await placeOrder(db, { orderId: "failures" });
  const close = (minute: number) =>
    closeFailures(db, {
      relatedId: "failures",
      by: "ana",
      resolution: "mended",
      at: minutesFrom(NOW, minute),
    });
  await addFailure(db, { relatedId: "failures", details: "first" });
  await close(1);
  await addFailure(db, { relatedId: "failures", details: "second" });
  await close(2);
  await addFailure(db, { relatedId: "failures", details: "third" });
  const { failures } = await read("failures");
  expect(failures.map((failure) => failure.details)).toEqual(["third", "second", "first"]);
  expect(failures[0]).toMatchObject({ resolvedAt: null, hint: ERROR_CODES.address_invalid.hint });
});

describe("the timeline", () => {
  test("tells calls, operations and statuses in the order in which they happened, each once", async () => {
    const { db } = connection;
    const orderId = "BB-time";
    await placeOrder(db, { orderId, status: "pending_acceptance", order: { marketplaceOrderId: "time" } });
    const at = minutesFrom(NOW, 1);
    const bestBuy = { service: "BestBuy", endpoint: "AcceptOrder", relatedId: "time" };
    await addCall(db, {
      ...bestBuy,
      calledAt: at,
      isSuccess: false,
      statusCode: 503,
      error: "It is busy.",
      attempt: 2,
    });
    await addCall(db, { ...bestBuy, calledAt: minutesFrom(NOW, 2), statusCode: 204 });
    await addCall(db, {
      relatedId: orderId,
      calledAt: minutesFrom(NOW, 4),
      statusCode: null,
      isSuccess: false,
    });
    const unanswered = { relatedId: orderId, statusCode: null, isSuccess: null, durationMs: null };
    await addCall(db, { ...unanswered, calledAt: minutesFrom(NOW, 5) });
    await addCall(db, { ...unanswered, calledAt: minutesFrom(NOW, 20), attempt: 2 });
    await db.transaction(async (tx) => {
      const move = { orderId, from: ["pending_acceptance"] as const, to: "accepted" as const };
      await moveOrder(tx, {
        ...move,
        notes: "Validated.",
        actor: "daemon",
        at: minutesFrom(NOW, 2),
        action: "reconcile",
      });
      await logOperation(tx, {
        at: minutesFrom(NOW, 2),
        scope: "mirakl",
        action: "accept",
        orderId,
        status: "INFO",
        message: "Decided by ana.",
        actor: "daemon",
      });
      await moveOrder(tx, {
        orderId,
        from: ["accepted"],
        to: "label_failed",
        notes: null,
        actor: "daemon",
        at: minutesFrom(NOW, 3),
        action: "create_shipment",
      });
    });
    const { entries, isCut } = (await read(orderId, minutesFrom(NOW, 21))).timeline;
    expect(
      entries.map(({ kind, what, outcome, message, actor }) => [kind, what, outcome, message, actor]),
    ).toEqual([
      ["status", "pending_acceptance", "OK", null, "test"],
      ["call", "BestBuy AcceptOrder", "ERROR", "503 in 120 ms, attempt 2: It is busy.", null],
      ["call", "BestBuy AcceptOrder", "OK", "204 in 120 ms", null],
      ["operation", "mirakl.accept", "INFO", "Decided by ana.", "daemon"],
      ["status", "accepted", "OK", "Validated.", "daemon"],
      ["status", "label_failed", "ERROR", null, "daemon"],
      ["call", "CanadaPost CreateShipment", "ERROR", "no answer in 120 ms", null],
      [
        "call",
        "CanadaPost CreateShipment",
        "INFO",
        "no answer recorded: the process or its database ended during the call",
        null,
      ],
      ["call", "CanadaPost CreateShipment", "INFO", "under way, attempt 2, or cut off just now", null],
    ]);
    expect(isCut).toBe(false);
  });

  test("says so when the oldest calls are too many to be shown", async () => {
    const { db } = connection;
    await placeOrder(db, { orderId: "busy" });
    const minutes = Array.from({ length: 1001 }, (_, minute) => minutesFrom(NOW, minute));
    await Promise.all(minutes.map((calledAt) => addCall(db, { relatedId: "busy", calledAt })));
    const { entries, isCut } = (await read("busy")).timeline;
    expect(isCut).toBe(true);
    expect(entries.filter((entry) => entry.kind === "call")[0]?.at).toEqual(minutesFrom(NOW, 1));
  });
});
