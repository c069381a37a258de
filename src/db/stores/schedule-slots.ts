import { and, asc, eq, gt, max, sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { type SlotOutcome, scheduleSlots } from "../schema/index.ts";

/** One slot of one schedule. */
export interface SlotName {
  schedule: string;
  slot: Date;
}

/** Who does something to a slot, and when. */
interface SlotAct extends SlotName {
  worker: string;
  at: Date;
}

/** Of a worker that runs a slot: after so long without a sign of life it is taken for dead. */
const SILENCE = sql`interval '60 seconds'`;

const isSilent = sql`${scheduleSlots.aliveAt} < now() - ${SILENCE}`;

const named = ({ schedule, slot }: SlotName) =>
  and(eq(scheduleSlots.schedule, schedule), eq(scheduleSlots.slot, slot));

/** The last slot that was recorded; null when there is none. */
export async function lastSlot(ex: Executor, schedule: string): Promise<Date | null> {
  const [row] = await ex
    .select({ slot: max(scheduleSlots.slot) })
    .from(scheduleSlots)
    .where(eq(scheduleSlots.schedule, schedule));
  return row?.slot ?? null;
}

export interface RunningSlot {
  slot: Date;
  worker: string;
  /** Its worker has given no sign of life for a minute. */
  isSilent: boolean;
}

/** Oldest first. */
export async function runningSlots(ex: Executor, schedule: string): Promise<RunningSlot[]> {
  return await ex
    .select({
      slot: scheduleSlots.slot,
      worker: scheduleSlots.worker,
      isSilent: sql<boolean>`${isSilent}`,
    })
    .from(scheduleSlots)
    .where(and(eq(scheduleSlots.schedule, schedule), eq(scheduleSlots.outcome, "running")))
    .orderBy(asc(scheduleSlots.slot));
}

/** Answers whether the slot is this worker's to run: nobody has recorded it before. */
export async function winSlot(ex: Executor, { at, ...slot }: SlotAct): Promise<boolean> {
  const rows = await ex
    .insert(scheduleSlots)
    .values({ ...slot, outcome: "running", startedAt: at })
    .onConflictDoNothing()
    .returning({ slot: scheduleSlots.slot });
  return rows.length > 0;
}

/** Takes a running slot from a worker that has fallen silent. Answers false when it has not, or another was faster. */
export async function takeOverSlot(ex: Executor, { at, ...act }: SlotAct): Promise<boolean> {
  const rows = await ex
    .update(scheduleSlots)
    .set({ worker: act.worker, startedAt: at, aliveAt: sql`now()` })
    .where(and(named(act), eq(scheduleSlots.outcome, "running"), isSilent))
    .returning({ slot: scheduleSlots.slot });
  return rows.length > 0;
}

/** Says that the worker still runs the slot. Answers false when it is not its own any more. */
export async function renewSlot(
  ex: Executor,
  { worker, ...slot }: SlotName & { worker: string },
): Promise<boolean> {
  const rows = await ex
    .update(scheduleSlots)
    .set({ aliveAt: sql`now()` })
    .where(and(named(slot), eq(scheduleSlots.outcome, "running"), eq(scheduleSlots.worker, worker)))
    .returning({ slot: scheduleSlots.slot });
  return rows.length > 0;
}

/** Gives a slot up that was not run to its end: whoever looks next may take it over at once. */
export async function handBackSlot(
  ex: Executor,
  { worker, ...slot }: SlotName & { worker: string },
): Promise<void> {
  await ex
    .update(scheduleSlots)
    .set({ aliveAt: new Date(0) })
    .where(and(named(slot), eq(scheduleSlots.outcome, "running"), eq(scheduleSlots.worker, worker)));
}

/** Records what became of a running slot. Answers false when it is not the worker's any more. */
export async function endSlot(
  ex: Executor,
  { at, worker, outcome, reason, ...slot }: SlotAct & { outcome: SlotOutcome; reason: string | null },
): Promise<boolean> {
  const rows = await ex
    .update(scheduleSlots)
    .set({ outcome, reason, finishedAt: at })
    .where(and(named(slot), eq(scheduleSlots.outcome, "running"), eq(scheduleSlots.worker, worker)))
    .returning({ slot: scheduleSlots.slot });
  return rows.length > 0;
}

const ROWS_PER_STATEMENT = 1000;

/** Records slots that are not run. Those that somebody has recorded stay as they are; answers how many were new. */
export async function skipSlots(
  ex: Executor,
  { schedule, worker, at, slots }: Omit<SlotAct, "slot"> & { slots: { slot: Date; reason: string }[] },
): Promise<number> {
  let count = 0;
  for (let from = 0; from < slots.length; from += ROWS_PER_STATEMENT) {
    const rows = await ex
      .insert(scheduleSlots)
      .values(
        slots.slice(from, from + ROWS_PER_STATEMENT).map(({ slot, reason }) => ({
          schedule,
          slot,
          outcome: "skipped" as const,
          reason,
          worker,
          startedAt: at,
          finishedAt: at,
        })),
      )
      .onConflictDoNothing()
      .returning({ slot: scheduleSlots.slot });
    count += rows.length;
  }
  return count;
}

/** Forgets what was recorded after a moment that is still to come, by a clock that was wrong. Answers how many. */
export async function forgetSlots(
  ex: Executor,
  { schedule, recordedAfter }: { schedule: string; recordedAfter: Date },
): Promise<number> {
  const rows = await ex
    .delete(scheduleSlots)
    .where(and(eq(scheduleSlots.schedule, schedule), gt(scheduleSlots.startedAt, recordedAfter)))
    .returning({ slot: scheduleSlots.slot });
  return rows.length;
}
