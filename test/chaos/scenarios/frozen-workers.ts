import type { FaultEffect } from "../../../src/domain/fault-points.ts";
import { activeClaims } from "../active-claims.ts";
import type { Workspace } from "../chaos-shop.ts";
import type { Scenario } from "../scenario.ts";
import { untilWithin } from "../until-within.ts";

interface Frozen {
  workspace: Workspace;
  point: `${FaultEffect}:${string}`;
}

const FROZEN: readonly Frozen[] = [
  { workspace: "first", point: "create-labels:after-intent" },
  { workspace: "second", point: "create-labels:after-call" },
  { workspace: "third", point: "create-labels:before-outcome" },
];
/** One that is frozen in an open transaction can keep the others waiting for a minute. */
const REACH_MS = 120_000;
/** Half a minute of silence; another half where it holds rows in an open transaction; and the look that notices. */
const TAKE_OVER_MS = 120_000;
const LATE_MS = 5_000;

export const frozenWorkers: Scenario = {
  name: "frozen-workers",
  what: "three daemons frozen within a purchase until a fourth has taken their work over, then let go on",
  orders: 40,
  database: "embedded",
  async strike(shop) {
    const workers = FROZEN.map(({ workspace, point }) =>
      shop.startDaemon({ workspace, fault: `${point}=freeze` }),
    );
    for (const [index, worker] of workers.entries())
      if (!(await untilWithin(REACH_MS, () => worker.isFrozen)))
        shop.problems.push(`${FROZEN[index]?.point} was not reached`);
    const claims = await activeClaims(shop);
    shop.note(`${workers.length} frozen with ${claims.length} claims`);
    shop.startDaemon({ workspace: "fourth" });
    const areTakenOver = async () => {
      const held = new Set((await activeClaims(shop)).map(({ jobId }) => jobId));
      return claims.every(({ jobId }) => !held.has(jobId));
    };
    if (!(await untilWithin(TAKE_OVER_MS, areTakenOver))) shop.problems.push("claims were not taken over");
    await shop.pass(3_000, LATE_MS);
    shop.note("they go on");
    for (const worker of workers) worker.signal("SIGCONT");
    await shop.pass(1_000, LATE_MS);
    for (const worker of workers) {
      worker.signal("SIGTERM");
      if ((await worker.exited) !== 0) shop.problems.push("a daemon that was frozen did not end well");
    }
  },
};
