import { nextAppointment } from "../../engine/next-appointment.ts";
import { rest } from "../../engine/rest.ts";
import { mergeReports, type RunReport } from "../../engine/run-report.ts";
import { type RunSummary, readRunSummary } from "../../reports/run-summary.ts";
import type { OpsContext } from "../../workflows/context.ts";
import { fetchOrders } from "../../workflows/fetch-orders.ts";
import { CYCLE, type CycleOptions, runCycle } from "../../workflows/run-cycle.ts";

export interface SettledOptions extends CycleOptions {
  /** Cycles at most; a world that never settles is given up. */
  most?: number;
  /** Pause between cycles after which nothing is planned. */
  pauseMs?: number;
  onCycle?(summary: RunSummary): void;
}

/** After so many cycles without work, and with none planned, nothing more is to be expected: a pause is in the way. */
const IDLE_CYCLES = 20;
/** What is planned for later is not waited for at a stretch: news may come before. */
const LONGEST_PAUSE_MS = 60_000;

const ofOrders = ({ workflow }: RunReport) => workflow !== fetchOrders.name;
const worked = ({ done, waiting, failed }: RunReport) => done.length + waiting.length + failed.length > 0;

/**
 * Runs whole cycles until every order is shipped, ended, held or with a person. What a person was told of, and is tried
 * again or looked up all the same, is waited for: until nothing has come of it for twice the time that all retries take.
 */
export async function runUntilSettled(
  ctx: OpsContext,
  { most = 200, pauseMs = 500, onCycle, ...options }: SettledOptions = {},
): Promise<{ summary: RunSummary; reports: RunReport[] }> {
  const { retryAfterMs, cycleWaitMs } = ctx.config.engine;
  const patienceMs = retryAfterMs.reduce((sum, wait) => sum + 2 * wait, cycleWaitMs);
  const reports: RunReport[] = [];
  let summary = await readRunSummary(ctx.db, { at: ctx.clock.now() });
  let idle = 0;
  let doneAt = ctx.clock.now();
  for (let cycle = 0; cycle < most && idle < IDLE_CYCLES && !options.signal?.aborted; cycle++) {
    const since = ctx.clock.now();
    const cycleReports = await runCycle(ctx, options);
    reports.push(...cycleReports);
    const now = ctx.clock.now();
    summary = await readRunSummary(ctx.db, { at: now });
    onCycle?.(summary);
    const work = cycleReports.filter(ofOrders);
    if (work.some(({ done }) => done.length > 0)) doneAt = now;
    const isHopeless = now.getTime() - doneAt.getTime() > patienceMs;
    if (summary.unfinished === 0 && (summary.retried === 0 || isHopeless)) break;
    const next = await nextAppointment(ctx, { workflows: CYCLE, from: since });
    idle = next !== null || work.some(worked) ? 0 : idle + 1;
    if (next !== null && next > now) options.onWait?.(next);
    const untilNextMs = next === null ? pauseMs : next.getTime() - now.getTime() + 1;
    const ms = Math.min(Math.max(untilNextMs, 0), LONGEST_PAUSE_MS);
    await rest({ clock: ctx.clock, ms, signal: options.signal });
  }
  return { summary, reports: mergeReports(reports) };
}
