import { describe, expect, test } from "bun:test";
import { holdOrder } from "../src/workflows/hold-order.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { openFailures, statusOf } from "./support/inside.ts";
import { editOrder, orderIds } from "./support/outside.ts";
import { shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const FETCH = { only: ["fetch-orders"] };

describe("open orders of a shop that the settings no longer have", () => {
  test("are one question to a person, until the shop is back", async () => {
    const shop = await shopWith({ sandbox: { orders: 2 }, settings: { acceptance: { mode: "manual" } } });
    await runCycle(shop.ops);
    const without = { ...shop.ops, connections: new Map() };
    await runCycle(without);
    await runCycle(without);
    expect(await openFailures(shop)).toMatchObject([
      { code: "bad_settings", relatedId: "bestbuy/main", needs: "human", occurrences: 1 },
    ]);
    await runCycle(shop.ops);
    expect(await openFailures(shop)).toEqual([]);
  });

  test("are no question where a person holds them", async () => {
    const shop = await shopWith({ sandbox: { orders: 1 }, settings: { acceptance: { mode: "manual" } } });
    await runCycle(shop.ops);
    for (const orderId of await orderIds(shop))
      await holdOrder(shop.ops, { orderId, note: null, until: null });
    await runCycle({ ...shop.ops, connections: new Map() });
    expect(await openFailures(shop)).toEqual([]);
  });
});

describe("a fetch", () => {
  test("that takes longer than its overlap misses nothing that changed on pages it had read", async () => {
    const shop = await shopWith({ intercepted: true, sandbox: { orders: 120 }, catalog: false });
    const ids = await orderIds(shop);
    const [first = ""] = ids;
    shop.interceptor?.handle(async (request, forward) => {
      if (new URL(request.url).searchParams.get("offset") !== "100") return forward();
      shop.interceptor?.handle(null);
      await shop.tell(`orders/${first}/cancel`);
      shop.clock.advance(10 * 60_000);
      editOrder(shop, ids.at(-1) ?? "", () => {});
      return forward();
    });
    await runCycle(shop.ops, FETCH);
    expect(await statusOf(shop, first)).toBe("pending_acceptance");
    await runCycle(shop.ops, FETCH);
    expect(await statusOf(shop, first)).toBe("cancelled");
  });
});
