import { expect, test } from "bun:test";
import { shopOpener } from "../../test/support/shop.ts";
import { readRunSummary } from "../reports/run-summary.ts";
import { runCycle } from "./run-cycle.ts";

const shopWith = shopOpener();

test("a cycle keeps the appointments that fall due while it is busy with something else", async () => {
  const shop = await shopWith({ sandbox: { orders: 3 } });
  await runCycle(shop.ops, {
    onProgress: ({ workflow }) => {
      if (workflow === "push-tracking") shop.clock.advance(60_000);
    },
  });
  expect(await readRunSummary(shop.ops.db, { at: shop.clock.now() })).toMatchObject({
    shipped: 3,
    unfinished: 0,
  });
});
