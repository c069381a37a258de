import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { acceptances } from "../db/schema/index.ts";
import { holdOrder } from "../db/stores/holds.ts";
import { pause, resume } from "../db/stores/pauses.ts";
import { minutesFrom, NOW, placeOrder } from "../db/stores/testing/place-order.ts";
import { ERROR_CODES } from "../domain/error-codes.ts";
import { readHealth } from "./health.ts";
import { addFailure, addShipment } from "./testing/order-facts.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

const HOUR_MS = 3_600_000;
const hours = (count: number) => minutesFrom(NOW, count * 60);
const read = () => readHealth(connection.db, { at: NOW, deadlineNearMs: 4 * HOUR_MS });

test("an empty database is well", async () => {
  expect(await read()).toEqual({
    pauses: [],
    openFailures: { human: 0, retry: 0 },
    acceptance: { waiting: 0, oldestOrderedAt: null, oldestAgeMs: null, windowMs: 24 * HOUR_MS },
    deadlines: { passed: 0, near: 0 },
    doubts: { purchases: 0, oldestSince: null, withoutLookUp: 0 },
    unconfirmed: { decisions: 0, shipments: 0 },
  });
});

test("pauses stand with why, since when and the next step", async () => {
  const { db } = connection;
  const scope = "connection:bestbuy/main";
  await pause(db, {
    scope,
    code: "credentials_rejected",
    reason: "The key was refused.",
    by: "daemon",
    at: NOW,
  });
  await pause(db, { scope: "effects", code: "paused", reason: "over", by: "ana", at: NOW });
  await resume(db, { scope: "effects", by: "ana", at: NOW });
  const hint = ERROR_CODES.credentials_rejected.hint;
  expect((await read()).pauses).toMatchObject([
    { scope, reason: "The key was refused.", pausedAt: NOW, hint },
  ]);
});

test("open failures are counted by who must act", async () => {
  await addFailure(connection.db, { relatedId: "1" });
  await addFailure(connection.db, { relatedId: "2" });
  await addFailure(connection.db, { relatedId: "3", needs: "retry" });
  expect((await read()).openFailures).toEqual({ human: 2, retry: 1 });
});

test("the oldest order that waits for our decision is told, held ones aside", async () => {
  const { db } = connection;
  const place = (
    orderId: string,
    status: "pending_acceptance" | "acceptance_failed" | "accepted",
    age: number,
  ) => placeOrder(db, { orderId, status, order: { createdAt: hours(-age), shippingDeadline: null } });
  await place("pending", "pending_acceptance", 2);
  await place("failed", "acceptance_failed", 26);
  await place("held", "pending_acceptance", 90);
  await place("accepted", "accepted", 99);
  await holdOrder(db, { orderId: "held", reason: "cutover", by: "import", at: NOW });
  expect((await read()).acceptance).toMatchObject({
    waiting: 2,
    oldestOrderedAt: hours(-26),
    oldestAgeMs: 26 * HOUR_MS,
  });
});

test("deadlines that passed or are near count while an order is neither shipped nor held", async () => {
  const { db } = connection;
  const place = (
    orderId: string,
    shippingDeadline: Date | null,
    status: "accepted" | "shipped" = "accepted",
  ) => placeOrder(db, { orderId, status, order: { shippingDeadline } });
  await place("late", hours(-1));
  await place("now", NOW);
  await place("near", hours(3.9));
  await place("later", hours(4));
  await place("never", null);
  await place("shipped-late", hours(-1), "shipped");
  await place("held-late", hours(-1));
  await holdOrder(db, { orderId: "held-late", reason: "manual", by: "ana", at: NOW });
  expect((await read()).deadlines).toEqual({ passed: 1, near: 2 });
});

test("purchases in doubt are told with those that nobody looks up any more", async () => {
  const { db } = connection;
  const doubt = { purchase: "in_doubt", status: "label_creation_initiated", trackingPin: null } as const;
  await addShipment(db, { orderId: "late", ...doubt, inDoubtSince: hours(-2), nextLookUpAt: hours(1) });
  await addShipment(db, { orderId: "near", ...doubt, inDoubtSince: hours(-3) });
  await addShipment(db, {
    orderId: "now",
    ...doubt,
    inDoubtSince: hours(-9),
    endedAt: NOW,
    endedAs: "never_created",
  });
  await addShipment(db, { orderId: "later" });
  expect((await read()).doubts).toEqual({ purchases: 2, oldestSince: hours(-3), withoutLookUp: 1 });
});

test("what was sent counts until the marketplace shows it", async () => {
  const { db } = connection;
  const decided = { decision: "accept", requestedBy: "ana", requestedAt: NOW } as const;
  await db.insert(acceptances).values([
    { ...decided, orderId: "near", state: "sent" },
    { ...decided, orderId: "late", state: "wanted" },
    { ...decided, orderId: "later", state: "confirmed" },
  ]);
  await addShipment(db, { orderId: "shipped-late", nextPushCheckAt: hours(1) });
  await addShipment(db, { orderId: "never" });
  expect((await read()).unconfirmed).toEqual({ decisions: 1, shipments: 1 });
});
