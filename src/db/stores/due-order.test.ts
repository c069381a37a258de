import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { decide, markSending, updateAcceptance } from "./acceptances.ts";
import { dueLabels, dueReadings, nextAppointment } from "./due.ts";
import { closeFailures, recordFailure } from "./failures.ts";
import { endShipment, insertShipment } from "./shipments.ts";
import { minutesFrom, NOW, placeOrder } from "./testing/place-order.ts";

const at = (minute: number) => minutesFrom(NOW, minute);
const connections = ["bestbuy/main"];
const question = { connections, finishing: connections, now: NOW, limit: 1000, freshSince: at(-5) };

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
    const readings = (staleBefore: Date | null) =>
      dueReadings(own.db, { connection: "bestbuy/main", now: NOW, staleBefore, limit: 2 });
    expect((await readings(at(1))).map(({ orderId }) => orderId)).toEqual(["sent", "past"]);
    expect((await readings(null)).map(({ orderId }) => orderId)).toEqual(["sent"]);
  });

  test("is read back nearest deadline first", async () => {
    const readings = (limit: number) =>
      dueReadings(own.db, { connection: "bestbuy/main", now: NOW, staleBefore: at(1), limit });
    expect(await readings(100)).toHaveLength(ORDERS.length);
    expect((await readings(1)).map(({ orderId }) => orderId)).toEqual(["past"]);
  });
});

describe("the next appointment", () => {
  beforeEach(async () => {
    await placeOrder(own.db, { orderId: "A", status: "pending_acceptance" });
    await placeOrder(own.db, { orderId: "B" });
    await placeOrder(own.db, { orderId: "C" });
  });

  const next = (from: Date) => nextAppointment(own.db, from);
  const retry = (relatedId: string, retryAt: Date | null, needs: "retry" | "human" = "retry") =>
    recordFailure(own.db, {
      processName: "ShippingLabelCreation",
      relatedId,
      connection: null,
      code: "timed_out",
      details: "no answer",
      payload: {},
      needs,
      retryAt,
      at: NOW,
    });
  const checkDecision = async (nextCheckAt: Date) => {
    await decide(own.db, { orderId: "A", decision: "accept", by: "ana", at: NOW });
    await markSending(own.db, { orderId: "A", at: NOW, nextCheckAt });
  };

  test("is the nearest of read-backs, look-ups and retries from the moment asked about on", async () => {
    expect(await next(NOW)).toBeNull();
    await checkDecision(at(40));
    await insert("B", { status: "label_created", purchase: "bought", nextPushCheckAt: at(30) });
    await insert("C", { nextLookUpAt: at(20) });
    await retry("A", at(10));
    for (const minute of [10, 20, 30, 40]) expect(await next(at(minute - 9))).toEqual(at(minute));
    expect(await next(at(10))).toEqual(at(10));
    expect(await next(at(41))).toBeNull();
  });

  test("is not hidden by one of its kind that has passed and was not kept", async () => {
    await retry("A", at(-10));
    await retry("B", at(10));
    await insert("B", { nextLookUpAt: at(-5) });
    await insert("C", { nextLookUpAt: at(20) });
    expect(await next(NOW)).toEqual(at(10));
    expect(await next(at(11))).toEqual(at(20));
  });

  test("is one of which a person was told, where it is tried again meanwhile", async () => {
    await retry("A", at(10), "human");
    expect(await next(NOW)).toEqual(at(10));
  });

  test("is never one of a person's, nor of what has ended", async () => {
    await retry("A", null, "human");
    await retry("B", at(10));
    await closeFailures(own.db, { relatedId: "B", by: "ana", resolution: "seen to", at: NOW });
    await checkDecision(at(10));
    await updateAcceptance(own.db, "A", { state: "confirmed" });
    const { shipmentId } = await insert("C", { nextLookUpAt: at(10), nextPushCheckAt: at(10) });
    await endShipment(own.db, { shipmentId, as: "voided", at: NOW });
    expect(await next(NOW)).toBeNull();
  });
});
