import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { labelDays, orderHolds, shipments } from "../db/schema/index.ts";
import { pause, resume } from "../db/stores/pauses.ts";
import { placeOrder } from "../db/stores/testing/place-order.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";
import { FakeClock } from "../platform/clock.ts";
import { readLabelSpeed } from "./label-queue.ts";
import type { LateCause } from "./late-causes.ts";
import { readLateOrders } from "./late-orders.ts";
import type { LateSettings } from "./late-settings.ts";
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
  connection?: string;
  orderId: string;
  deadline: string;
  status?: OrderStatus;
  state?: string;
  orderedAt?: string;
}

const place = ({ orderId, deadline, status = "accepted", state = "SHIPPING", orderedAt, ...more }: Placed) =>
  placeOrder(connection.db, {
    orderId,
    ...more,
    status,
    createdAt: new Date("2026-03-01T00:00:00Z"),
    order: {
      shippingDeadline: new Date(deadline),
      state,
      ...(orderedAt ? { createdAt: new Date(orderedAt) } : {}),
    },
  });

const SETTINGS: LateSettings = {
  collections: WEEK,
  nearMs: 4 * HOUR_MS,
  pushWhen: "label",
  maxLabelsPerDay: null,
  shops: new Map([["bestbuy/main", { account: "main", labelsPerMinute: null }]]),
};

interface Asked extends Partial<LateSettings> {
  /** Only orders whose ids begin so. */
  prefix: string;
}

async function lateAt(now: string, { prefix, ...settings }: Asked) {
  const at = new FakeClock(now).now();
  const { orders } = await readLateOrders(connection.db, { at, settings: { ...SETTINGS, ...settings } });
  return orders.filter(({ orderId }) => orderId.startsWith(prefix));
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

test("what is paused is in the way of whoever still needs it, with the line that resumes it", async () => {
  const { db } = connection;
  const deadline = "2026-06-11T03:59:59Z";
  const now = "2026-06-10T10:00:00Z";
  await place({ orderId: "pause-unlabelled", deadline });
  await place({ orderId: "pause-labelled", deadline, status: "tracked" });
  const at = new Date(now);
  const causesWhile = async (scope: string) => {
    await pause(db, { scope, code: "paused", reason: "stocktaking", by: "ana", at });
    const late = await lateAt(now, { prefix: "pause" });
    await resume(db, { scope, by: "ana", at });
    return late;
  };
  const labels = await causesWhile("workflow:create-labels");
  expect(causesOf(labels)).toEqual({ "pause-unlabelled": ["paused"] });
  expect(labels[0]?.causes).toEqual([
    {
      cause: "paused",
      what: "create-labels is paused: stocktaking",
      next: "ops resume create-labels",
    },
  ]);
  expect(causesOf(await causesWhile("carrier:main"))).toEqual({ "pause-unlabelled": ["paused"] });
  const both: Record<string, LateCause["cause"][]> = {
    "pause-unlabelled": ["paused"],
    "pause-labelled": ["paused"],
  };
  expect(causesOf(await causesWhile("connection:bestbuy/main"))).toEqual(both);
  expect(causesOf(await causesWhile("effects"))).toEqual(both);
  expect(causesOf(await causesWhile("connection:bestbuy/other"))).toEqual({});
  expect(causesOf(await causesWhile("workflow:refresh-tracking"))).toEqual({});
});

test("where something is in the way, what the order waits for beside it is not told", async () => {
  const { db } = connection;
  await place({ orderId: "one-doubt", deadline: "2026-06-18T03:59:59Z", status: "label_failed" });
  await addShipment(db, {
    orderId: "one-doubt",
    purchase: "in_doubt",
    status: "label_creation_initiated",
    trackingPin: null,
  });
  await addFailure(db, { relatedId: "one-doubt", code: "look_ups_used_up" });
  expect(causesOf(await lateAt("2026-06-17T19:00:00Z", { prefix: "one" }))).toEqual({
    "one-doubt": ["failure"],
  });
});

test("a number that waits for packing is told by packing, and not by a push", async () => {
  const { db } = connection;
  const deadline = "2026-06-25T03:59:59Z";
  const now = "2026-06-24T19:00:00Z";
  for (const orderId of ["pack-open", "pack-done"]) {
    await place({ orderId, deadline, status: "tracked" });
    await addShipment(db, { orderId, packedAt: orderId === "pack-done" ? new Date(now) : null });
  }
  const late = await lateAt(now, { prefix: "pack", pushWhen: "packed" });
  expect(causesOf(late)).toEqual({ "pack-open": ["packing"], "pack-done": ["push"] });
  expect(late.find(({ orderId }) => orderId === "pack-open")?.causes[0]?.next).toBe(
    "ops labels packed pack-open",
  );
  const byManifest = await lateAt(now, { prefix: "pack", pushWhen: "manifest" });
  expect(causesOf(byManifest)).toEqual({ "pack-open": ["manifest"], "pack-done": ["manifest"] });
});

test("orders whose deadline has passed are counted, and are not among those that will be late", async () => {
  await place({ orderId: "passed-1", deadline: "2026-01-05T12:00:00Z" });
  await place({ orderId: "passed-2", deadline: "2026-01-05T13:00:00Z", status: "tracked" });
  await place({ orderId: "passed-3", deadline: "2026-01-05T13:00:00Z", status: "shipped" });
  const at = new Date("2026-01-05T14:00:00Z");
  expect(await readLateOrders(connection.db, { at, settings: SETTINGS })).toMatchObject({ passed: 2 });
});

describe("the queue for labels", () => {
  const NOW = "2026-07-01T15:00:00Z";
  const SHOP = "walmart/main";
  const COUNT = 40;

  beforeAll(async () => {
    for (let n = 1; n <= COUNT; n++)
      await place({
        orderId: `queue-${String(n).padStart(2, "0")}`,
        deadline: n <= COUNT / 2 ? "2026-07-02T03:59:59Z" : "2026-07-02T04:00:00Z",
        connection: SHOP,
      });
  });

  const queued = async (labelsPerMinute: number | null, settings: Partial<LateSettings> = {}) =>
    lateAt(NOW, {
      prefix: "queue",
      shops: new Map([[SHOP, { account: "slow", labelsPerMinute }]]),
      ...settings,
    });

  test("is long when the budget lets too few through before the last collection", async () => {
    expect(await queued(null)).toEqual([]);
    expect(await queued(10)).toEqual([]);
    const late = await queued(0.1);
    expect(late).toHaveLength(11);
    expect(late[0]).toMatchObject({
      orderId: "queue-30",
      causes: [
        {
          cause: "queue",
          what: "number 30 in the queue for labels, whose turn comes about 2026-07-01 20:00 UTC, at 0.1 a minute",
        },
      ],
    });
  });

  test("is as fast as labels were made lately, counting the minutes in which any was", async () => {
    for (let n = 0; n < 30; n++)
      await addBought({ n, boughtAt: new Date(new Date(NOW).getTime() - (1 + (n % 15)) * 60_000) });
    const speed = async (labelsPerMinute: number | null) => {
      const shops = new Map([[SHOP, { account: "slow", labelsPerMinute }]]);
      const { labelsPerMinute: known } = await readLabelSpeed(connection.db, {
        at: new Date(NOW),
        settings: { ...SETTINGS, shops },
      });
      return known.get("slow");
    };
    expect([await speed(null), await speed(300), await speed(0.1)]).toEqual([2, 2, 0.1]);
    await connection.db
      .update(shipments)
      .set({ boughtAt: new Date(0) })
      .where(eq(shipments.carrierAccount, "slow"));
  });

  test("goes on another day where the limit of the day is used up", async () => {
    await connection.db.insert(labelDays).values({ connection: SHOP, day: "2026-07-01", labels: 10 });
    const late = await queued(null, { maxLabelsPerDay: 40 });
    expect(late).toHaveLength(10);
    expect(late[0]?.causes).toMatchObject([{ cause: "queue", next: "raise shipping.max_labels_per_day" }]);
  });

  test("holds nobody up for an order that can not be labelled", async () => {
    await connection.db.insert(orderHolds).values({
      ...{ orderId: "queue-01", reason: "manual", heldBy: "ana", heldAt: new Date(NOW) },
    });
    const late = await queued(0.1);
    expect(causesOf(late)).toMatchObject({ "queue-01": ["held"], "queue-31": ["queue"] });
    expect(late).toHaveLength(11);
  });

  async function addBought({ n, boughtAt }: { n: number; boughtAt: Date }): Promise<void> {
    const orderId = `bought-${n}`;
    await place({ orderId, deadline: "2026-07-20T03:59:59Z", status: "shipped" });
    await addShipment(connection.db, { orderId, carrierAccount: "slow", boughtAt });
  }
});
