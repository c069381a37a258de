import type { ChaosShop } from "../chaos-shop.ts";
import type { Scenario } from "../scenario.ts";
import { untilWithin } from "../until-within.ts";

const KILLS = 8;
const ORDERS_EACH = 3;
const PATIENCE_MS = 30_000;

export const databaseKilled: Scenario = {
  name: "database-killed",
  what: "the embedded PostgreSQL killed at random moments, every other time the daemon with it",
  orders: 30,
  database: "embedded",
  async strike(shop) {
    let daemon = shop.startDaemon();
    for (let kill = 1; kill <= KILLS; kill++) {
      await shop.outside.tell("orders", { count: ORDERS_EACH });
      await shop.pass(1_500, 5_000);
      shop.note(`kill ${kill} of ${KILLS}`);
      await killPostmaster(shop);
      if (kill % 2 === 0) {
        await shop.kill(daemon, "daemon");
        daemon = shop.startDaemon();
      } else if (!daemon.isRunning) shop.problems.push("the daemon did not outlive its database");
    }
  },
};

/** It may be on its way back from the last time. */
async function killPostmaster(shop: ChaosShop): Promise<void> {
  const isBack = await untilWithin(PATIENCE_MS, () => shop.database.postmasterPid() !== null);
  const pid = shop.database.postmasterPid();
  if (!isBack || pid === null) throw new Error(`PostgreSQL was not back within ${PATIENCE_MS / 1000} s.`);
  process.kill(pid, "SIGKILL");
  shop.journal.killed("postmaster");
}
