import { Counter, Gauge, type Registry } from "prom-client";
import { toOpsError } from "../domain/errors.ts";
import type { Clock } from "../platform/clock.ts";
import { type DaemonGauges, readDaemonGauges } from "../reports/daemon-gauges.ts";
import { UNKNOWN_CODES_DAYS } from "../reports/unknown-codes.ts";
import type { DaemonView } from "./daemon-view.ts";
import { withPatience } from "./with-patience.ts";

interface TableSources {
  view: DaemonView;
  clock: Clock;
}

/** However many ask, the tables are read no more often. */
const FRESH_MS = 5_000;

/** Numbers that come from the tables when metrics are asked for. While the database is away they are left out. */
export function addTableMetrics(registry: Registry, sources: TableSources): void {
  const registers = [registry];
  const read = reader(sources);
  new Gauge({
    name: "ops_orders",
    help: "Orders by status.",
    labelNames: ["status"],
    registers,
    async collect() {
      this.reset();
      for (const [status, orders] of Object.entries((await read())?.orders ?? {}))
        this.set({ status }, orders);
    },
  });
  new Gauge({
    name: "ops_open_failures",
    help: "Open failures by process, and by what they need.",
    labelNames: ["process", "needs"],
    registers,
    async collect() {
      this.reset();
      for (const { process, needs, failures } of (await read())?.failures ?? [])
        this.set({ process, needs }, failures);
    },
  });
  new Gauge({
    name: "ops_purchases_in_doubt",
    help: "Label purchases without a definite answer.",
    registers,
    async collect() {
      const gauges = await read();
      if (gauges) this.set(gauges.purchasesInDoubt);
      else this.remove();
    },
  });
  new Counter({
    name: "ops_labels_bought_total",
    help: "Labels that were ever bought, by all daemons.",
    labelNames: ["carrier", "environment"],
    registers,
    async collect() {
      this.reset();
      for (const { carrier, environment, labels } of (await read())?.labelsBought ?? [])
        this.inc({ carrier, environment }, labels);
    },
  });
  new Gauge({
    name: "ops_unknown_tracking_codes",
    help: `Tracking events of the last ${UNKNOWN_CODES_DAYS} days whose code is not in the carrier's table.`,
    labelNames: ["carrier", "code"],
    registers,
    async collect() {
      this.reset();
      for (const { carrier, code, events } of (await read())?.unknownCodes ?? [])
        this.set({ carrier, code }, events);
    },
  });
}

function reader({ view, clock }: TableSources): () => Promise<DaemonGauges | null> {
  let last: { atMs: number; gauges: Promise<DaemonGauges | null> } | null = null;
  return () => {
    const nowMs = clock.now().getTime();
    if (last === null || Math.abs(nowMs - last.atMs) >= FRESH_MS)
      last = { atMs: nowMs, gauges: readOnce(view, clock.now()) };
    return last.gauges;
  };
}

async function readOnce(view: DaemonView, at: Date): Promise<DaemonGauges | null> {
  const ops = view.ops();
  if (ops === null || !view.database.isUp) return null;
  try {
    return await withPatience(readDaemonGauges(ops.db, at));
  } catch (thrown) {
    if (toOpsError(thrown).code === "database_unavailable") return null;
    throw thrown;
  }
}
