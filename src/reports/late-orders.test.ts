import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { orderHolds } from "../db/schema/index.ts";
import { placeOrder } from "../db/stores/testing/place-order.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";
import { FakeClock } from "../platform/clock.ts";
import { readLateOrders } from "./late-orders.ts";
import { addFailure, addShipment } from "./testing/order-facts.ts";

const HOUR_MS = 3_600_000;
const WEEK = { cron: "0 16 * * mon,tue,wed,thu,fri", timeZone: "America/Toronto" };
const EVERY_DAY = { cron: "0 16 * * mon,tue,wed,thu,fri,sat,sun", timeZone: "America/Toronto" };

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

interface Placed {
  orderId: string;
  deadline: string;
  status?: OrderStatus;
  state?: string;
  orderedAt?: string;
}

const place = ({ orderId, deadline, status = "accepted", state = "SHIPPING", orderedAt }: Placed) =>
  placeOrder(connection.db, {
    orderId,
    status,
    createdAt: new Date("2026-03-01T00:00:00Z"),
    order: {
      shippingDeadline: new Date(deadline),
      state,
      ...(orderedAt ? { createdAt: new Date(orderedAt) } : {}),
    },
  });

/** Only orders whose ids begin so, as ids with their causes. */
async function lateAt(
  now: string,
  { prefix, collections = WEEK }: { prefix: string; collections?: typeof WEEK },
) {
  const at = new FakeClock(now).now();
  const late = await readLateOrders(connection.db, { at, collections, nearMs: 4 * HOUR_MS });
  return late.filter(({ orderId }) => orderId.startsWith(prefix));
}

const causesOf = (late: Awaited<ReturnType<typeof lateAt>>) =>
  Object.fromEntries(late.map(({ orderId, causes }) => [orderId, causes.map(({ cause }) => cause)]));

test("the last collection before a Monday noon is on Friday", async () => {
  await place({ orderId: "week-1", deadline: "2026-02-09T17:00:00Z" });
  expect(await lateAt("2026-02-06T16:59:00Z", { prefix: "week" })).toEqual([]);
  expect(await lateAt("2026-02-06T17:00:00Z", { prefix: "week" })).toMatchObject([
    { lastCollection: new Date("2026-02-06T21:00:00Z"), causes: [{ cause: "label", next: "ops run" }] },
  ]);
  const gone = await lateAt("2026-02-07T12:00:00Z", { prefix: "week" });
  expect(causesOf(gone)).toEqual({ "week-1": ["collection_gone", "label"] });
  expect(await lateAt("2026-02-09T17:01:00Z", { prefix: "week" })).toEqual([]);
});

test.each([
  ["in spring", "2026-03-09T04:00:00Z", "2026-03-08T20:00:00Z"],
  ["before spring", "2026-03-08T05:00:00Z", "2026-03-07T21:00:00Z"],
  ["in autumn", "2026-11-02T05:00:00Z", "2026-11-01T21:00:00Z"],
  ["before autumn", "2026-11-01T04:00:00Z", "2026-10-31T20:00:00Z"],
])("clocks that change move the cut-off with them, %s", async (name, deadline, collection) => {
  const orderId = `dst-${name}`;
  await place({ orderId, deadline });
  const now = new Date(new Date(collection).getTime() - HOUR_MS).toISOString();
  const [late] = await lateAt(now, { prefix: orderId, collections: EVERY_DAY });
  expect(late?.lastCollection).toEqual(new Date(collection));
});

test("every order that will not be in time by itself says why, and what to do", async () => {
  const deadline = "2026-04-16T03:59:59Z";
  const { db } = connection;
  await place({ orderId: "why-fine", deadline });
  await place({ orderId: "why-held", deadline });
  await place({ orderId: "why-held-briefly", deadline });
  await place({ orderId: "why-failed", deadline, status: "label_failed" });
  await place({ orderId: "why-retried", deadline, status: "label_failed" });
  await place({ orderId: "why-doubt", deadline });
  const hold = { reason: "manual", heldBy: "ana", heldAt: new Date("2026-04-14T12:00:00Z") };
  await db.insert(orderHolds).values([
    { ...hold, orderId: "why-held" },
    { ...hold, orderId: "why-held-briefly", until: new Date("2026-04-15T12:00:00Z") },
  ]);
  await addFailure(db, { relatedId: "why-failed" });
  await addFailure(db, {
    relatedId: "why-retried",
    needs: "retry",
    retryAt: new Date("2026-04-14T16:00:00Z"),
  });
  await addShipment(db, {
    orderId: "why-doubt",
    purchase: "in_doubt",
    status: "label_creation_initiated",
    inDoubtSince: new Date("2026-04-14T12:00:00Z"),
    trackingPin: null,
  });
  const late = await lateAt("2026-04-14T15:00:00Z", { prefix: "why" });
  expect(causesOf(late)).toEqual({
    "why-held": ["held"],
    "why-failed": ["failure"],
    "why-doubt": ["in_doubt"],
  });
  expect(late.find(({ orderId }) => orderId === "why-held")?.causes).toMatchObject([
    { what: "held: manual", next: "ops orders release why-held" },
  ]);
});

test("what comes by itself is pressing when the collection is near", async () => {
  const deadline = "2026-05-06T03:59:59Z";
  const accepting = { status: "pending_acceptance", state: "WAITING_ACCEPTANCE" } as const;
  await place({ orderId: "near-new", deadline, ...accepting, orderedAt: "2026-05-05T06:00:00Z" });
  await place({ orderId: "near-old", deadline, ...accepting, orderedAt: "2026-05-04T20:00:00Z" });
  await place({ orderId: "near-unpaid", deadline, state: "WAITING_DEBIT_PAYMENT" });
  await place({ orderId: "near-tracked", deadline, status: "tracked" });
  expect(causesOf(await lateAt("2026-05-05T13:00:00Z", { prefix: "near" }))).toEqual({
    "near-old": ["acceptance"],
  });
  expect(causesOf(await lateAt("2026-05-05T17:00:00Z", { prefix: "near" }))).toEqual({
    "near-new": ["acceptance"],
    "near-old": ["acceptance"],
    "near-unpaid": ["payment"],
    "near-tracked": ["push"],
  });
});
