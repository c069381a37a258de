import { describe, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import { shipments } from "../src/db/schema/index.ts";
import { holdOrder } from "../src/workflows/hold-order.ts";
import { resolveFailure } from "../src/workflows/resolve-failure.ts";
import { resumeScope } from "../src/workflows/resume-scope.ts";
import { retryFailure } from "../src/workflows/retry-failure.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import {
  callsTo,
  failureOf,
  holdsOf,
  openFailures,
  openPauses,
  operationsOf,
  parcelsOf,
  statusOf,
  timelineOf,
  walkOf,
} from "./support/inside.ts";
import {
  callsSeen,
  editOrder,
  orderIds,
  ordersOf,
  outsideOrder,
  setFaults,
  shipmentsOf,
} from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, type ShopOptions, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const HOUR_MS = 3_600_000;
const UNTIL_PUSH = ["fetch-orders", "accept-orders", "read-back-orders", "create-labels"];

/** A shop whose labels are bought and whose numbers the marketplace does not have yet. */
async function aboutToPush(options: ShopOptions = {}): Promise<{ shop: Shop; ids: string[] }> {
  const shop = await shopWith({ sandbox: { orders: 1 }, ...options });
  await runCycle(shop.ops, { only: UNTIL_PUSH });
  const ids = await orderIds(shop);
  for (const id of ids) expect(await statusOf(shop, id)).toBe("tracked");
  return { shop, ids };
}

/** As a person in the marketplace's back office would. */
async function putByHand(shop: Shop, path: string, body?: object): Promise<void> {
  const answer = await fetch(`${shop.sandbox.url}/api/orders/${path}`, {
    method: "PUT",
    headers: {
      authorization: "sandbox-mirakl-key",
      ...(body ? { "content-type": "application/json" } : { "content-length": "0" }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect(answer.status).toBe(204);
}

describe("a tracking number", () => {
  test("reaches the marketplace once, whatever becomes of the answers", async () => {
    const { shop, ids } = await aboutToPush({
      sandbox: { orders: 7 },
      settings: { engine: { concurrency: 1 }, http: { timeout_seconds: 0.5 } },
    });
    await setFaults(
      shop,
      [
        "OR23#1:drop_after,OR23#2:drop_before,OR23#5:status500,OR23#7:status429+none,OR23#9:html",
        "OR24#1:drop_after,OR24#2:drop_before,OR24#3:status500,OR24#4:status429+none,OR24#5:slow900,OR24#6:html",
      ].join(),
    );
    expect(await settle(shop)).toMatchObject({ shipped: ids.length, needsHuman: 0 });
    const pins = (await shipmentsOf(shop)).map(({ trackingPin }) => trackingPin);
    for (const order of await ordersOf(shop)) {
      expect(order.calls.OR24).toBe(1);
      expect(pins).toContain(order.tracking_number);
      expect((await walkOf(shop, order.order_id)).slice(-2)).toEqual(["tracked", "shipped"]);
    }
    expect(await callsSeen(shop, "OR24")).toBe(ids.length + 4);
    expect(await openFailures(shop)).toEqual([]);
  });

  test("that a person has written already, shipment and all, counts as pushed", async () => {
    const { shop, ids } = await aboutToPush();
    const [id = ""] = ids;
    const [parcel] = await parcelsOf(shop, id);
    await putByHand(shop, `${id}/tracking`, { carrier_code: "CPCL", tracking_number: parcel?.trackingPin });
    await putByHand(shop, `${id}/ship`);
    await runCycle(shop.ops, { only: ["push-tracking", "read-back-orders"] });
    expect(await callsTo(shop, "ShipOrder", id)).toMatchObject([{ statusCode: 400 }]);
    expect((await walkOf(shop, id)).slice(-2)).toEqual(["tracked", "shipped"]);
    expect(await parcelsOf(shop, id)).toMatchObject([{ status: "tracking_updated" }]);
    expect(await openFailures(shop)).toEqual([]);
  });

  test("that the carrier does not give is asked of a person, who confirms the shipment by hand", async () => {
    const shop = await shopWith({ intercepted: true, sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    shop.interceptor?.handle(async (request, forward) => {
      const answer = await forward();
      if (!request.url.endsWith("/shipment")) return answer;
      const text = (await answer.text()).replace(/<tracking-pin>.*<\/tracking-pin>/, "");
      return new Response(text, { status: answer.status, headers: answer.headers });
    });
    expect(await settle(shop)).toMatchObject({ shipped: 0, needsHuman: 1 });
    expect(await statusOf(shop, id)).toBe("awaiting_tracking");
    expect(await failureOf(shop, id, "TrackingUpdate")).toMatchObject({ needs: "human" });

    editOrder(shop, id, (order) => Object.assign(order, { order_state: "SHIPPED" }));
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect(await parcelsOf(shop, id)).toMatchObject([{ status: "tracking_updated", endedAt: null }]);
    expect(await openFailures(shop)).toEqual([]);
  });

  test("that the marketplace refuses goes to a person in the marketplace's words", async () => {
    const { shop, ids } = await aboutToPush({ intercepted: true });
    const [id = ""] = ids;
    const words = "The operator has blocked this shipment";
    shop.interceptor?.handle(async (request, forward) =>
      request.url.endsWith("/ship")
        ? Response.json({ message: words, status: 400 }, { status: 400 })
        : forward(),
    );
    expect(await settle(shop)).toMatchObject({ shipped: 0, needsHuman: 1 });
    expect((await walkOf(shop, id)).slice(-2)).toEqual(["tracked", "push_failed"]);
    const failure = await failureOf(shop, id, "TrackingUpdate");
    expect(failure).toMatchObject({ code: "marketplace_rejected", needs: "human" });
    expect(failure.details).toContain(words);
    expect((await operationsOf(shop, id)).filter(({ status }) => status === "ERROR")).not.toEqual([]);

    shop.interceptor?.handle(null);
    await resolveFailure(shop.ops, { failureId: failure.failureId, note: "They have lifted it." });
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect(await shipmentsOf(shop)).toHaveLength(1);
  });

  test("that the marketplace never shows as shipped goes to a person, and a retry finds it", async () => {
    const { shop, ids } = await aboutToPush();
    const [id = ""] = ids;
    await setFaults(shop, `OR24#1:hidden${HOUR_MS}`);
    expect(await settle(shop)).toMatchObject({ shipped: 0, needsHuman: 1 });
    const failure = await failureOf(shop, id, "TrackingUpdate");
    expect(failure).toMatchObject({ code: "push_not_confirmed", needs: "human" });
    shop.clock.advance(HOUR_MS);
    await retryFailure(shop.ops, failure.failureId);
    await runCycle(shop.ops, { only: ["push-tracking", "read-back-orders"] });
    expect(await statusOf(shop, id)).toBe("shipped");
    expect(await openFailures(shop)).toEqual([]);
  });

  test("after several read-backs is shipped with their number in the timeline", async () => {
    const { shop, ids } = await aboutToPush();
    await setFaults(shop, "OR24#1:hidden60000");
    await runCycle(shop.ops);
    expect((await timelineOf(shop, ids[0] ?? "")).at(-1)).toEqual({
      status: "shipped",
      notes: "Read back as SHIPPED after 4 attempts.",
    });
  });

  test("with a carrier code that the marketplace does not have stops the pushes, and moves no order", async () => {
    const { shop, ids } = await aboutToPush({
      sandbox: { orders: 3 },
      settings: { marketplaces: { bestbuy: { carrier_codes: { "canada-post": "NOPE" } } } },
    });
    await settle(shop);
    const [failure, ...more] = await openFailures(shop);
    expect(failure).toMatchObject({
      code: "carrier_code_unknown",
      connection: "bestbuy/main",
      needs: "human",
    });
    expect(failure?.details).toContain("NOPE");
    expect(more).toEqual([]);
    for (const id of ids) expect(await statusOf(shop, id)).toBe("tracked");
    expect(await callsSeen(shop, "OR23")).toBe(0);

    const mended = await shop.openAnother("mended", {
      marketplaces: { bestbuy: { carrier_codes: { "canada-post": "CPCL" } } },
    });
    const [scope = ""] = await openPauses(shop);
    await resumeScope(mended, { scope, resolution: "The code was corrected." });
    expect(await settle({ ops: mended })).toMatchObject({ shipped: 3, needsHuman: 0 });
    expect(await openFailures(shop)).toEqual([]);
  });

  test("of an order that is held while it is told is not followed by the shipment", async () => {
    const { shop, ids } = await aboutToPush({ intercepted: true });
    const [id = ""] = ids;
    shop.interceptor?.handle(async (request, forward) => {
      if (request.url.endsWith("/tracking"))
        await holdOrder(shop.ops, { orderId: id, note: "The customer called.", until: null });
      return forward();
    });
    expect(await settle(shop)).toMatchObject({ held: 1, shipped: 0 });
    expect((await outsideOrder(shop, id)).calls).toMatchObject({ OR23: 1 });
    expect((await outsideOrder(shop, id)).calls.OR24).toBeUndefined();
    expect(await openFailures(shop)).toEqual([]);
  });

  test("that somebody else has written is held, never overwritten", async () => {
    const { shop, ids } = await aboutToPush({ sandbox: { orders: 2 } });
    const [foreign = "", own = ""] = ids;
    await shop.tell(`orders/${foreign}/ship-elsewhere`, {
      tracking_number: "7000000000000001",
      confirm: false,
    });
    expect(await settle(shop)).toMatchObject({ shipped: 1, held: 1 });
    expect(await holdsOf(shop, foreign)).toEqual(["foreign_label"]);
    expect(await statusOf(shop, foreign)).toBe("tracked");
    expect(await outsideOrder(shop, foreign)).toMatchObject({
      state: "SHIPPING",
      tracking_number: "7000000000000001",
      labelled_elsewhere: true,
    });
    expect(await statusOf(shop, own)).toBe("shipped");
  });

  test("waits until the parcel is packed where the settings say so", async () => {
    const { shop, ids } = await aboutToPush({ settings: { shipping: { push_when: "packed" } } });
    await runCycle(shop.ops);
    expect(await callsSeen(shop, "OR23")).toBe(0);
    await shop.ops.db
      .update(shipments)
      .set({ packedAt: shop.clock.now() })
      .where(eq(shipments.orderId, ids[0] ?? ""));
    expect(await settle(shop)).toMatchObject({ shipped: 1 });
  });
});
