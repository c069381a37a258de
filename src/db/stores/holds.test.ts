import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { holdOrder, openHolds, releaseHolds } from "./holds.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
  await connection.db.execute(
    sql.raw(`
    insert into connections values ('bestbuy/main', 'bestbuy', 'main', '', '2026-01-01', '2026-01-01');
    insert into orders (order_id, connection, marketplace, shop, marketplace_order_id, currency, total_cents, ordered_at, raw_order_data)
    select id, 'bestbuy/main', 'bestbuy', 'main', id, 'CAD', 100, '2026-01-01', '{}' from unnest('{A,B,C,D}'::text[]) id`),
  );
});
afterAll(() => connection.close());

const monday = new Date("2026-03-02T10:00:00Z");
const tuesday = new Date("2026-03-03T10:00:00Z");
const friday = new Date("2026-03-06T10:00:00Z");

const reasons = async (orderId: string, at: Date) =>
  (await openHolds(connection.db, orderId, at)).map(({ reason, heldBy }) => `${reason} by ${heldBy}`);

test("an order is held once for each reason", async () => {
  const { db } = connection;
  expect(await holdOrder(db, { orderId: "A", reason: "manual", by: "ana", at: monday })).toBe(true);
  expect(await holdOrder(db, { orderId: "A", reason: "manual", by: "bob", at: tuesday })).toBe(false);
  expect(
    await holdOrder(db, { orderId: "A", reason: "cutover", note: "old", by: "import", at: tuesday }),
  ).toBe(true);
  expect(await reasons("A", friday)).toEqual(["manual by ana", "cutover by import"]);
});

test("releasing ends the holds of the orders and the reason named", async () => {
  const { db } = connection;
  for (const orderId of ["B", "C"])
    for (const reason of ["manual", "cutover"])
      await holdOrder(db, { orderId, reason, by: "ana", at: monday });
  expect(await releaseHolds(db, { orderIds: ["B", "C"], reason: "cutover", by: "bob", at: tuesday })).toBe(2);
  expect(await reasons("B", tuesday)).toEqual(["manual by ana"]);
  expect(await releaseHolds(db, { orderIds: ["B"], by: "bob", at: tuesday })).toBe(1);
  expect(await releaseHolds(db, { orderIds: ["B"], by: "bob", at: tuesday })).toBe(0);
  expect(await releaseHolds(db, { orderIds: [], by: "bob", at: tuesday })).toBe(0);
  expect(await reasons("B", tuesday)).toEqual([]);
  expect(await reasons("C", tuesday)).toEqual(["manual by ana"]);
});

test("a hold ends by itself at its time, and the order can be held again", async () => {
  const { db } = connection;
  await holdOrder(db, { orderId: "D", reason: "manual", until: tuesday, by: "ana", at: monday });
  expect(await reasons("D", monday)).toEqual(["manual by ana"]);
  expect(await reasons("D", tuesday)).toEqual([]);
  expect(await holdOrder(db, { orderId: "D", reason: "manual", by: "bob", at: friday })).toBe(true);
  expect(await reasons("D", friday)).toEqual(["manual by bob"]);
  const all = await db.execute(
    sql`select held_by, released_at, released_by from order_holds where order_id = 'D' order by 1`,
  );
  expect([...all]).toEqual([
    { held_by: "ana", released_at: tuesday, released_by: "time" },
    { held_by: "bob", released_at: null, released_by: null },
  ]);
});
