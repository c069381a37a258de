import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { TEST_LIMIT_MS } from "../../../../test/support/test-limit.ts";
import { orderObservations } from "../../../db/schema/index.ts";
import { type CliShop, openCliShop } from "../../testing/cli-shop.ts";

/** Each command is a process of its own. */
setDefaultTimeout(TEST_LIMIT_MS);

let shop: CliShop;
beforeAll(async () => {
  shop = await openCliShop({ sandbox: { orders: 1, world: { usShare: 0 } } });
});
afterAll(() => shop.close());

test("an order on hold near its deadline is told, and counted by the doctor", async () => {
  expect((await shop.run("orders late")).stdout).toBe("No order is about to miss its deadline.\n");
  await shop.run("fetch-orders");
  const [orderId = ""] = shop.orderIds;
  await shop.run(["orders", "hold", orderId]);
  const shippingDeadline = new Date(shop.ops.clock.now().getTime() + 24 * 3_600_000);
  await shop.ops.db.update(orderObservations).set({ shippingDeadline });
  const { stdout } = await shop.run("orders late");
  expect(stdout).toContain("held: manual");
  expect(stdout).toContain(`ops orders release ${orderId}`);
  expect((await shop.run("doctor")).stdout).toContain("1 order about to miss the deadline");
});
