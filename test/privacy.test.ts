import { expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { customers, orders } from "../src/db/schema/index.ts";
import { findObservation } from "../src/db/stores/observations.ts";
import { getOrder } from "../src/db/stores/orders.ts";
import { readOrderDetails } from "../src/reports/order-details.ts";
import { erasePerson, personNamed } from "../src/workflows/erase-person.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { callsTo, operationsOf, statusOf } from "./support/inside.ts";
import { editOrder, orderIds, setFaults } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

/** Where a word stands: every text and jsonb column of every table is searched. */
async function placesOf(shop: Shop, word: string): Promise<string[]> {
  const columns = await shop.ops.db.execute<{ table: string; column: string }>(sql`
    select table_name as "table", column_name as "column" from information_schema.columns
    where table_schema = current_schema() and data_type in ('text', 'jsonb', 'ARRAY')`);
  const places: string[] = [];
  for (const { table, column } of columns) {
    const [found] = await shop.ops.db.execute<{ there: boolean }>(
      sql`select exists (select from ${sql.identifier(table)} where ${sql.identifier(column)}::text ilike ${`%${word}%`}) as there`,
    );
    if (found?.there) places.push(`${table}.${column}`);
  }
  return places;
}

/** What the shop knows of the person behind an order. */
async function personOf(shop: Shop, orderId: string): Promise<string[]> {
  const { customerId } = await getOrder(shop.ops.db, orderId);
  const [customer] = await shop.ops.db
    .select()
    .from(customers)
    .where(eq(customers.customerId, customerId ?? 0));
  const shipTo = (await findObservation(shop.ops.db, orderId))?.shipTo;
  return [customer?.lastName, customer?.email, shipTo?.street1, shipTo?.phone].filter(
    (word): word is string => typeof word === "string" && word !== "",
  );
}

test("a person who was erased stands nowhere any more, and no reading brings them back", async () => {
  const shop = await shopWith({ sandbox: { orders: 1 } });
  await settle(shop);
  const [id = ""] = await orderIds(shop);
  const words = await personOf(shop, id);
  expect(words.length).toBeGreaterThanOrEqual(3);
  for (const word of words) expect(await placesOf(shop, word)).not.toEqual([]);
  const before = await getOrder(shop.ops.db, id);

  const erased = await erasePerson(shop.ops, { person: await personNamed(shop.ops, id) });
  expect(erased.labels).toHaveLength(1);
  expect(await readdir(join(shop.workspace, "labels"))).toEqual([]);
  for (const word of words) expect(await placesOf(shop, word)).toEqual([]);

  editOrder(shop, id, (order) => Object.assign(order, { order_state: "RECEIVED" }));
  shop.clock.advance(3_600_000);
  await runCycle(shop.ops);
  expect(await statusOf(shop, id)).toBe("complete");
  for (const word of words) expect(await placesOf(shop, word)).toEqual([]);
  const { totalCents, orderedAt, customerId } = await getOrder(shop.ops.db, id);
  expect({ totalCents, orderedAt, customerId }).toEqual({
    totalCents: before.totalCents,
    orderedAt: before.orderedAt,
    customerId: before.customerId,
  });
  expect((await operationsOf(shop, id)).length).toBeGreaterThan(0);
});

test("a parcel that travels on afterwards is followed without keeping where it goes or who signed", async () => {
  const shop = await shopWith({ sandbox: { orders: 1, world: { usShare: 0 } }, intercepted: true });
  shop.interceptor?.handle(async (request, forward) => {
    const answer = await forward();
    if (!request.url.includes("/vis/track/")) return answer;
    const nobody = /<signatory-name(\/>|><\/signatory-name>)/g;
    const text = (await answer.text()).replaceAll(nobody, "<signatory-name>Q. Signer</signatory-name>");
    return new Response(text, { status: answer.status, headers: answer.headers });
  });
  await settle(shop);
  const [id = ""] = await orderIds(shop);
  const look = () => runCycle(shop.ops, { only: ["refresh-tracking"] });
  shop.clock.advance(3 * 3_600_000);
  await look();
  expect(await placesOf(shop, "Q. Signer")).not.toEqual([]);

  await erasePerson(shop.ops, { person: await personNamed(shop.ops, id) });
  expect(await placesOf(shop, "Q. Signer")).toEqual([]);
  shop.clock.advance(3 * 24 * 3_600_000);
  await look();
  expect(await statusOf(shop, id)).toBe("complete");
  expect(await placesOf(shop, "Q. Signer")).toEqual([]);
  expect(await placesOf(shop, "destination-postal-id")).toEqual([]);
  const calls = await callsTo(shop, "GetTrackingDetail", id);
  expect(calls.length).toBeGreaterThan(1);
  expect(await readOrderDetails(shop.ops.db, { id, at: shop.clock.now() })).toMatchObject({
    erasure: { by: "test" },
  });
});

test("a person stands in no look-up for somebody else's purchase", async () => {
  const shop = await shopWith({
    contract: false,
    sandbox: { orders: 2, world: { usShare: 0 } },
    settings: { engine: { concurrency: 1 } },
  });
  await setFaults(shop, "CreateNonContractShipment#2:drop_after");
  expect(await settle(shop)).toMatchObject({ shipped: 2 });
  const [first] = await callsTo(shop, "CreateShipment");
  const id = first?.relatedId ?? "";
  const words = await personOf(shop, id);
  await erasePerson(shop.ops, { person: await personNamed(shop.ops, id) });
  for (const word of words) expect(await placesOf(shop, word)).toEqual([]);
});

test("an order that is still to be shipped keeps its person", async () => {
  const shop = await shopWith({ sandbox: { orders: 1 } });
  await runCycle(shop.ops, { only: ["fetch-orders"] });
  const [id = ""] = await orderIds(shop);
  const person = await personNamed(shop.ops, id);
  await expect(erasePerson(shop.ops, { person })).rejects.toMatchObject({ code: "bad_argument" });
  const [row] = await shop.ops.db.select().from(orders).where(eq(orders.orderId, id));
  expect(row?.rawOrderData).not.toEqual({});
});
