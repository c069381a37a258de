import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { decide, markSending } from "./acceptances.ts";
import { dueLabels } from "./due-labels.ts";
import { dueReadings } from "./due-readings.ts";
import { insertShipment } from "./shipments.ts";
import { minutesFrom, NOW, placeOrder } from "./testing/place-order.ts";

const at = (minute: number) => minutesFrom(NOW, minute);
const SECOND_MS = 1_000;
const connections = ["bestbuy/main"];
const question = { connections, finishing: connections, now: NOW, limit: 1000, freshnessMs: 5 * 60_000 };

let own: TestConnection;
beforeEach(async () => {
  own = await openTestConnection({ poolSize: 1 });
});
afterEach(() => own.close());

type Shipment = Parameters<typeof insertShipment>[1];
const insert = (orderId: string, change: Partial<Shipment>) =>
  own.db.transaction((tx) =>
    insertShipment(tx, {
      orderId,
      requestKey: `key-${orderId}`,
      carrier: "canada-post",
      carrierAccount: "main",
      environment: "production",
      status: "label_creation_initiated",
      purchase: "in_doubt",
      createdAt: NOW,
      createdBy: "test",
      ...change,
    }),
  );

describe("what is due", () => {
  /** Id, minutes to the deadline, and when it was created. */
  const ORDERS: [string, number | null, number][] = [
    ["none-new", null, 2],
    ["far", 60, 1],
    ["near-new", 10, 2],
    ["none-old", null, 1],
    ["past", -10, 3],
    ["near-old", 10, 1],
  ];
  const IN_ORDER = ["past", "near-old", "near-new", "far", "none-old", "none-new"];

  beforeEach(async () => {
    for (const [orderId, deadline, created] of ORDERS)
      await placeOrder(own.db, {
        orderId,
        createdAt: at(created),
        observedAt: at(-1),
        order: { shippingDeadline: deadline === null ? null : at(deadline), createdAt: at(-created) },
      });
  });

  const labels = async (change: Partial<typeof question> = {}) =>
    (await dueLabels(own.db, { ...question, ...change })).map(({ id }) => id);

  test("comes nearest deadline first, those without last, then the oldest", async () => {
    expect(await labels()).toEqual(IN_ORDER);
    const [first, second] = await dueLabels(own.db, question);
    expect(first).toEqual({ id: "past", deadline: at(-10), connection: "bestbuy/main" });
    expect(second?.deadline).toEqual(at(10));
  });

  test("is no more than asked for, and only of the connections named", async () => {
    expect(await labels({ limit: 3 })).toEqual(IN_ORDER.slice(0, 3));
    expect(await labels({ connections: [] })).toEqual([]);
    expect(await labels({ connections: ["walmart/main", "bestbuy/main"] })).toEqual(IN_ORDER);
  });

  test("has purchases to be finished among the labels to be bought, by their deadline", async () => {
    await placeOrder(own.db, { orderId: "unfinished", order: { shippingDeadline: at(20) } });
    await insert("unfinished", { purchase: "sending" });
    expect(await labels()).toEqual([...IN_ORDER.slice(0, 3), "unfinished", ...IN_ORDER.slice(3)]);
    expect(await labels({ limit: 4 })).toEqual([...IN_ORDER.slice(0, 3), "unfinished"]);
  });

  test("is read back before labels are bought when its decision or shipment was sent, however young it is", async () => {
    await placeOrder(own.db, {
      orderId: "sent",
      status: "pending_acceptance",
      order: { createdAt: at(0) },
    });
    await decide(own.db, { orderId: "sent", decision: "accept", by: "ana", at: NOW });
    await markSending(own.db, { orderId: "sent", at: NOW, nextCheckAt: NOW });
    const readings = (freshnessMs: number | null) =>
      dueReadings(own.db, { connection: "bestbuy/main", now: NOW, freshnessMs, limit: 2 });
    expect((await readings(SECOND_MS)).map(({ orderId }) => orderId)).toEqual(["sent", "past"]);
    expect((await readings(null)).map(({ orderId }) => orderId)).toEqual(["sent"]);
  });

  test("is read back nearest deadline first", async () => {
    const readings = (limit: number) =>
      dueReadings(own.db, { connection: "bestbuy/main", now: NOW, freshnessMs: SECOND_MS, limit });
    expect(await readings(100)).toHaveLength(ORDERS.length);
    expect((await readings(1)).map(({ orderId }) => orderId)).toEqual(["past"]);
  });
});
