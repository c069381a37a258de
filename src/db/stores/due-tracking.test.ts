import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { addFailure, addShipment } from "../../reports/testing/order-facts.ts";
import { dueTracking } from "./due-tracking.ts";
import { walkOrder } from "./order-status.ts";
import { endShipment, type Shipment } from "./shipments.ts";
import { minutesFrom, NOW, placeOrder } from "./testing/place-order.ts";

const BEFORE = minutesFrom(NOW, -1);
const AFTER = minutesFrom(NOW, 1);
const TRACKER = { connection: "bestbuy/main", carrier: "canada-post", environment: "production" };

let connection: TestConnection;
let orderId: string;
let placed = 0;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());
beforeEach(() => {
  orderId = `order-${++placed}`;
});

/** Looked at from now on, where nothing else is said. */
const shipped = async (parcel: Partial<Shipment> = {}) => {
  await placeOrder(connection.db, { orderId, status: "shipped" });
  return addShipment(connection.db, { orderId, nextTrackAt: NOW, ...parcel });
};
const fail = (needs: "retry" | "human", retryAt: Date | null) =>
  addFailure(connection.db, { relatedId: orderId, processName: "TrackingRefresh", needs, retryAt });
const GIVEN_UP = { trackedAt: BEFORE, nextTrackAt: null };

test.each<[name: string, isDue: boolean, arrange: () => Promise<unknown>]>([
  ["whose time has come", true, () => shipped()],
  ["whose time is to come", false, () => shipped({ nextTrackAt: AFTER })],
  ["of an order that is not shipped", false, () => placeOrder(connection.db, { orderId, status: "tracked" })],
  ["of another environment", false, () => shipped({ environment: "development" })],
  ["without a number", false, () => shipped({ trackingPin: null })],
  ["that is given up", false, () => shipped(GIVEN_UP)],
  ["that is given up and tried again", true, () => shipped(GIVEN_UP).then(() => fail("retry", NOW))],
  ["with a retry that is to come", false, () => shipped().then(() => fail("retry", AFTER))],
  ["with a person", true, () => shipped().then(() => fail("human", null))],
  [
    "whose label has ended",
    false,
    async () => {
      const { shipmentId } = await shipped();
      await endShipment(connection.db, { shipmentId, as: "voided", at: NOW });
    },
  ],
])("a parcel %s: %p", async (_name, isDue, arrange) => {
  await arrange();
  const ask = async (id?: string) =>
    (await dueTracking(connection.db, { trackers: [TRACKER], now: NOW, limit: 1000, id })).map(
      (due) => due.id,
    );
  expect(await ask(orderId)).toEqual(isDue ? [orderId] : []);
  expect((await ask()).includes(orderId)).toBe(isDue);
});

test("the looks at a parcel begin when its order is shipped", async () => {
  const { db } = connection;
  await placeOrder(db, { orderId, status: "tracked" });
  await addShipment(db, { orderId });
  const due = () => dueTracking(db, { trackers: [TRACKER], now: NOW, limit: 1000, id: orderId });
  expect(await due()).toEqual([]);
  const step = { orderId, notes: null, actor: "test", at: NOW, action: "reconcile" };
  await db.transaction((tx) => walkOrder(tx, { ...step, from: "tracked", to: "shipped" }));
  expect(await due()).toHaveLength(1);
});

test("the looks at a parcel end with its order, whoever ends it", async () => {
  const { db } = connection;
  await shipped({ nextTrackAt: AFTER });
  const step = { orderId, notes: null, actor: "test", at: NOW, action: "receive" };
  await db.transaction((tx) => walkOrder(tx, { ...step, from: "shipped", to: "complete" }));
  const [parcel] = await db.query.shipments.findMany({ where: (row, { eq }) => eq(row.orderId, orderId) });
  expect(parcel).toMatchObject({ nextTrackAt: null });
});
