import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { recordEvents } from "../db/stores/shipment-events.ts";
import { minutesFrom, NOW, placeOrder } from "../db/stores/testing/place-order.ts";
import { addShipment } from "./testing/order-facts.ts";
import { readUnknownCodes } from "./unknown-codes.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

test("codes that nobody knows are counted over all parcels, while they are new", async () => {
  const { db } = connection;
  const arrive = async (orderId: string, codes: Record<string, "unknown" | "in_transit">, at: Date) => {
    await placeOrder(db, { orderId, status: "shipped" });
    const { shipmentId } = await addShipment(db, { orderId });
    const events = Object.entries(codes).map(([code, status]) => ({ code, status, occurredAt: at, raw: {} }));
    await recordEvents(db, { shipmentId, events, at });
  };
  await arrive("A", { "3000": "unknown", "1405": "in_transit" }, NOW);
  await arrive("B", { "3000": "unknown", "3999": "unknown" }, NOW);
  await arrive("C", { "2999": "unknown" }, minutesFrom(NOW, -8 * 24 * 60));
  expect(await readUnknownCodes(db, NOW)).toEqual([
    { carrier: "canada-post", code: "3000", events: 2 },
    { carrier: "canada-post", code: "3999", events: 1 },
  ]);
});
