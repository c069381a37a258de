import type { Scenario } from "../scenario.ts";

export const halfOpenDatabase: Scenario = {
  name: "half-open-database",
  what: "the way to an external PostgreSQL half open: nothing is forwarded and nothing closed, then it goes on, or what was connected stays dead",
  orders: 30,
  database: "external",
  async strike(shop) {
    const daemons = [shop.startDaemon(), shop.startDaemon({ workspace: "second" })];
    for (const afterwards of ["go on", "stay dead", "go on", "stay dead"] as const) {
      await shop.outside.tell("orders", { count: 6 });
      await shop.pass(1_000, 3_000);
      shop.note(`silent, then ${afterwards}`);
      shop.database.proxy?.fallSilent();
      await shop.pass(3_000, 8_000);
      shop.database.proxy?.heal(afterwards);
    }
    if (daemons.some(({ isRunning }) => !isRunning))
      shop.problems.push("a daemon ended with its connections");
  },
};
