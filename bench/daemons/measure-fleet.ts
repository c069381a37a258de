import { processUse } from "../cycle/watch-process.ts";
import { type FleetInput, openFleet } from "./fleet.ts";
import { duplicatesIn, settleOrders } from "./settle-orders.ts";

export interface Measured {
  orders: number;
  /** From the start of the daemons until every order was shipped or with a person. */
  tookMs: number;
  /** Of all daemons. */
  cpuMs: number;
  leftOver: number;
  duplicates: number;
  /** As the marketplace has counted them. */
  calls: { calls: number; peak_per_minute: number };
  /** Endpoints of the calls that were answered 429, of whichever service. */
  refused: string[];
}

type Measure = FleetInput & { daemons: number };

/** Takes new orders to shipped with so many daemons. */
export async function measureFleet({ daemons, ...input }: Measure): Promise<Measured> {
  const { orders } = input;
  const fleet = await openFleet(input);
  try {
    const startedAt = performance.now();
    const started = await Promise.all(Array.from({ length: daemons }, () => fleet.start()));
    const { leftOver } = await settleOrders(fleet, orders);
    const tookMs = performance.now() - startedAt;
    const cpuMs = started.reduce((sum, { pid }) => sum + (processUse(pid)?.cpuMs ?? Number.NaN), 0);
    const calls = (await fleet.outside.calls()).mirakl?.total;
    if (!calls) throw new Error("The sandbox counted no calls.");
    const refused = await fleet.database.pool.query<{ endpoint: string }>(
      "select endpoint from api_calls where status_code = 429",
    );
    const duplicates = duplicatesIn(await fleet.outside.books());
    return {
      orders,
      tookMs,
      cpuMs,
      leftOver,
      duplicates,
      calls,
      refused: refused.rows.map(({ endpoint }) => endpoint),
    };
  } finally {
    await fleet.stop();
  }
}

export const ordersPerMinute = ({ orders, tookMs }: Measured): number => (orders / tookMs) * 60_000;
