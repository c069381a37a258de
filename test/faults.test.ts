import { describe, expect, test } from "bun:test";
import type { FaultRule } from "../src/sandbox/fault-plan.ts";
import { openFailures, openPauses } from "./support/inside.ts";
import { countDuplicates, ordersOf, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type ShopOptions, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const chance = (probability: number, fault: FaultRule["fault"]): FaultRule => ({ probability, fault });

const ORDERS = 200;
const HIDDEN_MS = 20_000;

/** A fifth of all answers is lost after the deed was done; one in ten requests is refused at the door. */
const ROUGH_WEATHER: ShopOptions = {
  sandbox: {
    orders: ORDERS,
    faults: [
      chance(0.2, { kind: "drop_after" }),
      chance(0.05, { kind: "status", status: 500 }),
      chance(0.05, { kind: "status", status: 429, retryAfterSeconds: 2 }),
    ],
    canadaPost: { hiddenMs: HIDDEN_MS },
  },
  // Orders of yesterday are near the end of their day for a decision; that is another story.
  settings: { engine: { deadline_near_minutes: 1 } },
};

describe("in rough weather", () => {
  test("a contract account ships every order with one label each, with two processes at once", async () => {
    const shop = await shopWith(ROUGH_WEATHER);
    const other = await shop.openAnother("other");
    await Promise.all([settle(shop), settle({ ops: other })]);
    expect(await settle(shop)).toMatchObject({
      orders: ORDERS,
      shipped: ORDERS,
      needsHuman: 0,
      unfinished: 0,
    });
    const bought = await shipmentsOf(shop);
    expect(bought).toHaveLength(ORDERS);
    expect(countDuplicates(bought)).toBe(0);
    expect((await ordersOf(shop)).filter((order) => order.state !== "SHIPPED")).toEqual([]);
    expect(await openFailures(shop)).toEqual([]);
    expect(await openPauses(shop)).toEqual([]);
  });

  test("a non-contract account ships every order or asks a person, and buys no label twice", async () => {
    const shop = await shopWith({ ...ROUGH_WEATHER, contract: false });
    const summary = await settle(shop);
    expect(summary.unfinished).toBe(0);
    expect(summary.shipped + summary.needsHuman).toBe(ORDERS);
    expect(summary.shipped).toBeGreaterThan(ORDERS / 2);
    const bought = await shipmentsOf(shop);
    expect(countDuplicates(bought)).toBe(0);
    expect(bought.length).toBeGreaterThanOrEqual(summary.shipped);
    for (const failure of await openFailures(shop)) expect(failure.needs).toBe("human");
  });
});
