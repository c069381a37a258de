import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { holdOrder } from "../db/stores/holds.ts";
import { minutesFrom, NOW, placeOrder } from "../db/stores/testing/place-order.ts";
import { ORDER_STATUSES } from "../domain/order-lifecycle.ts";
import { countOrders } from "./order-counts.ts";
import { readRunSummary } from "./run-summary.ts";
import { addCall, addFailure, addShipment } from "./testing/order-facts.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

test("an empty database has nothing of anything", async () => {
  const { byStatus, ...numbers } = await readRunSummary(connection.db, { at: NOW });
  expect(new Set(Object.values(numbers))).toEqual(new Set([0]));
  expect(Object.keys(byStatus)).toEqual([...ORDER_STATUSES]);
});

test("every order counts once, whatever stands on it", async () => {
  const { db } = connection;
  for (const status of ORDER_STATUSES) await placeOrder(db, { orderId: status, status });
  await placeOrder(db, { orderId: "staging", status: null });
  await placeOrder(db, { orderId: "staging-held", status: null });
  const hold = (orderId: string, until: Date | null = null) =>
    holdOrder(db, { orderId, reason: "manual", until, by: "ana", at: minutesFrom(NOW, -60) });
  await hold("accepted");
  await hold("staging-held");
  await hold("label_failed");
  await hold("tracked", minutesFrom(NOW, -1));
  await hold("shipped");
  for (const relatedId of [
    "label_failed",
    "push_failed",
    "cancelled",
    "connection:bestbuy/main",
    "tracking_failed",
  ])
    await addFailure(db, { relatedId });
  await addFailure(db, { relatedId: "push_failed", processName: "OrderReading" });
  for (const relatedId of ["bb-unreadable", "bestbuy/main:without-id"])
    await addFailure(db, { relatedId, processName: "OrderReading" });
  await addFailure(db, { relatedId: "tracked", needs: "retry" });
  await placeOrder(db, { orderId: "told", status: "label_created" });
  await addFailure(db, { relatedId: "told", retryAt: minutesFrom(NOW, 4) });
  await placeOrder(db, { orderId: "looked-up", status: "label_created" });
  await addFailure(db, { relatedId: "looked-up", code: "answer_lost" });
  const doubt = { status: "label_creation_initiated", purchase: "in_doubt", trackingPin: null } as const;
  await addShipment(db, { ...doubt, orderId: "looked-up", nextLookUpAt: minutesFrom(NOW, 1) });
  await addCall(db, { calledAt: minutesFrom(NOW, -1) });
  await addCall(db, {});

  const summary = await readRunSummary(db, { at: NOW });
  expect(summary).toMatchObject({
    orders: ORDER_STATUSES.length + 6,
    shipped: 1,
    complete: 1,
    ended: 2,
    /** accepted, label_failed, staging-held */
    held: 3,
    /** push_failed, tracking_failed, told, looked-up, staging, two that could not be taken in */
    needsHuman: 7,
    /** told, looked-up */
    retried: 2,
    /** pending_acceptance, acceptance_failed, label_created, awaiting_tracking, tracked */
    unfinished: 5,
    /** A held order, an ended one, a connection */
    otherFailures: 3,
    apiCalls: 2,
  });
  const { shipped, complete, ended, held, needsHuman, unfinished } = summary;
  expect(shipped + complete + ended + held + needsHuman + unfinished).toBe(summary.orders);
  expect(await readRunSummary(db, { at: NOW, callsSince: NOW })).toMatchObject({ apiCalls: 1 });
});

test("orders are counted by status, those without one in the total only", async () => {
  const { total, byStatus } = await countOrders(connection.db);
  expect(total).toBe(ORDER_STATUSES.length + 4);
  const ones = Object.fromEntries(ORDER_STATUSES.map((status) => [status, 1])) as typeof byStatus;
  expect(byStatus).toEqual({ ...ones, label_created: 3 });
});
