import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { findDaemon } from "../src/cli/daemon/daemon-record.ts";
import { type DaemonShop, daemonShopOpener, EASY_WORLD } from "./support/daemon-shop.ts";
import { guardedFolder } from "./support/guarded-folder.ts";
import { expectOneLabelEach } from "./support/purchases.ts";
import { until } from "./support/until.ts";

const shopWith = daemonShopOpener();

/** What `/_sandbox/stats` says, by service and operation. */
type Stats = Record<string, Record<string, { calls: number; peak_per_minute: number }>>;

type SlotCounts = Record<string, number>;

/** Slots that have run, by schedule, as the database has them. */
async function slotsIn(shop: DaemonShop): Promise<SlotCounts> {
  const { stdout } = await shop.ops("schedule list --last 100 --json");
  const { schedules } = JSON.parse(stdout) as {
    schedules: { schedule: string; last: { outcome: string }[] }[];
  };
  return Object.fromEntries(
    schedules.map(({ schedule, last }) => [
      schedule,
      last.filter(({ outcome }) => ["ran", "caught_up"].includes(outcome)).length,
    ]),
  );
}

/** Slots that a workspace's daemon says it has run, by schedule. */
async function slotsRunIn(folder: string): Promise<SlotCounts> {
  const { url } = (await findDaemon(folder)) ?? {};
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const counts = metrics.matchAll(
    /^ops_schedule_slots_total\{schedule="([\w-]+)",outcome="(?:ran|caught_up)"\} (\d+)$/gm,
  );
  return sumOf([...counts].map(([, schedule = "", count]) => ({ [schedule]: Number(count) })));
}

function sumOf(all: SlotCounts[]): SlotCounts {
  const sum: SlotCounts = {};
  for (const [schedule, count] of all.flatMap(Object.entries<number>))
    sum[schedule] = (sum[schedule] ?? 0) + count;
  return sum;
}

describe("two daemons on one database", () => {
  test("share the work, the limits on calls and the schedules", async () => {
    const ORDERS = 40;
    const PER_MINUTE = 100;
    const labels = { folder: join(guardedFolder(), "labels") };
    const shop = await shopWith({
      external: true,
      limited: true,
      sandbox: {
        orders: ORDERS,
        latency: { mirakl: 100 },
        canadaPost: { ...EASY_WORLD.canadaPost, strict: true },
      },
      settings: {
        labels,
        daemon: { listen: "127.0.0.1:0" },
        marketplaces: { bestbuy: { requests_per_minute: PER_MINUTE, list_orders_every_seconds: 1 } },
      },
    });
    const folders = [shop.workspace, await shop.anotherWorkspace()];
    const daemons = await Promise.all(folders.map(shop.work));
    await until(async () => {
      const { orders } = await shop.outside<{ orders: { state: string }[] }>("orders");
      return orders.every(({ state }) => state === "SHIPPED");
    });
    await shop.orders(ORDERS, "shipped");
    await expectOneLabelEach(shop, ORDERS);
    for (const { log } of daemons)
      expect(log()).toMatch(/workflow=(accept-orders|create-labels|push-tracking)/);

    const { mirakl } = await shop.outside<Stats>("stats");
    expect(mirakl?.total?.calls).toBeGreaterThan(PER_MINUTE);
    expect(mirakl?.total?.peak_per_minute).toBeLessThanOrEqual(PER_MINUTE);
    const calls = await shop.ops("api-calls list --failed --json");
    expect(JSON.parse(calls.stdout)).toMatchObject({ calls: [] });

    const recorded = await slotsIn(shop);
    expect(Object.keys(recorded).toSorted()).toEqual(["fetch-orders", "prune", "refresh-tracking"]);
    expect(sumOf(await Promise.all(folders.map(slotsRunIn)))).toEqual(recorded);
  });
});
