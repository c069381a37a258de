import { openAmong } from "../db/stores/failures.ts";
import { nextAppointment } from "../engine/next-appointment.ts";
import { mergeReports, type RunReport, withoutSettled } from "../engine/run-report.ts";
import { type RunProgress, runWorkflow } from "../engine/run-workflow.ts";
import type { Workflow } from "../engine/workflow.ts";
import { acceptOrders } from "./accept-orders.ts";
import type { OpsContext } from "./context.ts";
import { createLabels } from "./create-labels.ts";
import { fetchOrders } from "./fetch-orders.ts";
import { liftOutdatedPauses } from "./lift-outdated-pauses.ts";
import { pushTracking } from "./push-tracking.ts";
import { readBackOrders } from "./read-back-orders.ts";
import { refreshTracking } from "./refresh-tracking.ts";
import { reportStrandedOrders } from "./report-stranded-orders.ts";

/** In the order in which an order meets them. */
export const CYCLE: readonly Workflow<OpsContext>[] = [
  fetchOrders,
  acceptOrders,
  readBackOrders,
  createLabels,
  pushTracking,
];

/** Also what has a pace of its own: nothing waits for it, and at the carrier's limit a round of it takes long. */
export const WORKFLOWS: readonly Workflow<OpsContext>[] = [...CYCLE, refreshTracking];

export interface CycleOptions {
  /** Names of the workflows to run; those of the cycle otherwise. */
  only?: readonly string[];
  signal?: AbortSignal;
  onProgress?(progress: RunProgress): void;
  /** Told what the cycle waits for, and until when. */
  onWait?(until: Date): void;
}

/**
 * One whole cycle, what a cron line would call: asks the marketplaces once, then does whatever is due, and waits a
 * bounded time for what the same workflows can do soon: read-backs, look-ups, retries.
 */
export async function runCycle(ctx: OpsContext, options: CycleOptions = {}): Promise<RunReport[]> {
  await liftOutdatedPauses(ctx);
  await reportStrandedOrders(ctx);
  const chosen = options.only ? WORKFLOWS.filter(({ name }) => options.only?.includes(name)) : CYCLE;
  const reports: RunReport[] = [];
  const giveUpAt = ctx.clock.now().getTime() + ctx.config.engine.cycleWaitMs;
  let round = chosen;
  while (!options.signal?.aborted) {
    const since = ctx.clock.now();
    for (const workflow of round) reports.push(await runWorkflow(ctx, workflow, options));
    round = chosen.filter((workflow) => workflow.next !== undefined);
    if (!(await waitForNext(ctx, { workflows: round, since, giveUpAt, options }))) break;
  }
  return standing(ctx, mergeReports(reports));
}

/** What failed and was settled later in the cycle, by whichever workflow, stands no more. */
async function standing(ctx: OpsContext, reports: RunReport[]): Promise<RunReport[]> {
  const filed = reports.flatMap(({ waiting, failed }) => [...waiting, ...failed]);
  const open = await openAmong(
    ctx.db,
    filed.flatMap(({ failureId }) => failureId ?? []),
  );
  return reports.map((report) => withoutSettled(report, open));
}

interface Waiting {
  workflows: readonly Workflow<OpsContext>[];
  /** When the last round began: what fell due in it may have been passed by already. */
  since: Date;
  giveUpAt: number;
  options: CycleOptions;
}

async function waitForNext(
  ctx: OpsContext,
  { workflows, since, giveUpAt, options }: Waiting,
): Promise<boolean> {
  const next = await nextAppointment(ctx, { workflows, from: since });
  if (next === null || next.getTime() > giveUpAt || options.signal?.aborted) return false;
  const waitMs = next.getTime() - ctx.clock.now().getTime();
  if (waitMs < 0) return true;
  options.onWait?.(next);
  try {
    await ctx.clock.sleep(waitMs + 1, options.signal);
  } catch (thrown) {
    if (options.signal?.aborted) return false;
    throw thrown;
  }
  return true;
}
