import { expect, test } from "bun:test";
import { shopOpener } from "../../test/support/shop.ts";
import { recordFailure } from "../db/stores/failures.ts";
import { runWorkflow } from "../engine/run-workflow.ts";
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
