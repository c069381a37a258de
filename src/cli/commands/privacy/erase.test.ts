import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { TEST_LIMIT_MS } from "../../../../test/support/test-limit.ts";
import { findErasureOf } from "../../../db/stores/customers.ts";
import { runUntilSettled } from "../../demo/run-until-settled.ts";
import { type CliShop, openCliShop } from "../../testing/cli-shop.ts";

/** Each command is a process of its own. */
setDefaultTimeout(TEST_LIMIT_MS);

let shop: CliShop;
beforeAll(async () => {
  shop = await openCliShop({ sandbox: { orders: 1, world: { usShare: 0 } } });
  await shop.run("catalog import catalogue.csv");
  await runUntilSettled(shop.ops, { pauseMs: 200 });
});
afterAll(() => shop.close());

test("a person is erased only when that is said, and a dry run tells what would go", async () => {
  const [id = ""] = shop.orderIds;
  const dry = await shop.json(`privacy erase ${id} --dry-run`);
  expect(dry).toMatchObject({ status: 0, data: { dry_run: true, erased: false, order_ids: [id] } });
  const unasked = await shop.error(`privacy erase ${id}`);
  expect(unasked).toMatchObject({ status: 2, code: "bad_argument" });
  const done = await shop.json(`privacy erase ${id} --yes`);
  expect(done).toMatchObject({ status: 0, data: { erased: true, rows: { customers: 1, orders: 1 } } });
  const shown = await shop.json<{ observation: { ship_to: unknown } }>(`orders show ${id}`);
  expect(shown.data.observation.ship_to).toBeNull();
  const page = (await shop.run(`orders show ${id}`)).stdout;
  expect(await shop.error(`labels open ${id}`)).toMatchObject({
    status: 4,
    message: `The label file of order ${id} was removed: its customer was erased.`,
  });
  expect(page).toMatch(/ship to +erased \d{4}-\d\d-\d\d \d\d:\d\d UTC by ada/);
});

test("whoever erases a person twice is told that nothing more has come, and the first time stays on record", async () => {
  const [id = ""] = shop.orderIds;
  const erasure = () => findErasureOf(shop.ops.db, id);
  const before = await erasure();
  const { stdout } = await shop.run(`privacy erase ${id} --yes`);
  expect(await erasure()).toEqual(before);
  expect(stdout).toMatch(
    /^Customer \S+ of bestbuy was erased on \d{4}-\d\d-\d\d \d\d:\d\d UTC by ada\. Nothing of theirs is left\.\n$/,
  );
});

test("a customer that nobody knows is not found", async () => {
  expect(await shop.error("privacy erase nobody --yes")).toMatchObject({ status: 4, code: "not_found" });
});

test("pruning a young shop removes nothing, and says so by table", async () => {
  const { status, data } = await shop.json<{ pruned: { rows: number }[] }>("prune --dry-run");
  expect(status).toBe(0);
  expect(data.pruned.length).toBeGreaterThan(5);
  expect(data.pruned.every(({ rows }) => rows === 0)).toBe(true);
});
