import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { requestRefund } from "../../../../test/support/outside.ts";
import { TEST_LIMIT_MS } from "../../../../test/support/test-limit.ts";
import { restoreReason } from "../../../db/restore-pause.ts";
import { pause } from "../../../db/stores/pauses.ts";
import { type CliShop, openCliShop } from "../../testing/cli-shop.ts";

/** Each command is a process of its own. */
setDefaultTimeout(TEST_LIMIT_MS);

let shop: CliShop;
beforeAll(async () => {
  shop = await openCliShop({ sandbox: { orders: 2, world: { usShare: 0 } } });
  await shop.run("catalog import catalogue.csv");
  await shop.run("run");
});
afterAll(() => shop.close());

const pauseAsRestored = async () => {
  const at = shop.ops.clock.now();
  await pause(shop.ops.db, { scope: "effects", code: "paused", reason: restoreReason(at), by: "test", at });
};

test("a shop in which all agrees is settled, and there is no pause to lift", async () => {
  const { status, data } = await shop.json<{ labels: { side: string }[] }>("reconcile --resume");
  expect(status).toBe(0);
  expect(data).toMatchObject({ is_settled: true, paused_since_backup: null, resumed: false, adopted: null });
  expect(data.labels.map(({ side }) => side)).toEqual(["both", "both"]);
});

test("a label that was refunded at the carrier is shown with the command that books it", async () => {
  const [bought] = shop.sandbox.canadaPost.books;
  if (!bought) throw new Error("Nothing was bought.");
  await requestRefund(shop, bought);
  const compared = (await shop.run("reconcile")).stdout.replace(/\s+/g, " ");
  expect(compared).toContain("1 only here");
  expect(compared).toContain("refunded at the carrier");
  const [step = ""] = compared.match(/labels ended \S+ --as refunded/) ?? [];
  expect(step).not.toBe("");
  const asked = await shop.error(step);
  expect(asked).toMatchObject({ status: 2, hint: expect.stringContaining("--yes") });
  expect(asked.message).toContain("you are asked to see to its parcel");
  expect(await shop.json(`${step} --yes`)).toMatchObject({ status: 0 });
  expect((await shop.json("reconcile")).data).toMatchObject({ is_settled: true });
});

test("the pause of a restore stays until somebody says so, and is lifted then", async () => {
  await pauseAsRestored();
  const first = await shop.run("reconcile");
  expect(first.status).toBe(0);
  expect(first.stdout).toContain("ops reconcile --resume");
  expect((await shop.run("doctor")).stdout).toContain("→ ops reconcile --resume");
  const second = await shop.run("reconcile --resume");
  expect(second.stdout).toContain("Effects go on");
  expect((await shop.run("resume effects")).status).toBe(4);
});

test("lifting the pause of a restore by hand warns of what was not compared", async () => {
  await pauseAsRestored();
  const { status, stderr } = await shop.run("resume effects");
  expect([status, stderr]).toEqual([0, expect.stringContaining("ops reconcile compares")]);
});
