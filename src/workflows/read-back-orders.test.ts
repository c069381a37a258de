import { expect, test } from "bun:test";
import { statusOf } from "../../test/support/inside.ts";
import { orderIds } from "../../test/support/outside.ts";
import { shopOpener } from "../../test/support/shop.ts";
import { recordFailure } from "../db/stores/failures.ts";
import { runWorkflow } from "../engine/run-workflow.ts";
import { decideOrder } from "./decide-order.ts";
import { readBackOrders } from "./read-back-orders.ts";
import { runCycle } from "./run-cycle.ts";

const shopWith = shopOpener();

const MINUTE_MS = 60_000;

test.each([
  ["retry", 2_000],
  ["human", 4 * MINUTE_MS],
] as const)(
  "after a failure for %s the marketplace is asked again when its time has come",
  async (needs, waitMs) => {
    const { ops, clock } = await shopWith({ sandbox: { orders: 1 } });
    await runCycle(ops, { only: ["fetch-orders", "accept-orders"] });
    clock.advance(MINUTE_MS);
    const at = clock.now();
    await recordFailure(ops.db, {
      processName: "OrderReading",
      relatedId: "bestbuy/main",
      connection: "bestbuy/main",
      code: "throttled",
      details: "too many calls",
      payload: {},
      needs,
      retryAt: needs === "retry" ? new Date(at.getTime() + waitMs) : null,
      at,
    });
    clock.advance(waitMs - 1);
    expect((await runWorkflow(ops, readBackOrders)).done).toEqual([]);
    clock.advance(1);
    expect((await runWorkflow(ops, readBackOrders)).done).toHaveLength(1);
  },
);

test("what falls due while the call waits for its turn is read by the same call", async () => {
  const shop = await shopWith({ sandbox: { orders: 2 }, settings: { acceptance: { mode: "manual" } } });
  const [early = "", late = ""] = await orderIds(shop);
  const paced = await shop.openAnother("paced", {
    marketplaces: { bestbuy: { list_orders_every_seconds: 60 } },
  });
  const accept = async (orderId: string) => {
    await decideOrder(shop.ops, { orderId, decision: "accept" });
    await runCycle(shop.ops, { only: ["accept-orders"] });
    shop.clock.advance(10_000);
  };
  await runCycle(paced, { only: ["fetch-orders"] });
  await accept(early);
  const sleep = shop.clock.sleep.bind(shop.clock);
  shop.clock.sleep = async (ms, signal) => {
    shop.clock.sleep = sleep;
    await accept(late);
    return sleep(ms, signal);
  };
  await runWorkflow(paced, readBackOrders);
  expect([await statusOf(shop, early), await statusOf(shop, late)]).toEqual(["accepted", "accepted"]);
});
