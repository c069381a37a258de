import type { Scenario } from "../scenario.ts";

const CUTS = 25;
const CUT = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where application_name like 'ops %' and pid <> pg_backend_pid() and random() < $1`;

export const connectionsCut: Scenario = {
  name: "connections-cut",
  what: "connections of two daemons to an external PostgreSQL cut by pg_terminate_backend, again and again",
  orders: 40,
  database: "external",
  async strike(shop) {
    const daemons = [shop.startDaemon(), shop.startDaemon({ workspace: "second" })];
    for (let cut = 1; cut <= CUTS; cut++) {
      await shop.pass(100, 1_000);
      await shop.database.query(CUT, [shop.random.pick([0.3, 0.7, 1])]);
      if (cut % 10 === 0) {
        shop.note(`cut ${cut} of ${CUTS}`);
        await shop.addOrders(4);
      }
    }
    if (daemons.some(({ isRunning }) => !isRunning))
      shop.problems.push("a daemon ended with its connections");
  },
};
