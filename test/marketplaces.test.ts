import { describe, expect, test } from "bun:test";
import { resumeScope } from "../src/workflows/resume-scope.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { openFailures, openPauses, statusOf } from "./support/inside.ts";
import { orderIds, ordersOf, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const prefixed = (name: string, prefix: string) => ({ marketplaces: { [name]: { order_prefix: prefix } } });
const statesNextDoor = ({ neighbour }: Shop) =>
  neighbour?.mirakl.shop.book.all().map(({ order }) => order.order_state);

describe("two marketplaces with the same order ids", () => {
  test("are kept apart by their prefixes", async () => {
    const shop = await shopWith({
      sandbox: { orders: 3 },
      neighbour: { sandbox: { orders: 3 }, marketplace: { order_prefix: "NB-" } },
    });
    const ids = await orderIds(shop);
    expect(await settle(shop)).toMatchObject({ orders: 6, shipped: 6, needsHuman: 0 });
    expect((await ordersOf(shop)).map(({ state }) => state)).toEqual(Array(3).fill("SHIPPED"));
    expect(statesNextDoor(shop)).toEqual(Array(3).fill("SHIPPED"));
    expect(new Set((await shipmentsOf(shop)).map(({ requestId }) => requestId)).size).toBe(6);
    for (const id of ids) expect(await statusOf(shop, `NB-${id}`)).toBe("shipped");
  });

  test("are told apart by a clear failure where a prefix is missing, and nothing is lost once it is given", async () => {
    const shop = await shopWith({ sandbox: { orders: 3 }, neighbour: { sandbox: { orders: 3 } } });
    await settle(shop);
    expect((await ordersOf(shop)).map(({ state }) => state)).toEqual(Array(3).fill("SHIPPED"));
    expect(statesNextDoor(shop)).toEqual(Array(3).fill("WAITING_ACCEPTANCE"));
    const [failure, ...more] = await openFailures(shop);
    expect(failure).toMatchObject({
      processName: "OrderFetch",
      connection: "neighbour/main",
      code: "connection_frozen",
      needs: "human",
    });
    expect(failure?.details).toContain("order_prefix");
    expect(more).toEqual([]);

    const [scope = ""] = await openPauses(shop);
    const mended = await shop.openAnother("mended", prefixed("neighbour", "X-"));
    await resumeScope(mended, { scope, resolution: "A prefix was given." });
    expect(await settle({ ops: mended })).toMatchObject({ orders: 6, shipped: 6, needsHuman: 0 });
    expect(statesNextDoor(shop)).toEqual(Array(3).fill("SHIPPED"));
    expect(await shipmentsOf(shop)).toHaveLength(6);
  });

  test("that meet after the first import are one question for each such order, and hold up no other", async () => {
    const shop = await shopWith({ sandbox: { orders: 3 }, neighbour: { sandbox: { orders: 3, seed: 2 } } });
    await settle(shop);
    const [theirs] = await orderIds(shop);
    const { book } = shop.sandbox.mirakl.shop;
    const twin = structuredClone(book.get(theirs ?? "")?.order);
    if (!twin) throw new Error("There is no order.");
    twin.last_updated_date = shop.clock.now().toISOString();
    shop.neighbour?.mirakl.shop.book.add(twin);
    await runCycle(shop.ops);
    expect(await openPauses(shop)).toEqual([]);
    expect(await openFailures(shop)).toMatchObject([
      {
        processName: "OrderReading",
        relatedId: `neighbour/main:${theirs}`,
        code: "connection_frozen",
        needs: "human",
      },
    ]);
  });
});

describe("a connection", () => {
  test("keeps its prefix from the first import on", async () => {
    const shop = await shopWith({ sandbox: { orders: 2 } });
    await runCycle(shop.ops, { only: ["fetch-orders"] });
    const changed = await shop.openAnother("changed", prefixed("bestbuy", "BB-"));
    await runCycle(changed);
    expect(await openFailures(shop)).toMatchObject([
      { code: "connection_frozen", connection: "bestbuy/main" },
    ]);
    const restored = await shop.openAnother("restored", prefixed("bestbuy", ""));
    const [scope = ""] = await openPauses(shop);
    await resumeScope(restored, { scope, resolution: "The old prefix is back." });
    expect(await settle({ ops: restored })).toMatchObject({ orders: 2, shipped: 2, needsHuman: 0 });
    expect(await shipmentsOf(shop)).toHaveLength(2);
  });
});
