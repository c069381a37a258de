import { closeFailures, recordFailure } from "../db/stores/failures.ts";
import { endSlot, handBackSlot, renewSlot } from "../db/stores/schedule-slots.ts";
import { type OpsError, toOpsError } from "../domain/errors.ts";
import type { ScheduleSettings } from "../platform/config/config.ts";
import { nextTime } from "../platform/cron.ts";
import type { ClaimedSlot } from "./claim-slot.ts";
import type { Schedule, SlotOptions, SlotResult } from "./schedule.ts";
import type { EngineContext } from "./workflow.ts";

interface SlotRun<C extends EngineContext> extends SlotOptions {
  schedule: Schedule<C>;
  settings: ScheduleSettings;
  worker: string;
  claimed: ClaimedSlot;
}

export type SlotEnd = "ran" | "caught_up" | "failed" | "handed_back";

const RENEW_EVERY_MS = 10_000;
const PROCESS = "ScheduledRun";

/**
 * Runs a claimed slot and records what became of it. One that was told to stop is handed back: whoever looks next takes
 * it over. A failure of the run as a whole is filed under the schedule's name until a later slot runs well.
 */
export async function runSlot<C extends EngineContext>(ctx: C, run: SlotRun<C>): Promise<SlotEnd> {
  const renewing = setInterval(() => void renew(ctx, run), RENEW_EVERY_MS);
  const result = await run.schedule
    .run(ctx, run)
    .catch(toOpsError)
    .finally(() => clearInterval(renewing));
  if (run.signal.aborted) {
    await handBackSlot(ctx.db, named(run));
    return "handed_back";
  }
  return "what" in result ? recordResult(ctx, run, result) : recordError(ctx, run, result);
}

const named = <C extends EngineContext>({ schedule, worker, claimed }: SlotRun<C>) => ({
  schedule: schedule.name,
  slot: claimed.slot,
  worker,
});

async function recordResult<C extends EngineContext>(
  ctx: C,
  run: SlotRun<C>,
  { what, failed }: SlotResult,
): Promise<SlotEnd> {
  const at = ctx.clock.now();
  const outcome = failed ? "failed" : run.claimed.outcome;
  await ctx.db.transaction(async (tx) => {
    if (!(await endSlot(tx, { ...named(run), outcome, reason: what, at }))) tellLost(ctx, run);
    const closing = { relatedId: run.schedule.name, processName: PROCESS, by: ctx.actor, at };
    await closeFailures(tx, { ...closing, resolution: "a later slot ran" });
  });
  return outcome;
}

async function recordError<C extends EngineContext>(
  ctx: C,
  run: SlotRun<C>,
  error: OpsError,
): Promise<SlotEnd> {
  const { schedule, settings } = run;
  ctx.log.error({ schedule: schedule.name, code: error.code, err: error.cause ?? error }, error.message);
  const at = ctx.clock.now();
  const mayPass = error.kind === "unavailable";
  await ctx.db.transaction(async (tx) => {
    if (!(await endSlot(tx, { ...named(run), outcome: "failed", reason: error.message, at })))
      tellLost(ctx, run);
    await recordFailure(tx, {
      processName: PROCESS,
      relatedId: schedule.name,
      connection: null,
      code: error.code,
      details: error.message,
      payload: error.facts,
      needs: mayPass ? "retry" : "human",
      retryAt: mayPass ? nextTime(settings, at) : null,
      at,
    });
  });
  return "failed";
}

function tellLost<C extends EngineContext>(ctx: C, { schedule, claimed }: SlotRun<C>): void {
  const facts = { schedule: schedule.name, slot: claimed.slot };
  ctx.log.warn(facts, "Another process had taken the slot over by the time it was done here.");
}

async function renew<C extends EngineContext>(ctx: C, run: SlotRun<C>): Promise<void> {
  try {
    await renewSlot(ctx.db, named(run));
  } catch (thrown) {
    ctx.log.warn({ schedule: run.schedule.name, err: thrown }, "The slot could not be renewed.");
  }
}
