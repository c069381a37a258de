import { describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { parcelsOf } from "./support/inside.ts";
import { orderIds, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const ORDERS = 2;
const EFFECTS = ["AcceptOrder", "CreateShipment", "ShipOrder", "UpdateTracking"];

/** Calls whose answer was not written down, such as a process leaves that is killed now. */
async function unanswered({ ops }: Shop, path = ""): Promise<string[]> {
  const rows = await ops.db.execute<{ endpoint: string }>(sql`
    select distinct endpoint from api_calls where is_success is null and position(${path} in url) > 0`);
  return rows.map(({ endpoint }) => endpoint);
}

describe("the audit", () => {
  test("has every call that changes something outside before it arrives there", async () => {
    const shop = await shopWith({ intercepted: true, sandbox: { orders: ORDERS, world: { usShare: 0 } } });
    const arrived: string[][] = [];
    shop.interceptor?.handle(async (request, forward) => {
      if (request.method !== "GET") arrived.push(await unanswered(shop, new URL(request.url).pathname));
      return forward();
    });
    expect(await settle(shop)).toMatchObject({ shipped: ORDERS });
    expect(arrived.toSorted()).toEqual(EFFECTS.flatMap((endpoint) => [[endpoint], [endpoint]]));
    expect(await unanswered(shop)).toEqual([]);
  });

  test("that cannot take the call keeps it from leaving, and the order waits", async () => {
    const shop = await shopWith({ sandbox: { orders: ORDERS, world: { usShare: 0 } } });
    await runCycle(shop.ops, { only: ["fetch-orders", "accept-orders", "read-back-orders"] });
    await shop.ops.db.execute(sql`alter table api_calls rename to lost_calls`);
    await runCycle(shop.ops, { only: ["create-labels"] });
    expect(await shipmentsOf(shop)).toEqual([]);
    for (const id of await orderIds(shop))
      expect(await parcelsOf(shop, id)).toMatchObject([{ purchase: "ready", posts: 0, inDoubtSince: null }]);
    await shop.ops.db.execute(sql`alter table lost_calls rename to api_calls`);
    expect(await settle(shop)).toMatchObject({ shipped: ORDERS, needsHuman: 0 });
    expect(await shipmentsOf(shop)).toHaveLength(ORDERS);
  });
});
