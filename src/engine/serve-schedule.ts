import type { ScheduleSettings } from "../platform/config/config.ts";
import { nextTime } from "../platform/cron.ts";
import { claimSlot } from "./claim-slot.ts";
import { type Loop, repeat } from "./repeat.ts";
import { rest } from "./rest.ts";
import { runSlot, type SlotEnd } from "./run-slot.ts";
import type { Schedule, SlotOptions } from "./schedule.ts";
import type { EngineContext } from "./workflow.ts";

export interface ScheduleService<C extends EngineContext> extends Omit<Loop, "name" | "ctx">, SlotOptions {
  ctx: C;
  settings: ScheduleSettings;
  /** This process among all that run schedules. */
  worker: string;
  /** Told of slots that ended here, and of those that were recorded as skipped. */
  onSlot?(end: SlotEnd | "skipped", count: number): void;
}

/** A clock may jump and a machine may sleep: however far the next slot is, it is looked at again after this. */
const LOOK_EVERY_MS = 10_000;

/** Runs the slots of a schedule as they come until the signal aborts, then waits for those under way. */
export async function serveSchedule<C extends EngineContext>(
  schedule: Schedule<C>,
  service: ScheduleService<C>,
): Promise<void> {
  const { ctx, settings, signal, database } = service;
  const underWay = new Map<number, Promise<void>>();
  await repeat({ name: schedule.name, ctx, database, signal }, async () => {
    const claimed = await claimSlot(ctx, {
      schedule,
      settings,
      worker: service.worker,
      underWay: new Set(underWay.keys()),
      onSkip: (slots) => service.onSlot?.("skipped", slots),
    });
    database.works();
    if (claimed) {
      const time = claimed.slot.getTime();
      const running = runSlot(ctx, { schedule, ...service, claimed })
        .then((end) => service.onSlot?.(end, 1))
        // Its row stays as it is and falls silent: a later look tells what became of it.
        .catch((err: unknown) =>
          ctx.log.error({ schedule: schedule.name, err }, "A slot's end was not recorded."),
        )
        .finally(() => underWay.delete(time));
      underWay.set(time, running);
    }
    const nowMs = ctx.clock.now().getTime();
    const nextMs = nextTime(settings, new Date(nowMs))?.getTime() ?? Number.POSITIVE_INFINITY;
    await rest({ clock: ctx.clock, ms: Math.min(LOOK_EVERY_MS, nextMs - nowMs), signal });
  });
  await Promise.all(underWay.values());
}
