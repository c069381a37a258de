import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import type { PurchaseFacts } from "../../domain/shipment.ts";
import type { Database } from "../database.ts";
import { isUniqueViolation } from "../database-error.ts";
import {
  endShipment,
  findLiveShipment,
  getShipment,
  hasShipmentWithPin,
  insertShipment,
  nextGeneration,
  recordPurchase,
  updateShipment,
} from "./shipments.ts";
import { minutesFrom, NOW, placeOrder } from "./testing/place-order.ts";

const RACERS = 20;

let connection: TestConnection;
let db: Database;
let orderId: string;
let placed = 0;
beforeAll(async () => {
  connection = await openTestConnection({ poolSize: RACERS });
  db = connection.db;
});
afterAll(() => connection.close());
beforeEach(async () => {
  orderId = await placeOrder(db, { orderId: `order-${++placed}` });
});

type NewShipment = Parameters<typeof insertShipment>[1];

const shipment = (change: Partial<NewShipment> = {}): NewShipment => ({
  orderId,
  requestKey: `key-${orderId}-${change.parcelNo ?? 1}-${change.generation ?? 1}`,
  carrier: "canada-post",
  carrierAccount: "main",
  environment: "production",
  status: "label_creation_initiated",
  purchase: "sending",
  createdAt: NOW,
  createdBy: "test",
  ...change,
});

const insert = (change?: Partial<NewShipment>) =>
  db.transaction((tx) => insertShipment(tx, shipment(change)));

const facts = (trackingPin: string | null): PurchaseFacts => ({
  carrierShipmentId: `shipment-${trackingPin}`,
  trackingPin,
  labelUrl: "https://example.com/label",
  priceCents: 1234,
  links: { self: "https://example.com/shipment" },
});

async function outcomes(attempts: Promise<unknown>[]) {
  const settled = await Promise.allSettled(attempts);
  return settled.map((one) => (one.status === "fulfilled" ? "won" : one.reason.code));
}

describe("a parcel", () => {
  test("has one live shipment, however many are bought at once", async () => {
    const results = await outcomes(
      Array.from({ length: RACERS }, (_, n) => insert({ requestKey: `race-${orderId}-${n}` })),
    );
    expect(results.filter((result) => result === "won")).toHaveLength(1);
    expect(results.filter((result) => result === "lost_race")).toHaveLength(RACERS - 1);
    const rows = await db.execute(sql`select 1 from shipments where order_id = ${orderId}`);
    expect(rows).toHaveLength(1);
  });

  test("can get another one when the first has ended, of the next generation", async () => {
    expect(await nextGeneration(db, orderId)).toBe(1);
    const first = await insert();
    expect(await nextGeneration(db, orderId)).toBe(2);
    await expect(insert({ generation: 2 })).rejects.toMatchObject({
      code: "lost_race",
      message: `Order ${orderId} has a live shipment already.`,
    });
    await endShipment(db, { shipmentId: first.shipmentId, as: "rejected", at: NOW });
    expect(await findLiveShipment(db, orderId)).toBeNull();
    const second = await insert({ generation: 2 });
    expect(await findLiveShipment(db, orderId)).toEqual(second);
    expect(await nextGeneration(db, orderId)).toBe(3);
  });

  test("does not stand in the way of another parcel of the order", async () => {
    const [first, second] = await Promise.all([insert(), insert({ parcelNo: 2 })]);
    expect(await findLiveShipment(db, orderId)).toEqual(first);
    expect(await findLiveShipment(db, orderId, 2)).toEqual(second);
    expect(await nextGeneration(db, orderId, 3)).toBe(1);
  });

  test("never reuses a request key, not even of a shipment that has ended", async () => {
    const first = await insert();
    await endShipment(db, { shipmentId: first.shipmentId, as: "never_created", at: NOW });
    await expect(insert()).rejects.toMatchObject({
      code: "lost_race",
      message: expect.stringContaining(first.requestKey),
    });
  });

  test("ends once: a later ending leaves the first as it is", async () => {
    const { shipmentId } = await insert({ nextLookUpAt: NOW, nextPushCheckAt: NOW });
    await endShipment(db, { shipmentId, as: "voided", at: NOW });
    await endShipment(db, { shipmentId, as: "refunded", at: minutesFrom(NOW, 1) });
    expect(await getShipment(db, shipmentId)).toMatchObject({
      endedAs: "voided",
      endedAt: NOW,
      nextLookUpAt: null,
      nextPushCheckAt: null,
    });
    await expect(getShipment(db, -1)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the facts of a purchase", () => {
  test("are recorded under the request key, and repeating that changes nothing", async () => {
    const { requestKey, shipmentId } = await insert({ purchase: "in_doubt", nextLookUpAt: NOW });
    const purchase = { requestKey, facts: facts("PIN-1"), at: NOW };
    const recorded = await recordPurchase(db, purchase);
    expect(recorded).toMatchObject({
      shipmentId,
      purchase: "bought",
      status: "label_creation_initiated",
      carrierShipmentId: "shipment-PIN-1",
      trackingPin: "PIN-1",
      cpApiLabelUrl: "https://example.com/label",
      priceCents: 1234,
      links: { self: "https://example.com/shipment" },
      boughtAt: NOW,
      nextLookUpAt: null,
    });
    const repeats = await Promise.all(
      Array.from({ length: RACERS }, (_, n) => recordPurchase(db, { ...purchase, at: minutesFrom(NOW, n) })),
    );
    for (const repeat of repeats) expect(repeat).toEqual(recorded);
  });

  test("are recorded after the shipment ended, which stays ended", async () => {
    const { requestKey, shipmentId } = await insert();
    await endShipment(db, { shipmentId, as: "never_created", at: NOW });
    const late = await recordPurchase(db, { requestKey, facts: facts("PIN-2"), at: NOW });
    expect(late).toMatchObject({ purchase: "bought", trackingPin: "PIN-2", endedAs: "never_created" });
    expect(await findLiveShipment(db, orderId)).toBeNull();
  });

  test("of a key that no shipment has are an error that tells them", async () => {
    const lost = recordPurchase(db, { requestKey: "unknown", facts: facts("PIN-3"), at: NOW });
    await expect(lost).rejects.toMatchObject({
      code: "bug",
      message: expect.stringContaining("shipment-PIN-3"),
      facts: { requestKey: "unknown", trackingPin: "PIN-3" },
    });
  });
});

describe("a tracking number", () => {
  const buy = async (pin: string | null, change: Partial<NewShipment> = {}) => {
    orderId = await placeOrder(db, { orderId: `order-${++placed}` });
    const { requestKey } = await insert(change);
    return recordPurchase(db, { requestKey, facts: facts(pin), at: NOW });
  };

  test("is one parcel's per carrier in production", async () => {
    await buy("SAME");
    const again = await buy("SAME").catch((thrown) => thrown);
    expect(isUniqueViolation(again, "tracking_pin_is_unique")).toBe(true);
    await buy("SAME", { carrier: "another" });
    await buy(null);
    await buy(null);
  });

  test("may repeat in development, where some carriers always answer the same", async () => {
    const change = { environment: "development" } as const;
    await buy("DEV", change);
    await buy("DEV", change);
    await buy("DEV");
    await buy("DEV", change);
  });

  test("that another order has can not be adopted, and the error says so", async () => {
    const { orderId: holder } = await buy("TAKEN");
    orderId = await placeOrder(db, { orderId: `order-${++placed}` });
    const adopted = insert({ purchase: "bought", status: "label_created", trackingPin: "TAKEN" });
    await expect(adopted).rejects.toMatchObject({
      code: "lost_race",
      message: `Order ${holder} has label TAKEN already.`,
      hint: expect.stringContaining(`ops labels disown ${holder}`),
    });
  });

  test("is free again when a person has said that the label is not the order's own", async () => {
    const { shipmentId } = await buy("MISTAKEN");
    await endShipment(db, { shipmentId, as: "disowned", at: NOW });
    expect(await buy("MISTAKEN")).toMatchObject({ trackingPin: "MISTAKEN" });
  });

  test("is known as ours after its label has ended, and only for its own order", async () => {
    const { shipmentId } = await buy("OURS");
    await endShipment(db, { shipmentId, as: "voided", at: NOW });
    expect(await hasShipmentWithPin(db, { orderId, trackingPin: "OURS" })).toBe(true);
    expect(await hasShipmentWithPin(db, { orderId, trackingPin: "ELSE" })).toBe(false);
    expect(await hasShipmentWithPin(db, { orderId: "other", trackingPin: "OURS" })).toBe(false);
  });
});

test("a change of one shipment leaves the others and their ended forerunners alone", async () => {
  const first = await insert();
  await endShipment(db, { shipmentId: first.shipmentId, as: "rejected", at: NOW });
  const second = await insert({ generation: 2 });
  await updateShipment(db, second.shipmentId, { purchase: "in_doubt", lookUps: 2 });
  expect(await getShipment(db, first.shipmentId)).toMatchObject({ purchase: "sending", lookUps: 0 });
  expect(await getShipment(db, second.shipmentId)).toEqual({ ...second, purchase: "in_doubt", lookUps: 2 });
});
