import { describe, expect, test } from "bun:test";
import { readCursor } from "../src/db/stores/cursors.ts";
import type { ErrorCode } from "../src/domain/error-codes.ts";
import { miraklDate } from "../src/sandbox/mirakl/json.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { failureOf, openFailures, statusOf, walkOf } from "./support/inside.ts";
import { orderIds, setFaults, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FETCH = { only: ["fetch-orders"] };

const isListing = (request: Request) => new URL(request.url).pathname === "/api/orders";
const watermarkOf = async ({ ops }: Shop) =>
  (await readCursor(ops.db, "orders:bestbuy/main"))?.watermark ?? null;

/** As if the marketplace had written the order's dates then. */
function setDates(shop: Shop, id: string, dates: { created?: number; updated: number }): void {
  const booked = shop.sandbox.mirakl.shop.book.get(id);
  if (!booked) throw new Error(`The marketplace has no order ${id}.`);
  const { created = dates.updated, updated } = dates;
  Object.assign(booked.order, { created_date: miraklDate(created), last_updated_date: miraklDate(updated) });
  booked.text = null;
}

const JSON_TYPE = { "content-type": "application/json;charset=UTF-8" };
const html = (page: string) => new Response(page, { headers: { "content-type": "text/html" } });

/** What comes in place of a list of orders, or the sandbox's fault; and the error that it is. */
const BROKEN: [what: string, code: ErrorCode, broken: string | (() => Response)][] = [
  ["HTML with status 200", "edge_answer", () => html("<!doctype html><h1>Access denied</h1>")],
  ["20 MB", "answer_too_large", () => Response.json({ orders: ["x".repeat(20_000_000)] })],
  ["something else", "malformed_answer", () => Response.json({ carriers: [] })],
  ["nothing at all", "malformed_answer", () => new Response("", { headers: JSON_TYPE })],
  ["not found", "not_found", "OR11:status404=1"],
  ["gone", "not_found", "OR11:status410=1"],
  ["out of service", "service_error", "OR11:status503=1"],
  ["too many requests, without a time", "throttled", "OR11:status429+none=1"],
  ["too many requests, for a minute", "throttled", "OR11:status429+60=1"],
];

describe("an answer that is broken", () => {
  test("in the middle of paging moves no watermark, and the next fetch takes in everything", async () => {
    const shop = await shopWith({ intercepted: true, sandbox: { orders: 210 } });
    shop.interceptor?.handle(async (request, forward) => {
      const answer = await forward();
      if (new URL(request.url).searchParams.get("offset") !== "100") return answer;
      const body = await answer.text();
      return new Response(body.slice(0, body.length / 2), answer);
    });
    await runCycle(shop.ops, FETCH);
    expect(await watermarkOf(shop)).toBeNull();
    expect(await failureOf(shop, "bestbuy/main", "OrderFetch")).toMatchObject({
      code: "malformed_answer",
      needs: "retry",
    });
    shop.interceptor?.handle(null);
    await runCycle(shop.ops, FETCH);
    expect(await watermarkOf(shop)).not.toBeNull();
    expect(await openFailures(shop)).toEqual([]);
    const statuses = await Promise.all((await orderIds(shop)).map((id) => statusOf(shop, id)));
    expect(new Set(statuses)).toEqual(new Set(["pending_acceptance"]));
  });

  test("is an error of the fetch, which passes with it and loses nothing", async () => {
    const shop = await shopWith({ intercepted: true, sandbox: { orders: 1 } });
    await runCycle(shop.ops, FETCH);
    for (const [what, code, broken] of BROKEN) {
      await shop.tell("orders", { count: 1 });
      if (typeof broken === "string") await setFaults(shop, broken);
      else shop.interceptor?.handle(async (request, forward) => (isListing(request) ? broken() : forward()));
      await runCycle(shop.ops, FETCH);
      expect([what, (await failureOf(shop, "bestbuy/main", "OrderFetch")).code]).toEqual([what, code]);
      await setFaults(shop, "");
      shop.interceptor?.handle(null);
      shop.clock.advance(20 * 60_000);
      await runCycle(shop.ops, FETCH);
      expect([what, await openFailures(shop)]).toEqual([what, []]);
    }
    expect(await settle(shop)).toMatchObject({ orders: 1 + BROKEN.length, shipped: 1 + BROKEN.length });
  });
});

describe("dates", () => {
  test("that are older than what we know change nothing, and nothing is bought on them", async () => {
    const shop = await shopWith({ intercepted: true, sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    let old = "";
    shop.interceptor?.handle(async (request, forward) => {
      const answer = await forward();
      if (isListing(request)) old ||= await answer.clone().text();
      return answer;
    });
    await runCycle(shop.ops, { only: ["fetch-orders", "accept-orders", "read-back-orders"] });
    expect(await statusOf(shop, id)).toBe("accepted");

    shop.clock.advance(10 * 60_000);
    shop.interceptor?.handle(async (request, forward) =>
      isListing(request) ? new Response(old, { headers: JSON_TYPE }) : forward(),
    );
    await runCycle(shop.ops);
    expect(await walkOf(shop, id)).toEqual(["pending_acceptance", "accepted"]);
    expect(await shipmentsOf(shop)).toEqual([]);
    shop.interceptor?.handle(null);
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
  });

  test("by a clock that is hours ahead of ours hide no order", async () => {
    const shop = await shopWith({ sandbox: { orders: 2 } });
    await shop.tell("advance", { ms: 5 * HOUR_MS });
    expect(await settle(shop)).toMatchObject({ orders: 2, shipped: 2 });
    for (let more = 0; more < 3; more++) {
      await shop.tell("orders", { count: 1 });
      shop.clock.advance(10 * 60_000);
      await runCycle(shop.ops);
    }
    expect(await settle(shop)).toMatchObject({ orders: 5, shipped: 5, needsHuman: 0 });
  });

  test("up to 90 days back are asked for at first, and older open orders found by the daily sweep", async () => {
    const shop = await shopWith({ sandbox: { orders: 3 } });
    const [old = "", recent = "", fresh = ""] = await orderIds(shop);
    const now = shop.clock.now().getTime();
    setDates(shop, old, { updated: now - 91 * DAY_MS });
    setDates(shop, recent, { updated: now - 89 * DAY_MS });
    await runCycle(shop.ops, FETCH);
    expect(await walkOf(shop, old)).toEqual([]);
    for (const id of [recent, fresh]) expect(await statusOf(shop, id)).toBe("pending_acceptance");

    shop.clock.advance(23 * HOUR_MS);
    await runCycle(shop.ops, FETCH);
    expect(await walkOf(shop, old)).toEqual([]);
    shop.clock.advance(2 * HOUR_MS);
    await runCycle(shop.ops, FETCH);
    expect(await statusOf(shop, old)).toBe("pending_acceptance");
  });

  test("written late, behind what was read already, are caught by the overlap or by the daily sweep", async () => {
    const shop = await shopWith({ sandbox: { orders: 3 } });
    const [first = "", late = "", later = ""] = await orderIds(shop);
    const { book } = shop.sandbox.mirakl.shop;
    const now = shop.clock.now().getTime();
    setDates(shop, first, { updated: now });
    const hidden = [late, later].map((id) => book.get(id)?.order);
    for (const order of hidden) if (order) order.last_updated_date = miraklDate(now - 200 * DAY_MS);
    await runCycle(shop.ops, FETCH);
    expect(await statusOf(shop, first)).toBe("pending_acceptance");

    setDates(shop, late, { updated: now - 4 * 60_000 });
    setDates(shop, later, { updated: now - HOUR_MS });
    await runCycle(shop.ops, FETCH);
    expect(await statusOf(shop, late)).toBe("pending_acceptance");
    expect(await walkOf(shop, later)).toEqual([]);
    shop.clock.advance(25 * HOUR_MS);
    await runCycle(shop.ops, FETCH);
    expect(await statusOf(shop, later)).toBe("pending_acceptance");
  });
});
