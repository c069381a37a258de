import { describe, expect, test } from "bun:test";
import { retryFailure } from "../src/workflows/retry-failure.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { callsTo, failureOf, openFailures, statusOf, timelineOf, walkOf } from "./support/inside.ts";
import { callsSeen, orderIds, ordersOf, outsideOrder, setFaults, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const ACCEPTING = ["accept-orders", "read-back-orders"];
const HOUR_MS = 3_600_000;

/** One after the other, so that the nth call belongs to the nth order. */
const IN_TURN = { engine: { concurrency: 1, deadline_near_minutes: 1 } };

describe("an acceptance", () => {
  test("is validated by a read-back, and the timeline says after how many", async () => {
    const shop = await shopWith({ sandbox: { orders: 2 }, settings: IN_TURN });
    await setFaults(shop, "OR21#2:hidden60000");
    await runCycle(shop.ops);
    const walks = await Promise.all((await orderIds(shop)).map((id) => timelineOf(shop, id)));
    const validations = walks.map((walk) => walk.find(({ status }) => status === "accepted")?.notes);
    expect(validations.sort()).toEqual([
      "Validated as SHIPPING after 1 attempt.",
      "Validated as SHIPPING after 4 attempts.",
    ]);
    for (const order of await ordersOf(shop)) expect(order.calls.OR21).toBe(1);
  });

  test("arrives once, whatever becomes of its answer or its way there", async () => {
    const shop = await shopWith({
      sandbox: { orders: 6 },
      settings: { ...IN_TURN, http: { timeout_seconds: 0.5 } },
    });
    await runCycle(shop.ops, { only: ["fetch-orders"] });
    await setFaults(
      shop,
      "OR21#1:drop_after,OR21#2:drop_before,OR21#3:status500,OR21#4:status429+none,OR21#5:slow900,OR21#6:html",
    );
    await runCycle(shop.ops, { only: ["accept-orders"] });
    expect(await callsSeen(shop, "OR21")).toBe(6);
    expect((await openFailures(shop)).map(({ processName, needs }) => [processName, needs])).toEqual(
      Array(6).fill(["OrderAcceptance", "retry"]),
    );

    expect(await settle(shop)).toMatchObject({ shipped: 6, needsHuman: 0, unfinished: 0 });
    for (const order of await ordersOf(shop)) expect(order.calls.OR21).toBe(1);
    expect(await callsSeen(shop, "OR21")).toBe(6 + 4);
    expect(await openFailures(shop)).toEqual([]);
  });

  test("is sent again only after the marketplace was read and still waited for it", async () => {
    const shop = await shopWith({ sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    await setFaults(shop, "OR21#1:drop_before");
    await settle(shop);
    const [lost, again] = await callsTo(shop, "AcceptOrder", id);
    const readings = await callsTo(shop, "ReadOrders", id);
    expect(lost?.error).toStartWith("answer_lost");
    expect(again).toMatchObject({ isSuccess: true, statusCode: 204 });
    const between = readings.filter(
      ({ callId }) => callId > (lost?.callId ?? 0) && callId < (again?.callId ?? 0),
    );
    expect(between.length).toBeGreaterThan(0);
    expect(await walkOf(shop, id)).toEqual([
      ...["pending_acceptance", "acceptance_failed", "pending_acceptance", "accepted"],
      ...["label_created", "tracked", "shipped"],
    ]);
  });

  test.each(["drop_before", "status500"])(
    "lost to %s is sent again within the run, once two readings still show the order waiting",
    async (fault) => {
      const shop = await shopWith({ sandbox: { orders: 1 } });
      const [id = ""] = await orderIds(shop);
      await setFaults(shop, `OR21#1:${fault}`);
      await runCycle(shop.ops);
      const [lost, again, ...more] = await callsTo(shop, "AcceptOrder", id);
      expect([lost?.isSuccess, again?.isSuccess, more]).toEqual([false, true, []]);
      const between = (await callsTo(shop, "ReadOrders", id)).filter(
        ({ callId }) => callId > (lost?.callId ?? 0) && callId < (again?.callId ?? 0),
      );
      expect(between).toHaveLength(2);
      expect((await walkOf(shop, id)).at(-1)).toBe("shipped");
      expect(await openFailures(shop)).toEqual([]);
    },
  );

  test("that somebody else has given already is recognised from the refusal", async () => {
    const shop = await shopWith({ sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    await runCycle(shop.ops, { only: ["fetch-orders"] });
    await acceptByHand(shop, id);
    await runCycle(shop.ops, { only: ACCEPTING });
    expect(await walkOf(shop, id)).toEqual(["pending_acceptance", "acceptance_failed", "accepted"]);
    expect(await callsTo(shop, "AcceptOrder", id)).toMatchObject([{ statusCode: 400 }]);
    expect(await openFailures(shop)).toEqual([]);
  });

  test("of an order that was cancelled meanwhile ends with the order, without a word to a person", async () => {
    const shop = await shopWith({ sandbox: { orders: 2 }, settings: IN_TURN });
    const ids = await orderIds(shop);
    await runCycle(shop.ops, { only: ["fetch-orders"] });
    await shop.tell(`orders/${ids[0]}/cancel`);
    await setFaults(shop, "OR21#2:hidden5000");
    await runCycle(shop.ops, { only: ["accept-orders"] });
    await shop.tell(`orders/${ids[1]}/cancel`);
    expect(await settle(shop)).toMatchObject({ ended: 2, needsHuman: 0 });
    const readings = await callsSeen(shop, "OR11");
    for (let hour = 0; hour < 3; hour++) {
      shop.clock.advance(HOUR_MS);
      await runCycle(shop.ops, { only: ACCEPTING });
    }
    expect(await openFailures(shop)).toEqual([]);
    expect(await callsSeen(shop, "OR11")).toBe(readings);
  });

  test("that comes too late ends the order as refused", async () => {
    const shop = await shopWith({ sandbox: { orders: 1, mirakl: { acceptanceTimeoutMs: 21 * HOUR_MS } } });
    const [id = ""] = await orderIds(shop);
    await runCycle(shop.ops, { only: ["fetch-orders"] });
    shop.clock.advance(21 * HOUR_MS);
    await runCycle(shop.ops, { only: ACCEPTING });
    expect((await walkOf(shop, id)).at(-1)).toBe("refused");
    expect(await openFailures(shop)).toEqual([]);
  });

  test("followed by a payment that fails ends the order as cancelled, and nothing is bought", async () => {
    const mirakl = { paymentFailureShare: 1, paymentDelayMs: 10 * 60_000 };
    const shop = await shopWith({ sandbox: { orders: 2, mirakl } });
    expect(await settle(shop)).toMatchObject({ ended: 2, needsHuman: 0 });
    for (const id of await orderIds(shop))
      expect(await walkOf(shop, id)).toEqual(["pending_acceptance", "accepted", "cancelled"]);
    expect(await shipmentsOf(shop)).toEqual([]);
  });

  test("that the marketplace never shows goes to a person, and a retry finds it", async () => {
    const shop = await shopWith({ sandbox: { orders: 2 }, settings: IN_TURN });
    await setFaults(shop, `OR21#1:hidden${HOUR_MS}`);
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 1 });
    const [failure] = await openFailures(shop);
    const id = failure?.relatedId ?? "";
    expect(failure).toMatchObject({
      processName: "OrderAcceptance",
      code: "acceptance_not_confirmed",
      needs: "human",
    });
    expect(await statusOf(shop, id)).toBe("acceptance_failed");
    expect((await outsideOrder(shop, id)).calls.OR21).toBe(1);

    shop.clock.advance(HOUR_MS);
    await retryFailure(shop.ops, (await failureOf(shop, id, "OrderAcceptance")).failureId);
    await runCycle(shop.ops, {
      only: ["accept-orders", "read-back-orders", "create-labels", "push-tracking"],
    });
    expect((await walkOf(shop, id)).at(-1)).toBe("shipped");
    expect(await openFailures(shop)).toEqual([]);
  });

  test("of 250 orders is read back in three calls", async () => {
    const shop = await shopWith({ sandbox: { orders: 250 } });
    await runCycle(shop.ops, { only: ["fetch-orders", "accept-orders"] });
    expect(await callsTo(shop, "ReadOrders")).toEqual([]);
    shop.clock.advance(60_000);
    await runCycle(shop.ops, { only: ["read-back-orders"] });
    expect(await callsTo(shop, "ReadOrders")).toHaveLength(3);
    for (const id of (await orderIds(shop)).slice(0, 250)) expect(await statusOf(shop, id)).toBe("accepted");
  });
});

/** Somebody clicks in the back office. */
async function acceptByHand(shop: Awaited<ReturnType<typeof shopWith>>, id: string): Promise<void> {
  const order = shop.sandbox.mirakl.shop.book.get(id)?.order;
  const lines = order?.order_lines.map((line) => ({ id: line.order_line_id, accepted: true }));
  const answer = await fetch(`${shop.sandbox.url}/api/orders/${id}/accept`, {
    method: "PUT",
    headers: { authorization: "sandbox-mirakl-key", "content-type": "application/json" },
    body: JSON.stringify({ order_lines: lines }),
  });
  expect(answer.status).toBe(204);
}
