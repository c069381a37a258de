import { FAULTS } from "../faults.ts";
import type { Scenario } from "../scenario.ts";

const KILLS = 14;
const ORDERS_EACH = 2;

export const randomKills: Scenario = {
  name: "random-kills",
  what: "one daemon killed at random moments and started again at once, while calls go wrong outside",
  orders: 30,
  database: "embedded",
  async strike(shop) {
    await shop.outside.setFaults(FAULTS);
    for (let kill = 1; kill <= KILLS; kill++) {
      const daemon = shop.startDaemon();
      const adding = shop.addOrders(ORDERS_EACH);
      await shop.pass(400, 5_000);
      shop.note(`kill ${kill} of ${KILLS}`);
      await shop.kill(daemon, "daemon");
      await adding;
    }
  },
};
