import { FAULT_POINT_NAMES } from "../../../src/domain/fault-points.ts";
import type { Scenario } from "../scenario.ts";
import { untilWithin } from "../until-within.ts";

/** A dead process may have held the one claim on reading orders back, which others get after half a minute. */
const PATIENCE_MS = 75_000;
const ORDERS_EACH = 2;

/** Kills at these points. */
export const faultPointsOf = (points: readonly string[]): Scenario => ({
  name: "fault-points",
  what: "a daemon killed at each fault point in turn, and started again at once",
  orders: 16,
  database: "embedded",
  async strike(shop) {
    const adding: Promise<void>[] = [];
    for (const point of points) {
      const daemon = shop.startDaemon({ fault: `${point}@${shop.random.between(1, 2)}` });
      adding.push(shop.addOrders(ORDERS_EACH));
      shop.note(point);
      await untilWithin(PATIENCE_MS, () => !daemon.isRunning);
      if (daemon.wasKilled) shop.journal.killed(point);
      else shop.problems.push(`${point} was not passed within ${PATIENCE_MS / 1000} s`);
      await shop.end(daemon);
    }
    await Promise.all(adding);
  },
});

export const faultPoints = faultPointsOf(FAULT_POINT_NAMES);
