import { FAULT_POINT_NAMES } from "../../../src/domain/fault-points.ts";
import { activeClaims } from "../active-claims.ts";
import type { ChaosShop } from "../chaos-shop.ts";
import type { Scenario } from "../scenario.ts";
import { untilWithin } from "../until-within.ts";

const PATIENCE_MS = 75_000;
const ORDERS_EACH = 3;
const CANCELLED_AT_MOST = 3;

export const cancelled: Scenario = {
  name: "cancelled",
  what: "orders under way cancelled by the customer at each fault point; the daemon then goes on, or dies",
  orders: 20,
  database: "embedded",
  async strike(shop) {
    for (const point of FAULT_POINT_NAMES) {
      const daemon = shop.startDaemon({ fault: `${point}=freeze` });
      const adding = shop.addOrders(ORDERS_EACH);
      await untilWithin(PATIENCE_MS, () => daemon.isFrozen || !daemon.isRunning);
      await adding;
      if (!daemon.isFrozen) {
        shop.problems.push(`${point} was not passed within ${PATIENCE_MS / 1000} s`);
        await shop.kill(daemon, "daemon");
        continue;
      }
      shop.note(`${point}: ${await cancelSome(shop)} cancelled`);
      const goesOn = shop.random.next() < 0.5;
      if (goesOn) {
        daemon.signal("SIGCONT");
        await shop.pass(500, 2_000);
      }
      await shop.kill(daemon, point);
    }
  },
};

/** Some of those that are worked on at this moment. Answers how many the marketplace let go. */
async function cancelSome(shop: ChaosShop): Promise<number> {
  const claims = await activeClaims(shop);
  const open = (await shop.outside.orders()).filter(
    ({ state }) => state === "WAITING_ACCEPTANCE" || state === "SHIPPING",
  );
  const isWorkedOn = (id: string) => claims.some(({ unitId }) => unitId === id);
  const chosen = shop.random
    .shuffled(open.filter(({ order_id }) => isWorkedOn(order_id)))
    .slice(0, CANCELLED_AT_MOST);
  const cancelled = await Promise.all(chosen.map(({ order_id }) => shop.outside.cancel(order_id)));
  return cancelled.filter(Boolean).length;
}
