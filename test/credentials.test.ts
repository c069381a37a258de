import { describe, expect, test } from "bun:test";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { callsTo, openFailures, openPauses, statusOf, walkOf } from "./support/inside.ts";
import { callsSeen, orderIds, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const keyOf = (key: string) => ({ marketplaces: { bestbuy: { shops: { main: { api_key: key } } } } });

describe("a marketplace's key", () => {
  test("that is refused pauses its connection with one failure, and another secret lifts the pause", async () => {
    const shop = await shopWith({
      sandbox: { orders: 2 },
      neighbour: { sandbox: { seed: 2, orders: 3 } },
      settings: keyOf("mistyped-key"),
    });
    await settle(shop);
    const [failure, ...more] = await openFailures(shop);
    expect(failure).toMatchObject({
      processName: "OrderFetch",
      relatedId: "connection:bestbuy/main",
      code: "credentials_rejected",
      needs: "human",
      occurrences: 1,
    });
    expect(more).toEqual([]);
    expect(await openPauses(shop)).toEqual(["connection:bestbuy/main"]);
    expect(shop.neighbour?.mirakl.shop.book.all().map(({ order }) => order.order_state)).toEqual(
      Array(3).fill("SHIPPED"),
    );
    const asked = await shop.outside<{ mirakl: { total: { calls: number } } }>("stats");
    await runCycle(shop.ops);
    expect(await shop.outside<typeof asked>("stats")).toEqual(asked);

    const mended = await shop.openAnother("mended", keyOf("sandbox-mirakl-key"));
    expect(await settle({ ops: mended })).toMatchObject({ shipped: 5, needsHuman: 0 });
    expect(await openPauses(shop)).toEqual([]);
    expect(await openFailures(shop)).toEqual([]);
  });

  test("that is too narrow for one operation pauses that one alone", async () => {
    const roles = [
      "ROLE_PARTNER_ORDER_READ",
      "ROLE_PARTNER_ORDER_TRACKING_WRITE",
      "ROLE_PARTNER_ORDER_SHIP",
      "ROLE_PARTNER_SHIPPING_SETTINGS_READ",
    ];
    const shop = await shopWith({
      sandbox: { orders: 3, mirakl: { apiKeys: [{ key: "sandbox-mirakl-key", roles }] } },
    });
    const [ready = "", ...waiting] = await orderIds(shop);
    const { book } = shop.sandbox.mirakl.shop;
    const booked = book.get(ready);
    if (!booked) throw new Error(`The marketplace has no order ${ready}.`);
    book.move(booked, "accept");
    await settle(shop);
    expect((await walkOf(shop, ready)).at(-1)).toBe("shipped");
    for (const id of waiting) expect(await walkOf(shop, id)).toEqual(["pending_acceptance"]);
    expect(await openPauses(shop)).toEqual(["connection:bestbuy/main#accept-orders"]);
    const [failure, ...more] = await openFailures(shop);
    expect(failure).toMatchObject({ code: "operation_forbidden", needs: "human" });
    expect(more).toEqual([]);
  });
});

describe("a carrier's key", () => {
  test.each([
    ["E002", { password: "mistyped-password" }],
    ["AA002", { username: "5a4db0c8d1e20002", password: "sandbox-production" }],
  ])("that is refused with %s pauses the carrier, and another secret lifts the pause", async (code, key) => {
    const shop = await shopWith({ sandbox: { orders: 3 }, settings: { carriers: { "canada-post": key } } });
    await settle(shop);
    const ids = await orderIds(shop);
    for (const id of ids) expect(await statusOf(shop, id)).toBe("accepted");
    expect(await openPauses(shop)).toEqual(["carrier:canada-post"]);
    const [failure, ...more] = await openFailures(shop);
    expect(failure).toMatchObject({ code: "credentials_rejected", relatedId: "carrier:canada-post" });
    expect(failure?.details).toContain(code);
    expect(more).toEqual([]);

    const mended = await shop.openAnother("mended", {
      carriers: { "canada-post": { username: "5a4db0c8d1e20001", password: "sandbox-development" } },
    });
    expect(await settle({ ops: mended })).toMatchObject({ shipped: 3, needsHuman: 0 });
    expect(await shipmentsOf(shop)).toHaveLength(3);
  });

  test.each([403, 429, 500, 503] as const)(
    "is not blamed for a throttled call, even with status %d",
    async (throttleStatus) => {
      // Two calls a minute, one after the other: the second purchase is the third call.
      const shop = await shopWith({
        settings: { engine: { concurrency: 1 } },
        sandbox: {
          orders: 4,
          canadaPost: { strict: true, throttleFactor: 0.004, throttleStatus },
        },
      });
      expect(await settle(shop)).toMatchObject({ shipped: 4, needsHuman: 0 });
      const throttled = (await callsTo(shop, "CreateShipment")).filter(({ error }) =>
        error?.startsWith("throttled"),
      );
      expect(throttled.length).toBeGreaterThan(0);
      expect(await openPauses(shop)).toEqual([]);
      expect(await shipmentsOf(shop)).toHaveLength(4);
      expect(await callsSeen(shop, "CreateShipment")).toBe(4 + throttled.length);
    },
  );
});

test("a pause that came of settings ends when those settings change, and of no others", async () => {
  const wrong = {
    marketplaces: { bestbuy: { carrier_codes: { "canada-post": "NONE" } } },
    carriers: { "canada-post": { customer_number: "9999999", contract_id: "9999999" } },
  };
  const shop = await shopWith({ sandbox: { orders: 2 }, settings: wrong });
  await settle(shop);
  expect(await openPauses(shop)).toEqual(["carrier:canada-post#create-labels"]);
  await runCycle(await shop.openAnother("other", { ...wrong, shipping: { max_labels_per_day: 9 } }));
  expect(await openPauses(shop)).toEqual(["carrier:canada-post#create-labels"]);

  const { marketplaces } = wrong;
  const carriers = { "canada-post": { customer_number: "2004381", contract_id: "42708517" } };
  await settle({ ops: await shop.openAnother("halfway", { marketplaces, carriers }) });
  expect(await openPauses(shop)).toEqual(["connection:bestbuy/main#push-tracking"]);

  const right = { marketplaces: { bestbuy: { carrier_codes: { "canada-post": "CPCL" } } }, carriers };
  expect(await settle({ ops: await shop.openAnother("mended", right) })).toMatchObject({ shipped: 2 });
  expect(await openPauses(shop)).toEqual([]);
  expect(await openFailures(shop)).toEqual([]);
});
