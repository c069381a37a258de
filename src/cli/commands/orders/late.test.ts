import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { TEST_LIMIT_MS } from "../../../../test/support/test-limit.ts";
import { orderObservations } from "../../../db/schema/index.ts";
import { screenFor } from "../../output/screen.ts";
import { type CliShop, openCliShop } from "../../testing/cli-shop.ts";
import { renderLate } from "./render-late.ts";

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
  await shop.ops.db.update(orderObservations).set({ shippingDeadline: shop.ops.clock.now() });
  const passed = (await shop.run("orders late")).stdout;
  const list = /1 order is past its deadline: ops (.*)/.exec(passed)?.[1] ?? "";
  expect((await shop.run(list)).stdout).toContain(orderId);
  await shop.ops.db.update(orderObservations).set({ shippingDeadline });
  expect((await shop.run("doctor")).stdout).toContain("1 order about to miss the deadline");
});

describe("a page of late orders", () => {
  const now = new Date("2026-03-05T12:00:00Z");
  const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);
  const orderId = `ORDER-${"9".repeat(40)}`;
  const order = {
    ...{ orderId, connection: "bestbuy/main", status: "label_failed" as const },
    ...{ shippingDeadline: hours(20), lastCollection: hours(9) },
    causes: [
      {
        cause: "paused" as const,
        what: `carrier is paused: ${"words ".repeat(20)}`,
        next: "ops resume carrier",
      },
      { cause: "held" as const, what: "held: manual", next: `ops orders release ${orderId}` },
    ],
  };

  test.each([80, 60])("fits into %d columns, but for a command, which is never cut", (columns) => {
    const screen = screenFor({ isTTY: true, columns, coloured: false });
    const text = renderLate({ orders: [order], passed: 2 }, { screen, now });
    const wide = text.split("\n").filter((line) => line.length > columns);
    expect(wide.every((line) => line.includes("ops "))).toBe(true);
    expect(text).toContain(`ops orders release ${orderId}\n`);
    expect(text).not.toContain("…");
    expect(text).toEndWith(
      "2 orders are past their deadline: ops orders list --sort deadline --due-before 0h\n",
    );
  });
});
