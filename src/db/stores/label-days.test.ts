import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import type { Database } from "../database.ts";
import { countLabelsOfDay, giveLabelOfDayBack, takeLabelOfDay } from "./label-days.ts";
import { placeOrder } from "./testing/place-order.ts";

const MAIN = "bestbuy/main";

let own: TestConnection;
let db: Database;
beforeAll(async () => {
  own = await openTestConnection({ poolSize: 20 });
  db = own.db;
  await placeOrder(db, { orderId: "A" });
  await placeOrder(db, { orderId: "B", connection: "walmart/main" });
});
afterAll(() => own.close());

const noon = (day: string) => new Date(`${day}T12:00:00Z`);
const take = (day: string, most: number, connection = MAIN) =>
  db.transaction((tx) => takeLabelOfDay(tx, { connection, at: noon(day), most }));
const giveBack = (day: string) =>
  db.transaction((tx) => giveLabelOfDayBack(tx, { orderId: "A", at: noon(day) }));
const taken = (day: string) => countLabelsOfDay(db, { connection: MAIN, at: noon(day) });

test("a day's allowance is never exceeded, however many ask at once", async () => {
  const answers = await Promise.all(Array.from({ length: 60 }, () => take("2026-03-02", 25)));
  expect(answers.filter(Boolean)).toHaveLength(25);
  expect(await taken("2026-03-02")).toBe(25);
});

test("it belongs to one connection and one day, and none means none", async () => {
  expect(await take("2026-03-03", 1)).toBe(true);
  expect(await take("2026-03-03", 1)).toBe(false);
  expect(await take("2026-03-04", 1)).toBe(true);
  expect(await take("2026-03-03", 1, "walmart/main")).toBe(true);
  expect(await take("2026-03-05", 0)).toBe(false);
  expect(await take("2026-03-05", 0)).toBe(false);
});

test("what is taken comes back when the purchase is rolled back", async () => {
  const failing = db.transaction(async (tx) => {
    await takeLabelOfDay(tx, { connection: MAIN, at: noon("2026-03-06"), most: 1 });
    throw new Error("nothing was bought");
  });
  await expect(failing).rejects.toThrow("nothing was bought");
  expect(await take("2026-03-06", 1)).toBe(true);
});

test("what is given back can be taken again, and nothing is given beyond what was taken", async () => {
  expect(await take("2026-03-07", 1)).toBe(true);
  await giveBack("2026-03-07");
  expect(await take("2026-03-07", 1)).toBe(true);
  for (let n = 0; n < 3; n++) await giveBack("2026-03-07");
  await giveBack("2026-03-08");
  expect(await Promise.all([taken("2026-03-07"), taken("2026-03-08")])).toEqual([0, 0]);
});
