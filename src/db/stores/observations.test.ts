import { afterAll, beforeAll, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { marketplaceOrder, orderLine } from "../../domain/testing/order-samples.ts";
import type { Database } from "../database.ts";
import { orderObservations } from "../schema/index.ts";
import { findObservation, recordObservation } from "./observations.ts";
import { minutesFrom, NOW, placeOrder } from "./testing/place-order.ts";

let connection: TestConnection;
let db: Database;
let placed = 0;
beforeAll(async () => {
  connection = await openTestConnection({ poolSize: 8 });
  db = connection.db;
});
afterAll(() => connection.close());

/** An order that the marketplace last told of in the distant past. */
const orderOfOld = () =>
  placeOrder(db, { orderId: `order-${++placed}`, order: { updatedAt: new Date("2020-01-01T00:00:00Z") } });

const observe = (orderId: string, minute: number, state = `STATE_${minute}`, at = NOW) =>
  recordObservation(db, {
    orderId,
    order: marketplaceOrder({ state, updatedAt: minutesFrom(NOW, minute) }),
    at,
  });

test("answers that arrive in any order, or at once, leave the newest", async () => {
  const minutes = fc.uniqueArray(fc.nat({ max: 500 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(minutes, fc.boolean(), async (arrivals, atOnce) => {
      const orderId = await orderOfOld();
      if (atOnce) await Promise.all(arrivals.map((minute) => observe(orderId, minute)));
      else for (const minute of arrivals) await observe(orderId, minute);
      const newest = Math.max(...arrivals);
      expect(await findObservation(db, orderId)).toMatchObject({
        marketplaceState: `STATE_${newest}`,
        sourceUpdatedAt: minutesFrom(NOW, newest),
      });
    }),
    { numRuns: 30 },
  );
});

test("an older answer changes nothing, not even when we looked last", async () => {
  const orderId = await orderOfOld();
  expect(await observe(orderId, 5)).toBe(true);
  const before = await findObservation(db, orderId);
  expect(await observe(orderId, 4, "OLDER", minutesFrom(NOW, 60))).toBe(false);
  expect(await findObservation(db, orderId)).toEqual(before);
});

test("an answer of the same date counts as news: it was read later", async () => {
  const orderId = await orderOfOld();
  await observe(orderId, 5, "SHIPPING");
  expect(await observe(orderId, 5, "SHIPPED", minutesFrom(NOW, 1))).toBe(true);
  expect(await findObservation(db, orderId)).toMatchObject({
    marketplaceState: "SHIPPED",
    observedAt: minutesFrom(NOW, 1),
  });
});

test("everything that was told comes back as it was told, and what is left out is forgotten", async () => {
  const orderId = await orderOfOld();
  const order = marketplaceOrder({
    updatedAt: NOW,
    trackingNumber: "1234",
    carrierCode: "CPCL",
    pickUpPointId: "PUDO-7",
    lines: [orderLine({ quantity: 2, cancelledQuantity: 1 })],
    raw: { order_id: "x", new_field: [1, null, "é"] },
  });
  await recordObservation(db, { orderId, order, at: NOW });
  expect(await findObservation(db, orderId)).toEqual({
    orderId,
    marketplaceState: order.state,
    canShopShip: true,
    hasOpenIncident: false,
    shippingDeadline: order.shippingDeadline,
    shippingTypeCode: "STD",
    pickUpPointId: "PUDO-7",
    carrierCode: "CPCL",
    trackingNumber: "1234",
    shipTo: order.shipTo,
    lines: order.lines,
    sourceUpdatedAt: NOW,
    observedAt: NOW,
  });
  const [kept] = await db
    .select({ raw: orderObservations.raw })
    .from(orderObservations)
    .where(eq(orderObservations.orderId, orderId));
  expect(kept?.raw).toEqual(order.raw);
  await recordObservation(db, {
    orderId,
    order: { ...order, shipTo: null, trackingNumber: null, shippingDeadline: null },
    at: NOW,
  });
  expect(await findObservation(db, orderId)).toMatchObject({
    shipTo: null,
    trackingNumber: null,
    shippingDeadline: null,
  });
  expect(await findObservation(db, "never seen")).toBeNull();
});
