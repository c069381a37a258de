import { describe, expect, test } from "bun:test";
import { findProducts, upsertProducts } from "../src/db/stores/products.ts";
import { decideOrder } from "../src/workflows/decide-order.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { failureOf, openFailures, statusOf, walkOf } from "./support/inside.ts";
import { editOrder, orderIds, outsideOrder, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const SKU = "HUB-USBC-7";

/** Gives an order one line, or several alike. */
function setLines(shop: Shop, id: string, lines: { sku?: string; quantity?: number }[]): void {
  editOrder(shop, id, (order) => {
    const [line] = order.order_lines;
    if (!line) throw new Error(`${id} has no line.`);
    order.order_lines = lines.map(({ sku = SKU, quantity = 1 }, index) => ({
      ...structuredClone(line),
      order_line_id: `${id}-${index + 1}`,
      offer_sku: sku,
      quantity,
    }));
  });
}

async function setStock(shop: Shop, stock: number): Promise<void> {
  const product = (await findProducts(shop.ops.db, [SKU])).get(SKU);
  if (!product) throw new Error(`The catalogue has no ${SKU}.`);
  await upsertProducts(shop.ops.db, { products: [{ ...product, stock }], at: shop.clock.now() });
}

describe("guarded acceptance", () => {
  test("asks a person about unknown products, large quantities and missing stock, and accepts the rest", async () => {
    const shop = await shopWith({
      sandbox: { orders: 4, world: { usShare: 0 } },
      settings: { acceptance: { mode: "guarded", max_quantity: 5 } },
    });
    const [unknown = "", many = "", scarce = "", plain = ""] = await orderIds(shop);
    setLines(shop, unknown, [{ sku: "NEVER-IMPORTED" }]);
    setLines(shop, many, [{ quantity: 6 }]);
    setLines(shop, scarce, [{ quantity: 2 }, { quantity: 2 }]);
    setLines(shop, plain, [{ quantity: 3 }]);
    await setStock(shop, 3);
    await settle(shop);

    expect(await statusOf(shop, plain)).toBe("shipped");
    const objections = await Promise.all(
      [unknown, many, scarce].map(async (id) => {
        expect(await statusOf(shop, id)).toBe("pending_acceptance");
        expect((await outsideOrder(shop, id)).calls.OR21).toBeUndefined();
        return failureOf(shop, id, "OrderAcceptance");
      }),
    );
    expect(objections.map(({ code, needs }) => [code, needs])).toEqual(
      Array(3).fill(["decision_needed", "human"]),
    );
    expect(objections.map(({ details }) => details.replace(/^.*itself: /, ""))).toEqual([
      "the catalogue does not know SKU NEVER-IMPORTED.",
      `6 of ${SKU} are more than acceptance.max_quantity (5).`,
      `4 of ${SKU} are ordered and 3 in stock.`,
    ]);

    await decideOrder(shop.ops, { orderId: many, decision: "accept" });
    await decideOrder(shop.ops, { orderId: scarce, decision: "refuse" });
    await settle(shop);
    expect(await statusOf(shop, many)).toBe("shipped");
    expect(await statusOf(shop, scarce)).toBe("refused");
    expect((await outsideOrder(shop, scarce)).state).toBe("REFUSED");
    expect((await openFailures(shop)).map(({ relatedId }) => relatedId)).toEqual([unknown]);
  });
});

describe("manual acceptance", () => {
  test("sends nothing until a person has decided", async () => {
    const shop = await shopWith({
      sandbox: { orders: 3 },
      settings: { acceptance: { mode: "manual" } },
    });
    const [wanted = "", unwanted = "", undecided = ""] = await orderIds(shop);
    await runCycle(shop.ops);
    await decideOrder(shop.ops, { orderId: wanted, decision: "accept" });
    await decideOrder(shop.ops, { orderId: unwanted, decision: "refuse" });
    await runCycle(shop.ops);
    await runCycle(shop.ops);
    expect(await statusOf(shop, wanted)).toBe("shipped");
    expect(await walkOf(shop, unwanted)).toEqual(["pending_acceptance", "refused"]);
    expect(await statusOf(shop, undecided)).toBe("pending_acceptance");
    expect((await outsideOrder(shop, undecided)).calls.OR21).toBeUndefined();
    expect(await openFailures(shop)).toEqual([]);
  });

  test("takes no second decision once the first is sent, and none about an order that has gone on", async () => {
    const shop = await shopWith({ sandbox: { orders: 1 }, settings: { acceptance: { mode: "manual" } } });
    const [orderId = ""] = await orderIds(shop);
    await runCycle(shop.ops);
    await decideOrder(shop.ops, { orderId, decision: "refuse" });
    await decideOrder(shop.ops, { orderId, decision: "accept" });
    await runCycle(shop.ops, { only: ["accept-orders"] });
    await expect(decideOrder(shop.ops, { orderId, decision: "refuse" })).rejects.toMatchObject({
      code: "lost_race",
    });
    await settle(shop);
    expect(await statusOf(shop, orderId)).toBe("shipped");
    await expect(decideOrder(shop.ops, { orderId, decision: "refuse" })).rejects.toMatchObject({
      code: "illegal_move",
    });
  });

  test("of some lines ships the accepted ones only", async () => {
    const shop = await shopWith({
      sandbox: { orders: 1, world: { usShare: 0 } },
      settings: { acceptance: { mode: "manual" } },
    });
    const [orderId = ""] = await orderIds(shop);
    setLines(shop, orderId, [{ quantity: 2 }, { quantity: 3 }]);
    await runCycle(shop.ops);
    await expect(
      decideOrder(shop.ops, { orderId, decision: "accept", refusedLines: ["stranger"] }),
    ).rejects.toMatchObject({ code: "bad_argument" });
    await decideOrder(shop.ops, { orderId, decision: "accept", refusedLines: [`${orderId}-2`] });
    await settle(shop);
    expect(await statusOf(shop, orderId)).toBe("shipped");
    const product = (await findProducts(shop.ops.db, [SKU])).get(SKU);
    expect(await shipmentsOf(shop)).toMatchObject([{ weightGrams: 2 * (product?.weightGrams ?? 0) }]);
  });

  test("of some lines goes back to a person where the marketplace takes all or none", async () => {
    const shop = await shopWith({
      sandbox: { orders: 1, world: { usShare: 0 }, mirakl: { partialAcceptance: false } },
      settings: { acceptance: { mode: "manual" } },
    });
    const [orderId = ""] = await orderIds(shop);
    setLines(shop, orderId, [{}, {}]);
    await runCycle(shop.ops);
    await decideOrder(shop.ops, { orderId, decision: "accept", refusedLines: [`${orderId}-1`] });
    await settle(shop);
    expect(await failureOf(shop, orderId, "OrderAcceptance")).toMatchObject({
      code: "partial_decision_forbidden",
      needs: "human",
    });
    expect(await statusOf(shop, orderId)).toBe("acceptance_failed");
    expect((await outsideOrder(shop, orderId)).calls.OR21).toBe(1);

    await runCycle(shop.ops);
    await decideOrder(shop.ops, { orderId, decision: "accept" });
    await settle(shop);
    expect(await statusOf(shop, orderId)).toBe("shipped");
    expect(await openFailures(shop)).toEqual([]);
  });
});
