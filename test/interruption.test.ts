import { describe, expect, test } from "bun:test";
import { rateBudgets } from "../src/db/schema/index.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { openFailures, statusOf } from "./support/inside.ts";
import { orderIds, outsideOrder, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const WORKFLOWS = ["fetch-orders", "accept-orders", "read-back-orders", "create-labels", "push-tracking"];

/** Calls a minute: so few that every step has to wait for its turn. */
const SLOWLY = {
  marketplaces: { bestbuy: { requests_per_minute: 1 } },
  carriers: { "canada-post": { throttle: { enabled: true, a: 1 } } },
  engine: { concurrency: 2 },
};

/** The calls of its minute are made: the first purchase waits too. */
const exhaustLabelBudget = ({ ops, clock }: Shop) =>
  ops.db.insert(rateBudgets).values({
    budget: "canada-post:canada-post:A",
    exhaustedUntil: new Date(clock.now().getTime() + 30_000),
  });

/** Somebody presses Ctrl-C as soon as something waits. */
function stopAtNextWait(shop: Shop, stop: AbortController): void {
  const sleep = shop.clock.sleep.bind(shop.clock);
  shop.clock.sleep = (ms, signal) => {
    stop.abort();
    shop.clock.sleep = sleep;
    return sleep(ms, signal);
  };
}

describe("a run that is stopped while it waits for its turn", () => {
  test.each(["fetch-orders", "accept-orders", "create-labels", "push-tracking"])(
    "in %s leaves every order as it was, asks nobody, and the next run goes on",
    async (workflow) => {
      const shop = await shopWith({ sandbox: { orders: 2 } });
      const ids = await orderIds(shop);
      await runCycle(shop.ops, { only: WORKFLOWS.slice(0, WORKFLOWS.indexOf(workflow)) });
      const statuses = await Promise.all(ids.map((id) => statusOf(shop, id)));
      if (workflow === "create-labels") await exhaustLabelBudget(shop);
      const stop = new AbortController();
      const stoppable = await shop.openStoppable(stop.signal, SLOWLY);
      stopAtNextWait(shop, stop);
      await runCycle(stoppable, { signal: stop.signal, only: [workflow] });

      expect(stop.signal.aborted).toBe(true);
      expect(await openFailures(shop)).toEqual([]);
      expect(shop.log.filter((line) => /error/i.test(line))).toEqual([]);
      expect(await Promise.all(ids.map((id) => statusOf(shop, id)))).toEqual(statuses);

      expect(await settle(shop)).toMatchObject({ shipped: 2, needsHuman: 0 });
      for (const id of ids) expect((await outsideOrder(shop, id)).calls).toMatchObject({ OR21: 1, OR24: 1 });
      expect(await shipmentsOf(shop)).toHaveLength(2);
    },
  );
});
