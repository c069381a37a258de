import { expect, test } from "bun:test";
import { FAULT_POINT_NAMES } from "../src/domain/fault-points.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

test("an order passes every fault point there is, once and in their order", async () => {
  const { ops } = await shopWith({ sandbox: { orders: 1 } });
  const passed: string[] = [];
  await runCycle({ ...ops, passFaultPoint: (effect, point) => void passed.push(`${effect}:${point}`) });
  expect(passed).toEqual([...FAULT_POINT_NAMES]);
});
