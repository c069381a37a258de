import type { RunReport } from "../engine/run-report.ts";
import { runWorkflow } from "../engine/run-workflow.ts";
import type { Schedule, SlotResult } from "../engine/schedule.ts";
import type { Workflow } from "../engine/workflow.ts";
import type { OpsContext } from "./context.ts";
import { fetchOrders } from "./fetch-orders.ts";
import { prune } from "./prune.ts";
import { refreshTracking } from "./refresh-tracking.ts";

/** Everything that the daemon does by the clock. Each has its own times in `SCHEDULE_DEFAULTS` of the settings. */
export const SCHEDULES: readonly Schedule<OpsContext>[] = [
  // A shop whose first import takes hours holds up no other: each is fetched once, whoever begins it.
  { ...scheduled(fetchOrders), mayOverlap: true },
  scheduled(refreshTracking),
  {
    name: "prune",
    async run(ctx, { signal }) {
      const pruned = await prune(ctx, { dryRun: false, signal });
      const gone = pruned.filter(({ rows }) => rows > 0);
      return {
        what: gone.map(({ table, rows, how }) => `${table}: ${rows} ${how}`).join("; ") || "nothing was old",
      };
    },
  },
];

/** A workflow that asks the outside for news: at each slot once for everything that is due. */
function scheduled(workflow: Workflow<OpsContext>): Schedule<OpsContext> {
  return {
    name: workflow.name,
    async run(ctx, { signal, onUnit }) {
      const report = await runWorkflow(ctx, workflow, {
        signal,
        leaveOthers: true,
        onUnit: (unit) => onUnit?.(workflow.name, unit),
      });
      return resultOf(report);
    },
  };
}

const MOST_TOLD = 3;

function resultOf({ done, failed }: RunReport): SlotResult {
  const lines = [
    ...failed.map(({ id, message }) => `${id} failed: ${message}`),
    ...done.map(({ id, what }) => `${id}: ${what}`),
  ];
  const more = lines.length - MOST_TOLD;
  const what = [...lines.slice(0, MOST_TOLD), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
  return { what: what || "nothing was due", failed: failed.length > 0 };
}
