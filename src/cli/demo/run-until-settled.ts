import { mergeReports, type RunReport } from "../../engine/run-report.ts";
import { type RunSummary, readRunSummary } from "../../reports/run-summary.ts";
import type { OpsContext } from "../../workflows/context.ts";
import { fetchOrders } from "../../workflows/fetch-orders.ts";
import { type CycleOptions, runCycle } from "../../workflows/run-cycle.ts";

export interface SettledOptions extends CycleOptions {
  /** Cycles at most; a world that never settles is given up. */
  most?: number;
  /** Pause between cycles in which nothing was due. */
  pauseMs?: number;
  onCycle?(summary: RunSummary): void;
}

/** After so many cycles without work nothing more is to be expected: a pause is in the way. */
const IDLE_CYCLES = 20;

const worked = ({ workflow, done, waiting, failed }: RunReport) =>
  workflow !== fetchOrders.name && done.length + waiting.length + failed.length > 0;

/** Runs whole cycles until every order is shipped, ended, held or with a person. */
export async function runUntilSettled(
  ctx: OpsContext,
  { most = 200, pauseMs = 500, onCycle, ...options }: SettledOptions = {},
): Promise<{ summary: RunSummary; reports: RunReport[] }> {
  const reports: RunReport[] = [];
  let summary = await readRunSummary(ctx.db, { at: ctx.clock.now() });
  let idle = 0;
  for (let cycle = 0; cycle < most && idle < IDLE_CYCLES && !options.signal?.aborted; cycle++) {
    if (cycle > 0) await ctx.clock.sleep(pauseMs);
    const done = await runCycle(ctx, options);
    idle = done.some(worked) ? 0 : idle + 1;
    reports.push(...done);
    summary = await readRunSummary(ctx.db, { at: ctx.clock.now() });
    onCycle?.(summary);
    if (summary.unfinished === 0) break;
  }
  return { summary, reports: mergeReports(reports) };
}
