import { describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import type { Ops } from "../src/app.ts";
import { runWorkflow } from "../src/engine/run-workflow.ts";
import { acceptOrders } from "../src/workflows/accept-orders.ts";
import { createLabels } from "../src/workflows/create-labels.ts";
import { pushTracking } from "../src/workflows/push-tracking.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { callsTo, openFailures, parcelsOf, statusOf, walkOf } from "./support/inside.ts";
import { createGate, type Gate } from "./support/interceptor.ts";
import { orderIds, outsideOrder, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, type ShopOptions, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

/** One order on its way to the given workflow, and another process on the same database. */
async function shopBefore(
  workflow: string,
  options: ShopOptions = {},
): Promise<{ shop: Shop; other: Ops; id: string }> {
  const shop = await shopWith({ intercepted: true, sandbox: { orders: 1 }, ...options });
  const other = await shop.openAnother("other");
  const [id = ""] = await orderIds(shop);
  const all = ["fetch-orders", "accept-orders", "read-back-orders", "create-labels", "push-tracking"];
  await runCycle(shop.ops, { only: all.slice(0, all.indexOf(workflow)) });
  return { shop, other, id };
}

/** Holds the first call to a path that ends so: before it arrives, or with its answer. */
function holdFirst(shop: Shop, path: RegExp, when: "before" | "after"): Gate {
  const gate = createGate();
  let isHeld = false;
  shop.interceptor?.handle(async (request, forward) => {
    if (isHeld || request.method === "GET" || !path.test(new URL(request.url).pathname)) return forward();
    isHeld = true;
    if (when === "before") {
      await gate.pass();
      return forward();
    }
    const answer = await forward();
    await gate.pass();
    return answer;
  });
  return gate;
}

/** As the queue does when a process has been silent for half a minute. */
const expireClaims = ({ ops }: Shop) =>
  ops.db.execute(sql`update pgboss.job set state = 'failed' where state = 'active'`);

describe("a process that falls silent", () => {
  test.each([
    ["with a contract", true],
    ["without one", false],
  ])(
    "after a label was bought %s: the other finds it, and its own late answer changes nothing",
    async (_, contract) => {
      const { shop, other, id } = await shopBefore("create-labels", { contract });
      const gate = holdFirst(shop, /shipment$/, "after");
      const silent = runWorkflow(shop.ops, createLabels);
      await gate.reached;
      expect(await shipmentsOf(shop)).toHaveLength(1);
      expect(await parcelsOf(shop, id)).toMatchObject([{ purchase: "sending" }]);

      await expireClaims(shop);
      expect(await settle({ ops: other })).toMatchObject({ shipped: 1, needsHuman: 0 });
      const walked = await walkOf(shop, id);
      const parcels = await parcelsOf(shop, id);
      gate.open();
      expect(await silent).toMatchObject({ done: [], failed: [] });
      expect(await walkOf(shop, id)).toEqual(walked);
      // The price stands in a purchase's own answer alone.
      const withoutPrice = (parcel: (typeof parcels)[number]) => ({ ...parcel, priceCents: null });
      expect((await parcelsOf(shop, id)).map(withoutPrice)).toEqual(parcels.map(withoutPrice));
      expect(await shipmentsOf(shop)).toHaveLength(1);
      expect(await openFailures(shop)).toEqual([]);
    },
  );

  test("before its request arrived: the other sends it under the same key, and the late one is refused", async () => {
    const { shop, other } = await shopBefore("create-labels");
    const gate = holdFirst(shop, /shipment$/, "before");
    const silent = runWorkflow(shop.ops, createLabels);
    await gate.reached;
    await expireClaims(shop);
    expect(await settle({ ops: other })).toMatchObject({ shipped: 1, needsHuman: 0 });
    gate.open();
    expect(await silent).toMatchObject({ done: [], failed: [] });
    expect(await shipmentsOf(shop)).toHaveLength(1);
    expect(await openFailures(shop)).toEqual([]);
  });

  test("before its request arrived, without a contract: what the late one bought is recorded and used", async () => {
    const { shop, other, id } = await shopBefore("create-labels", { contract: false });
    const gate = holdFirst(shop, /shipment$/, "before");
    const silent = runWorkflow(shop.ops, createLabels);
    await gate.reached;
    await expireClaims(shop);
    expect(await settle({ ops: other })).toMatchObject({ shipped: 0, needsHuman: 1 });
    expect(await shipmentsOf(shop)).toHaveLength(0);
    gate.open();
    expect(await silent).toMatchObject({ done: [], failed: [] });
    expect(await statusOf(shop, id)).toBe("label_failed");
    const [bought] = await shipmentsOf(shop);
    expect(await parcelsOf(shop, id)).toMatchObject([
      {
        purchase: "bought",
        trackingPin: bought?.trackingPin ?? "",
        carrierShipmentId: bought?.shipmentId ?? "",
      },
    ]);

    expect(await openFailures(shop)).toEqual([]);
    expect(await settle({ ops: other })).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect(await shipmentsOf(shop)).toHaveLength(1);
  });

  test.each([
    ["AcceptOrder", /accept$/, acceptOrders],
    ["ShipOrder", /ship$/, pushTracking],
  ] as const)(
    "before its %s arrived: the other reads that it did not, and sends it",
    async (endpoint, path, workflow) => {
      const { shop, other, id } = await shopBefore(workflow.name);
      const gate = holdFirst(shop, path, "before");
      const silent = runWorkflow(shop.ops, workflow);
      await gate.reached;
      await expireClaims(shop);
      expect(await settle({ ops: other })).toMatchObject({ shipped: 1, needsHuman: 0 });
      gate.open();
      expect(await silent).toMatchObject({ done: [] });
      expect(await statusOf(shop, id)).toBe("shipped");
      expect((await callsTo(shop, endpoint, id)).map(({ statusCode }) => statusCode)).toEqual([400, 204]);
      expect(await openFailures(shop)).toEqual([]);
    },
  );

  test("after its acceptance arrived: the other reads it back and sends none of its own", async () => {
    const { shop, other, id } = await shopBefore("accept-orders");
    const gate = holdFirst(shop, /accept$/, "after");
    const silent = runWorkflow(shop.ops, acceptOrders);
    await gate.reached;
    await expireClaims(shop);
    expect(await settle({ ops: other })).toMatchObject({ shipped: 1, needsHuman: 0 });
    gate.open();
    expect(await silent).toMatchObject({ done: [], failed: [] });
    expect((await outsideOrder(shop, id)).calls.OR21).toBe(1);
    expect(await statusOf(shop, id)).toBe("shipped");
  });

  test("after its shipment was confirmed: the other reads it back", async () => {
    const { shop, other, id } = await shopBefore("push-tracking");
    const gate = holdFirst(shop, /ship$/, "after");
    const silent = runWorkflow(shop.ops, pushTracking);
    await gate.reached;
    await expireClaims(shop);
    expect(await settle({ ops: other })).toMatchObject({ shipped: 1, needsHuman: 0 });
    gate.open();
    expect(await silent).toMatchObject({ done: [], failed: [] });
    expect((await outsideOrder(shop, id)).calls.OR24).toBe(1);
    expect((await walkOf(shop, id)).filter((status) => status === "shipped")).toHaveLength(1);
    expect(await openFailures(shop)).toEqual([]);
  });
});
