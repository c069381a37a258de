import type { BenchOptions } from "./bench-options.ts";
import { verdict } from "./columns.ts";
import { processUse } from "./cycle/watch-process.ts";
import { openFleet } from "./daemons/fleet.ts";
import { untilIt } from "./daemons/settle-orders.ts";
import { fillOrders } from "./due/fill-orders.ts";

const AIM = { share: 0.01, megabytes: 120 };
/** What the first looks and the first fetch cost is not idleness. */
const WARM_UP_MS = 20_000;

/** What a daemon uses while nothing is to be done, with many finished orders in the database. */
export async function idle({ program, idleOrders, idleMinutes }: BenchOptions): Promise<void> {
  console.log(`idle: a daemon over ${idleMinutes} minutes, ${idleOrders} finished orders`);
  const settings = { daemon: { listen: "127.0.0.1:0" } };
  const fleet = await openFleet({ program, orders: 0, unlimited: false, settings });
  try {
    await fillOrders(fleet.database, { orders: idleOrders, dueOfEach: 0 });
    const { pid } = await fleet.start();
    await untilIt(async () => hasFetched(fleet.database.pool));
    await Bun.sleep(WARM_UP_MS);
    const before = usage(pid);
    const idleMs = idleMinutes * 60_000;
    await Bun.sleep(idleMs);
    const after = usage(pid);
    const share = (after.cpuMs - before.cpuMs) / idleMs;
    const megabytes = after.residentBytes / 1e6;
    console.log(
      [
        `processor time: ${((after.cpuMs - before.cpuMs) / 1000).toFixed(2)} s, ${(share * 100).toFixed(2)} % of a core; aim: under ${AIM.share * 100} %: ${verdict(share < AIM.share)}`,
        `memory: ${megabytes.toFixed(0)} MB, ${(after.peakBytes / 1e6).toFixed(0)} MB at its peak; aim: under ${AIM.megabytes} MB: ${verdict(megabytes < AIM.megabytes)}\n`,
      ].join("\n"),
    );
  } finally {
    await fleet.stop();
  }
}

async function hasFetched(pool: { query(text: string): Promise<{ rowCount: number | null }> }) {
  const { rowCount } = await pool.query(
    "select 1 from schedule_slots where schedule = 'fetch-orders' and outcome <> 'running'",
  );
  return (rowCount ?? 0) > 0;
}

function usage(pid: number) {
  const use = processUse(pid);
  if (use === null) throw new Error(`The daemon, process ${pid}, has ended.`);
  return use;
}
