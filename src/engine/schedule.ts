import type { ScheduleSettings } from "../platform/config/config.ts";
import { timesBetween } from "../platform/cron.ts";
import type { UnitEnd } from "./claimed-work.ts";
import type { EngineContext } from "./workflow.ts";

/** What comes round by the clock: it asks the outside for news, or keeps the tables in order. */
export interface Schedule<C extends EngineContext> {
  /** Also its section under `[schedules]`. */
  name: string;
  /** A slot runs although an earlier one still does: the work itself is done once however often it is begun. */
  mayOverlap?: boolean;
  /** Does a slot's work. @throws when it failed as a whole */
  run(ctx: C, options: SlotOptions): Promise<SlotResult>;
}

export interface SlotOptions {
  /** Ends the work early; the slot is then run again by whoever looks next. */
  signal: AbortSignal;
  /** Told of each unit of a workflow that was part of it. */
  onUnit?(workflow: string, unit: UnitEnd): void;
}

export interface SlotResult {
  /** For people: `12 orders, 3 new`. */
  what: string;
  /** Some of it failed, and is filed where it belongs. */
  failed?: boolean;
}

/** Slots that are older than this are not recorded one by one. */
const LOOK_BACK_MS = 31 * 24 * 3_600_000;
/** A slot that begins within this time is not late. */
const ON_TIME_MS = 60_000;

interface SlotQuestion {
  settings: ScheduleSettings;
  /** The newest slot that was recorded; null when there is none. */
  newest: Date | null;
  now: Date;
}

export interface SlotPlan {
  /** The slot to run now. */
  run: { slot: Date; isLate: boolean } | null;
  /** Slots that came meanwhile and are not run, oldest first, each with the reason. */
  skip: { slot: Date; reason: string }[];
}

/**
 * What to do about the slots since the newest that is known. The last one is run if its grace is not over; those before
 * are skipped, for one run does the work of all. A schedule that never ran begins with its last slot.
 */
export function planSlots({ settings, newest, now }: SlotQuestion): SlotPlan {
  const graceMs = Math.max(settings.graceMs, ON_TIME_MS);
  const lookBackMs = newest === null ? graceMs : LOOK_BACK_MS;
  const after = new Date(Math.max(now.getTime() - lookBackMs, newest?.getTime() ?? 0));
  const slots = [...timesBetween(settings, { after, until: now })];
  const last = slots.at(-1);
  if (!last) return { run: null, skip: [] };
  const lateMs = now.getTime() - last.getTime();
  const run = lateMs <= graceMs ? { slot: last, isLate: lateMs > ON_TIME_MS } : null;
  const before = newest === null ? [] : slots.slice(0, -1);
  const reason = run
    ? `missed: nothing looked at it in time; ${last.toISOString()} ran in its place`
    : `missed: nothing looked at it within ${Math.round(graceMs / 60_000)} minutes`;
  return { run, skip: (run ? before : [...before, last]).map((slot) => ({ slot, reason })) };
}

/** Whether a slot may still be run, or run again. */
export const isWithinGrace = (slot: Date, { settings, now }: Omit<SlotQuestion, "newest">): boolean =>
  now.getTime() - slot.getTime() <= Math.max(settings.graceMs, ON_TIME_MS);
