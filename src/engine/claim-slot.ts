import { openPauses } from "../db/stores/pauses.ts";
import {
  endSlot,
  forgetSlots,
  lastSlot,
  type RunningSlot,
  runningSlots,
  skipSlots,
  takeOverSlot,
  winSlot,
} from "../db/stores/schedule-slots.ts";
import { workflowScope } from "../domain/pause-scope.ts";
import type { ScheduleSettings } from "../platform/config/config.ts";
import { isWithinGrace, planSlots, type Schedule, type SlotPlan } from "./schedule.ts";
import type { EngineContext } from "./workflow.ts";

/** A slot that is this process's to run. */
export interface ClaimedSlot {
  slot: Date;
  /** What its row says when it has run. */
  outcome: "ran" | "caught_up";
}

export interface SlotClaim<C extends EngineContext> {
  schedule: Schedule<C>;
  settings: ScheduleSettings;
  /** This process among all that run schedules. */
  worker: string;
  /** Times of the slots that run here at the moment: however long the machine slept, they are not dead. */
  underWay: ReadonlySet<number>;
  /** Told how many slots were recorded as not run. */
  onSkip?(slots: number): void;
}

type Look<C extends EngineContext> = SlotClaim<C> & { now: Date };

/** Clocks of several machines differ by less. */
const WRONG_CLOCK_MS = 10 * 60_000;

/**
 * Looks at one schedule: records what was missed, recognises what a dead process has left behind, and claims the slot
 * that is to run now. Null when there is none, or another process has it.
 */
export async function claimSlot<C extends EngineContext>(
  ctx: C,
  claim: SlotClaim<C>,
): Promise<ClaimedSlot | null> {
  const look: Look<C> = { ...claim, now: ctx.clock.now() };
  const plan = planSlots({ ...look, newest: await newestSlot(ctx, look) });
  const { dead, alive } = await runningNow(ctx, look);
  const obstacle = plan.run || dead.length > 0 ? await obstacleTo(ctx, claim.schedule, alive) : null;
  if (!plan.run) {
    await record(ctx, look, plan.skip);
    return obstacle ? null : takeOverLast(ctx, look, dead);
  }
  const { slot, isLate } = plan.run;
  await bury(ctx, look, dead);
  await record(ctx, look, obstacle ? [...plan.skip, { slot, reason: obstacle }] : plan.skip);
  if (obstacle || !(await winSlot(ctx.db, actOn(look, slot)))) return null;
  return { slot, outcome: isLate ? "caught_up" : "ran" };
}

const actOn = <C extends EngineContext>({ schedule, worker, now }: Look<C>, slot: Date) => ({
  schedule: schedule.name,
  slot,
  worker,
  at: now,
});

/** A clock that ran ahead has recorded slots that are still to come: nothing would run until then. */
async function newestSlot<C extends EngineContext>(ctx: C, { schedule, now }: Look<C>): Promise<Date | null> {
  const newest = await lastSlot(ctx.db, schedule.name);
  const tooLate = new Date(now.getTime() + WRONG_CLOCK_MS);
  if (newest === null || newest <= tooLate) return newest;
  const forgotten = await forgetSlots(ctx.db, { schedule: schedule.name, recordedAfter: tooLate });
  ctx.log.warn(
    { schedule: schedule.name, newest, forgotten },
    "Slots that are still to come were recorded already, by a clock that was wrong. They are forgotten.",
  );
  return lastSlot(ctx.db, schedule.name);
}

async function runningNow<C extends EngineContext>(ctx: C, { schedule, underWay }: Look<C>) {
  const running = await runningSlots(ctx.db, schedule.name);
  const isDead = ({ slot, isSilent }: RunningSlot) => isSilent && !underWay.has(slot.getTime());
  return { dead: running.filter(isDead), alive: running.filter((one) => !isDead(one)) };
}

/** Why no slot of it may run now; null when one may. */
async function obstacleTo<C extends EngineContext>(
  ctx: C,
  { name, mayOverlap }: Schedule<C>,
  alive: RunningSlot[],
): Promise<string | null> {
  const pause = (await openPauses(ctx.db)).find(({ scope }) => scope === workflowScope(name));
  if (pause) return `paused by ${pause.pausedBy}: ${pause.reason}`;
  const [earlier] = mayOverlap ? [] : alive;
  return earlier ? `${earlier.slot.toISOString()} is still under way at ${earlier.worker}` : null;
}

async function record<C extends EngineContext>(
  ctx: C,
  look: Look<C>,
  slots: SlotPlan["skip"],
): Promise<void> {
  if (slots.length === 0) return;
  const { schedule, worker, now } = look;
  const count = await skipSlots(ctx.db, { schedule: schedule.name, worker, at: now, slots });
  if (count > 0) look.onSkip?.(count);
}

/** The last slot that a dead process has left is run again while its grace lasts. */
async function takeOverLast<C extends EngineContext>(
  ctx: C,
  look: Look<C>,
  dead: RunningSlot[],
): Promise<ClaimedSlot | null> {
  const last = dead.at(-1);
  if (!last || !isWithinGrace(last.slot, look)) {
    await bury(ctx, look, dead);
    return null;
  }
  await bury(ctx, look, dead.slice(0, -1));
  if (!(await takeOverSlot(ctx.db, actOn(look, last.slot)))) return null;
  const facts = { schedule: look.schedule.name, slot: last.slot, worker: last.worker };
  ctx.log.info(facts, "A slot that was not run to its end is run again.");
  return { slot: last.slot, outcome: "caught_up" };
}

async function bury<C extends EngineContext>(ctx: C, look: Look<C>, dead: RunningSlot[]): Promise<void> {
  for (const { slot, worker } of dead)
    await endSlot(ctx.db, {
      ...actOn(look, slot),
      worker,
      outcome: "failed",
      reason: `${worker} ended before it was done`,
    });
}
