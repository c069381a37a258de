import type { BenchOptions } from "./bench-options.ts";
import { seconds, verdict } from "./columns.ts";
import { type Measured, measureFleet, ordersPerMinute } from "./daemons/measure-fleet.ts";

/** Calls a minute: so few that they hold four daemons up. */
const LIMIT = 2000;
/** As Mirakl publishes it. */
const PUBLISHED_LIMIT = 100;

/** Whether daemons keep the limits on calls that they share, as the marketplace counts them. */
export async function limits({ program, daemonOrders, strictOrders }: BenchOptions): Promise<void> {
  console.log(`limits: 4 daemons that share ${LIMIT} calls a minute, ${daemonOrders} orders`);
  const settings = { marketplaces: { bestbuy: { requests_per_minute: LIMIT } } };
  tell(await measureFleet({ program, daemons: 4, orders: daemonOrders, unlimited: true, settings }), LIMIT);

  console.log(`limits: 2 daemons, ${strictOrders} orders, the published limits, which the sandbox enforces`);
  const published = { daemons: 2, orders: strictOrders, unlimited: false, strict: true };
  tell(await measureFleet({ program, ...published }), PUBLISHED_LIMIT);
}

function tell(measured: Measured, limit: number): void {
  const { tookMs, leftOver, duplicates, calls, refused } = measured;
  const isKept = calls.peak_per_minute <= limit && refused.length === 0;
  console.log(
    [
      `took ${seconds(tookMs)}, ${ordersPerMinute(measured).toFixed(1)} orders a minute; left to a person: ${leftOver}`,
      `calls at the marketplace: ${calls.calls}, at most ${calls.peak_per_minute} of ${limit} in any minute; answered 429: ${refused.length > 0 ? refused.join(", ") : "none"}; ${verdict(isKept)}`,
      `bought twice: ${duplicates}\n`,
    ].join("\n"),
  );
}
