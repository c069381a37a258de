import { describe, expect, test } from "bun:test";
import { readOrderDetails } from "../src/reports/order-details.ts";
import { findOrderListing } from "../src/reports/orders-view.ts";
import { resolveFailure } from "../src/workflows/resolve-failure.ts";
import { retryFailure } from "../src/workflows/retry-failure.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import {
  callsTo,
  failureOf,
  openFailures,
  parcelsOf,
  statusOf,
  timelineOf,
  walkOf,
} from "./support/inside.ts";
import { callsSeen, orderIds } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, type ShopOptions, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

async function shipped(options: ShopOptions = {}): Promise<{ shop: Shop; id: string }> {
  const shop = await shopWith({ sandbox: { orders: 1 }, ...options });
  await settle(shop);
  const [id = ""] = await orderIds(shop);
  expect(await statusOf(shop, id)).toBe("shipped");
  return { shop, id };
}

async function look(shop: Shop): Promise<string[]> {
  const [report] = await runCycle(shop.ops, { only: ["refresh-tracking"] });
  return report?.done.map(({ what }) => what) ?? [];
}

/** Looks again and again until the time has passed, as a schedule does. */
async function lookFor(shop: Shop, timeMs: number, everyMs = HOUR_MS): Promise<void> {
  for (let passed = 0; passed < timeMs; passed += everyMs) {
    await look(shop);
    shop.clock.advance(everyMs);
  }
  await look(shop);
}

const eventsOf = async (shop: Shop, id: string) => {
  const { shipments } = await readOrderDetails(shop.ops.db, { id, at: shop.clock.now() });
  return shipments.flatMap(({ events }) => events);
};

/** The carrier's answer with other event codes. */
function recode(shop: Shop, codes: Record<string, string>): void {
  shop.interceptor?.handle(async (request, forward) => {
    const answer = await forward();
    if (!request.url.includes("/vis/track/")) return answer;
    const text = (await answer.text()).replace(
      /<event-identifier>0*(\d+)</g,
      (_all, code: string) => `<event-identifier>${codes[code] ?? code}<`,
    );
    return new Response(text, { status: answer.status, headers: answer.headers });
  });
}

describe("a parcel that was handed over", () => {
  test("is looked at until it is delivered, and then its order is complete", async () => {
    const { shop, id } = await shipped();
    await lookFor(shop, 3 * DAY_MS);
    expect((await walkOf(shop, id)).slice(-2)).toEqual(["shipped", "complete"]);
    expect((await timelineOf(shop, id)).at(-1)?.notes).toMatch(/^Delivered 2026-03-.*, says the carrier\.$/);
    expect(await parcelsOf(shop, id)).toMatchObject([{ trackingStatus: "delivered", nextTrackAt: null }]);
    const asked = await callsSeen(shop, "GetTrackingDetail");
    await lookFor(shop, DAY_MS);
    expect(await callsSeen(shop, "GetTrackingDetail")).toBe(asked);
  });

  test("has every event once, however often it is looked at, with codes that nobody knows as they came", async () => {
    const { shop, id } = await shipped();
    await lookFor(shop, 2 * DAY_MS, 20 * MINUTE_MS);
    const events = await eventsOf(shop, id);
    expect(new Set(events.map(({ code, occurredAt }) => `${code} ${occurredAt.toISOString()}`)).size).toBe(
      events.length,
    );
    expect(events.map(({ status }) => status)).toEqual([
      "unknown",
      "in_transit",
      "out_for_delivery",
      "delivered",
    ]);
  });

  test("is not asked about again before its time, nor while its order is shown as it was", async () => {
    const { shop, id } = await shipped();
    expect(await look(shop)).toHaveLength(1);
    expect(await look(shop)).toEqual([]);
    shop.clock.advance(14 * MINUTE_MS);
    expect(await look(shop)).toEqual([]);
    shop.clock.advance(2 * MINUTE_MS);
    expect(await look(shop)).toHaveLength(1);
    const listing = await findOrderListing(shop.ops.db, { orderId: id, at: shop.clock.now() });
    expect(listing).toMatchObject({ status: "shipped", trackingStatus: "unknown" });
  });

  test("without a history is asked about less often, and no failure comes of it", async () => {
    const { shop, id } = await shipped({ intercepted: true });
    shop.interceptor?.handle(async (request, forward) =>
      request.url.includes("/vis/track/")
        ? new Response(
            `<messages xmlns="http://www.canadapost.ca/ws/messages"><message><code>004</code><description>No Pin History</description></message></messages>`,
            { status: 404, headers: { "content-type": "application/vnd.cpc.track-v2+xml" } },
          )
        : forward(),
    );
    expect(await look(shop)).toEqual([expect.stringContaining("without history")]);
    shop.clock.advance(59 * MINUTE_MS);
    expect(await look(shop)).toEqual([]);
    shop.clock.advance(2 * MINUTE_MS);
    expect(await look(shop)).toHaveLength(1);
    expect(await openFailures(shop)).toEqual([]);
    expect(await parcelsOf(shop, id)).toMatchObject([{ trackingStatus: null }]);
  });
});

describe("an event code that the table does not have", () => {
  test("never completes an order; after 45 days a person is asked, once", async () => {
    const { shop, id } = await shipped({ intercepted: true });
    recode(shop, { "1408": "3999" });
    await lookFor(shop, 46 * DAY_MS, 5 * HOUR_MS);
    expect(await statusOf(shop, id)).toBe("shipped");
    expect((await eventsOf(shop, id)).at(-1)).toMatchObject({ code: "3999", status: "unknown" });
    const failure = await failureOf(shop, id, "TrackingRefresh");
    expect(failure).toMatchObject({ code: "delivery_unknown", needs: "human", occurrences: 1 });

    shop.interceptor?.handle(null);
    await retryFailure(shop.ops, failure.failureId);
    await look(shop);
    expect(await statusOf(shop, id)).toBe("complete");
    expect(await openFailures(shop)).toEqual([]);
  });

  test("is no reason to look again when a person has closed the question", async () => {
    const { shop, id } = await shipped({ intercepted: true });
    recode(shop, { "1408": "3999" });
    await lookFor(shop, 46 * DAY_MS, 5 * HOUR_MS);
    const { failureId } = await failureOf(shop, id, "TrackingRefresh");
    await resolveFailure(shop.ops, { failureId, note: "The customer has it." });
    shop.clock.advance(7 * HOUR_MS);
    expect(await look(shop)).toEqual([]);
    expect(await openFailures(shop)).toEqual([]);
  });
});

test("a carrier that is out for a day is asked on at the parcel's pace, and its return closes the failure", async () => {
  const { shop, id } = await shipped({ intercepted: true });
  shop.interceptor?.handle(async (request, forward) =>
    request.url.includes("/vis/track/") ? new Response("", { status: 500 }) : forward(),
  );
  await lookFor(shop, DAY_MS);
  expect(await openFailures(shop, id)).toMatchObject([{ processName: "TrackingRefresh" }]);
  expect((await callsTo(shop, "GetTrackingDetail", id)).length).toBeLessThan(200);
  shop.interceptor?.handle(null);
  await lookFor(shop, 2 * DAY_MS);
  expect(await statusOf(shop, id)).toBe("complete");
  expect(await openFailures(shop)).toEqual([]);
});

test("a cycle asks no carrier where parcels are", async () => {
  const { shop } = await shipped();
  shop.clock.advance(DAY_MS);
  await runCycle(shop.ops);
  expect(await callsSeen(shop, "GetTrackingDetail")).toBe(0);
});
