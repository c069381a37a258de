import { expect, test } from "bun:test";
import { setFaults } from "../../test/support/outside.ts";
import { shopOpener } from "../../test/support/shop.ts";
import { readRunSummary } from "../reports/run-summary.ts";
import { runCycle } from "./run-cycle.ts";

const shopWith = shopOpener();

test("what was in doubt or refused and came out well in the same cycle has not failed", async () => {
  const shop = await shopWith({ sandbox: { orders: 8 }, settings: { engine: { concurrency: 1 } } });
  await setFaults(shop, "OR21#1:drop_after,OR21#2:status500,CreateShipment#3:drop_after,OR24#4:drop_after");
  const reports = await runCycle(shop.ops);
  expect(reports.flatMap(({ waiting, failed }) => [...waiting, ...failed])).toEqual([]);
  for (const { workflow, done } of reports)
    expect([workflow, new Set(done.map(({ id }) => id)).size]).toEqual([workflow, done.length]);
  expect(await readRunSummary(shop.ops.db, { at: shop.clock.now() })).toMatchObject({ shipped: 8 });
});

test("what is still in doubt at a cycle's end waits, and has not failed", async () => {
  const shop = await shopWith({ sandbox: { orders: 2 }, settings: { engine: { cycle_wait_seconds: 1 } } });
  await setFaults(shop, "OR21#1:drop_after");
  const accepted = (await runCycle(shop.ops)).find(({ workflow }) => workflow === "accept-orders");
  expect([accepted?.done.length, accepted?.waiting.length, accepted?.failed]).toEqual([1, 1, []]);
});

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
