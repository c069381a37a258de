import { describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { orderIds, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

/** So few calls a minute that every effect has to wait for its turn. */
const SLOWLY = {
  marketplaces: { bestbuy: { requests_per_minute: 1 } },
  carriers: { "canada-post": { throttle: { enabled: true, a: 1 } } },
  engine: { concurrency: 1 },
};

/** Effects that count as being under way, so that whoever finds them without a process must look them up. */
const underWay = async ({ ops }: Shop): Promise<string[]> => {
  const rows = await ops.db.execute<{ effect: string }>(sql`
    select 'purchase' as effect from shipments where purchase = 'sending'
    union all select 'decision' from acceptances where state = 'sent' and answered_at is null
    union all select 'shipment' from shipments where ship_sent_at is not null and ship_answered_at is null`);
  return rows.map(({ effect }) => effect);
};

/** What would be in doubt if the process were killed in one of its waits. */
function watchWaits(shop: Shop): { waits: number; inDoubt: string[] } {
  const seen = { waits: 0, inDoubt: [] as string[] };
  const sleep = shop.clock.sleep.bind(shop.clock);
  shop.clock.sleep = async (ms, signal) => {
    seen.waits += 1;
    seen.inDoubt.push(...(await underWay(shop)));
    return sleep(ms, signal);
  };
  return seen;
}

describe("the wait for a turn", () => {
  test.each(["accept-orders", "create-labels", "push-tracking"])(
    "in %s is over before anything counts as sent",
    async (workflow) => {
      const shop = await shopWith({ sandbox: { orders: 3, world: { usShare: 0 } } });
      const before = ["fetch-orders", "accept-orders", "read-back-orders", "create-labels", "push-tracking"];
      await runCycle(shop.ops, { only: before.slice(0, before.indexOf(workflow)) });
      const slow = await shop.openAnother("slow", SLOWLY);
      const seen = watchWaits(shop);
      await runCycle(slow, { only: [workflow] });
      expect(seen.waits).toBeGreaterThanOrEqual(2);
      expect(seen.inDoubt).toEqual([]);
      expect(await settle(shop)).toMatchObject({ shipped: 3, needsHuman: 0 });
      expect(await shipmentsOf(shop)).toHaveLength((await orderIds(shop)).length);
    },
  );
});
