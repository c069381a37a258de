import type { BenchOptions } from "./bench-options.ts";
import { columns, seconds } from "./columns.ts";
import { measureFleet, ordersPerMinute } from "./daemons/measure-fleet.ts";

const NUMBERS_OF_DAEMONS = [1, 2, 4];

/** How much faster several daemons on one PostgreSQL are than one. */
export async function daemons({ program, daemonOrders: orders }: BenchOptions): Promise<void> {
  console.log(`daemons: ${orders} orders, without limits on calls`);
  const rows = [["daemons", "took", "orders a minute", "against one", "processor time", "bought twice"]];
  let oneMs = Number.NaN;
  for (const count of NUMBERS_OF_DAEMONS) {
    const measured = await measureFleet({ program, daemons: count, orders, unlimited: true });
    const { tookMs, cpuMs, duplicates } = measured;
    if (count === 1) oneMs = tookMs;
    const [rate, ratio] = [ordersPerMinute(measured).toFixed(0), (oneMs / tookMs).toFixed(2)];
    rows.push([String(count), seconds(tookMs), rate, `${ratio}x`, seconds(cpuMs), String(duplicates)]);
  }
  console.log(`${columns(rows)}\n`);
}
