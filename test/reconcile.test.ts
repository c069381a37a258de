import { afterEach, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ops } from "../src/app.ts";
import { backupDatabase } from "../src/db/backup.ts";
import { adoptLabels } from "../src/workflows/adopt-labels.ts";
import { holdOrder } from "../src/workflows/hold-order.ts";
import { endRestorePause, reconcile } from "../src/workflows/reconcile.ts";
import { planRelease, releaseOrders } from "../src/workflows/release-orders.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { connectTo } from "./support/connection.ts";
import { openPauses, parcelsOf, statusOf } from "./support/inside.ts";
import { countDuplicates, orderIds, setFaults, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, type ShopOptions, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const UNTIL_LABELS = ["fetch-orders", "accept-orders", "read-back-orders"];
const BEFORE = 3;
const AFTER = 5;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Buys for three orders, makes a backup, lets `meanwhile` happen to the other five, and restores the backup elsewhere. */
async function restoredShop(
  options: ShopOptions,
  meanwhile: (shop: Shop, held: string[]) => Promise<unknown>,
): Promise<{ shop: Shop; ops: Ops; held: string[] }> {
  const shop = await shopWith({ sandbox: { orders: BEFORE + AFTER, world: { usShare: 0 } }, ...options });
  await runCycle(shop.ops, { only: UNTIL_LABELS });
  const held = (await orderIds(shop)).slice(BEFORE);
  for (const orderId of held) await holdOrder(shop.ops, { orderId, note: "later", until: null });
  await runCycle(shop.ops, { only: ["create-labels"] });
  expect(await shipmentsOf(shop)).toHaveLength(BEFORE);
  await releaseOrders(shop.ops, await planRelease(shop.ops, { orders: held, reason: null }));

  const folder = await mkdtemp(join(tmpdir(), "ops-reconcile-"));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "ops.backup");
  const source = await connectTo(shop.databaseUrl);
  await backupDatabase(source, { file, at: shop.clock.now() });
  await source.close();
  shop.clock.advance(60_000);
  await meanwhile(shop, held);
  return { shop, ops: await shop.openRestored(file), held };
}

const buyAll = (shop: Shop) => runCycle(shop.ops, { only: ["create-labels"] });

describe.each([
  ["with a contract", true],
  ["without a contract", false],
])("after a restore, %s", (_, contract) => {
  test("labels that only the carrier has are named, booked, and none is bought twice", async () => {
    const { shop, ops, held } = await restoredShop({ contract }, buyAll);
    expect(await shipmentsOf(shop)).toHaveLength(BEFORE + AFTER);
    expect(await openPauses({ ops })).toEqual(["effects"]);

    const found = await reconcile(ops, { days: 1, adopt: false });
    const only = found.labels.filter(({ side }) => side === "only_theirs");
    expect(only.map(({ orderId }) => orderId).sort()).toEqual([...held].sort());
    expect(new Set(only.map(({ advice }) => advice))).toEqual(new Set(["adopt"]));
    expect(found.labels.filter(({ side }) => side === "both")).toHaveLength(BEFORE);
    expect(found).toMatchObject({ isSettled: false });
    expect(await parcelsOf({ ops }, held[0] ?? "")).toEqual([]);

    const booked = await reconcile(ops, { days: 1, adopt: true });
    expect(booked).toMatchObject({ isSettled: true, booked: { failed: [] } });
    expect(booked.booked?.adopted).toHaveLength(AFTER);
    expect((await reconcile(ops, { days: 1, adopt: true })).booked?.adopted).toEqual([]);

    expect(await endRestorePause(ops)).toBe(true);
    expect(await settle({ ops })).toMatchObject({ shipped: BEFORE + AFTER, needsHuman: 0 });
    const bought = await shipmentsOf(shop);
    expect(bought).toHaveLength(BEFORE + AFTER);
    expect(countDuplicates(bought)).toBe(0);
  });

  test("orders that were shipped since keep their labels in the books", async () => {
    const { shop, ops, held } = await restoredShop({ contract }, settle);
    const booked = await reconcile(ops, { days: 1, adopt: true });
    expect(booked).toMatchObject({ isSettled: true });
    expect(await statusOf({ ops }, held[0] ?? "")).toBe("shipped");
    expect(await parcelsOf({ ops }, held[0] ?? "")).toMatchObject([
      { purchase: "bought", status: "tracking_updated" },
    ]);
    expect(await endRestorePause(ops)).toBe(true);
    await settle({ ops });
    expect(await shipmentsOf(shop)).toHaveLength(BEFORE + AFTER);
  });
});

test("a label of an order that has another one is for a refund, and is not booked", async () => {
  const { ops, held } = await restoredShop({}, buyAll);
  const [order = ""] = held;
  await adoptLabels(ops, [{ order, carrier: "canada-post", number: "7023210039414604" }]);
  const { labels, isSettled, booked } = await reconcile(ops, { days: 1, adopt: true });
  expect(booked?.adopted).toHaveLength(AFTER - 1);
  expect(labels.filter(({ side }) => side !== "both")).toMatchObject([{ orderId: order, advice: "refund" }]);
  expect(isSettled).toBe(false);
});

test("a label that the carrier does not have is only ours", async () => {
  const shop = await shopWith({ sandbox: { orders: 2, world: { usShare: 0 } } });
  await runCycle(shop.ops, { only: UNTIL_LABELS });
  await setFaults(shop, "CreateShipment#1:hidden3600000");
  await runCycle(shop.ops, { only: ["create-labels"] });
  const { labels, isSettled } = await reconcile(shop.ops, { days: 1, adopt: false });
  expect(labels.map(({ side }) => side).sort()).toEqual(["both", "only_ours"]);
  expect(labels.find(({ side }) => side === "only_ours")).toMatchObject({ advice: "look_up" });
  expect(isSettled).toBe(false);
});

test("a comparison is not made with a part of the world", async () => {
  const shop = await shopWith({ sandbox: { orders: 1 } });
  await setFaults(shop, "GetShipments:status503=1");
  await expect(reconcile(shop.ops, { days: 1, adopt: true })).rejects.toMatchObject({ kind: "unavailable" });
});
