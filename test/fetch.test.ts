import { describe, expect, test } from "bun:test";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { statusOf } from "./support/inside.ts";
import { editOrder, orderIds } from "./support/outside.ts";
import { shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const FETCH = { only: ["fetch-orders"] };

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
