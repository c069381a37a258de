import { describe, expect, test } from "bun:test";
import { retryFailure } from "../src/workflows/retry-failure.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { failureOf, openFailures, openPauses, walkOf } from "./support/inside.ts";
import { callsSeen, editOrder, orderIds, setFaults, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const FORBIDDEN = "SH12:status403=1";
const DOWN = "SH12:status503=1";
const OWN_TYPES = { marketplaces: { bestbuy: { shops: { main: { own_shipping_types: ["STD", "E"] } } } } };
const SCOPE = "connection:bestbuy/main#create-labels";

describe("while the marketplace's shipping types were never read", () => {
  test("and the key may not, nothing is bought: one failure for a person, and it goes on by itself", async () => {
    const shop = await shopWith({
      sandbox: { orders: 6 },
      neighbour: { sandbox: { orders: 2, seed: 7 } },
    });
    await setFaults(shop, FORBIDDEN);
    await runCycle(shop.ops);
    await runCycle(shop.ops);
    expect(await shipmentsOf(shop)).toHaveLength(2);
    const [failure, ...more] = await openFailures(shop);
    expect(failure).toMatchObject({
      code: "shipping_types_unknown",
      needs: "human",
      relatedId: SCOPE,
      connection: "bestbuy/main",
    });
    expect(failure?.details).toContain("403");
    expect(more).toEqual([]);
    expect(await openPauses(shop)).toEqual([SCOPE]);
    for (const id of await orderIds(shop))
      expect(await walkOf(shop, id)).toEqual(["pending_acceptance", "accepted"]);

    await retryFailure(shop.ops, failure?.failureId ?? 0);
    await runCycle(shop.ops, { only: ["create-labels"] });
    expect(await shipmentsOf(shop)).toHaveLength(2);
    expect(await openFailures(shop)).toMatchObject([{ code: "shipping_types_unknown", needs: "human" }]);

    await setFaults(shop, "");
    await runCycle(shop.ops);
    expect(await shipmentsOf(shop)).toHaveLength(8);
    expect([await openPauses(shop), await openFailures(shop)]).toEqual([[], []]);
  });

  test("for a passing trouble, it is tried again by itself, and a person is asked only when that goes on", async () => {
    const shop = await shopWith({ sandbox: { orders: 1 } });
    await setFaults(shop, DOWN);
    await runCycle(shop.ops);
    expect(await openFailures(shop)).toMatchObject([
      { code: "shipping_types_unknown", needs: "retry", relatedId: SCOPE, occurrences: 1 },
    ]);
    for (let n = 0; n < 3; n++) {
      shop.clock.advance(20 * 60_000);
      await runCycle(shop.ops);
    }
    expect(await openFailures(shop)).toMatchObject([{ needs: "human", occurrences: 4 }]);
    expect(await shipmentsOf(shop)).toEqual([]);

    await setFaults(shop, "");
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0, otherFailures: 0 });
    await setFaults(shop, DOWN);
    shop.clock.advance(25 * 3_600_000);
    const before = await callsSeen(shop, "SH12");
    await runCycle(shop.ops);
    expect(await callsSeen(shop, "SH12")).toBeGreaterThan(before);
    expect([await openPauses(shop), await openFailures(shop)]).toEqual([[], []]);
  });

  test("what the settings name as the shop's own is bought, and about any other type a person is asked", async () => {
    const shop = await shopWith({ sandbox: { orders: 3, world: { usShare: 0 } } });
    const [other = ""] = await orderIds(shop);
    editOrder(shop, other, (order) => Object.assign(order, { shipping_type_code: "NEX" }));
    await setFaults(shop, FORBIDDEN);
    await runCycle(shop.ops);
    expect(await shipmentsOf(shop)).toEqual([]);
    const told = await shop.openAnother("told", OWN_TYPES);
    expect(await settle({ ops: told })).toMatchObject({ shipped: 2, needsHuman: 1, otherFailures: 0 });
    const failure = await failureOf(shop, other, "ShippingLabelCreation");
    expect(failure).toMatchObject({ code: "not_shippable", needs: "human" });
    expect(failure.details).toContain("NEX");
    expect(failure.details).toContain("own_shipping_types");
    expect(await openPauses(shop)).toEqual([]);
  });
});

test("what the marketplace tells of a shipping type counts for more than the settings", async () => {
  const shop = await shopWith({
    sandbox: { orders: 3, world: { usShare: 0 } },
    settings: {
      marketplaces: { bestbuy: { shops: { main: { own_shipping_types: ["PIP", "NEX", "BULK"] } } } },
    },
  });
  const [collected = "", operators = "", unlisted = ""] = await orderIds(shop);
  for (const [id, code] of [
    [collected, "PIP"],
    [operators, "NEX"],
    [unlisted, "BULK"],
  ] as const)
    editOrder(shop, id, (order) => Object.assign(order, { shipping_type_code: code }));
  expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 2 });
  expect((await failureOf(shop, collected, "ShippingLabelCreation")).details).toContain("pick-up point");
  expect((await failureOf(shop, operators, "ShippingLabelCreation")).details).toContain("operator");
  expect(await walkOf(shop, unlisted)).toContain("shipped");
});
