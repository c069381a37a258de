import type { Database } from "../../db/database.ts";
import type { Config } from "../../platform/config/config.ts";
import { nextTime } from "../../platform/cron.ts";
import { listSlots, type SlotListing } from "../../reports/list-slots.ts";

/** A schedule as people look at it. */
export interface Scheduled {
  schedule: string;
  cron: string;
  timeZone: string;
  enabled: boolean;
  /** Null when it is switched off. */
  next: Date | null;
  /** Newest first. */
  last: SlotListing[];
}

interface ScheduledInput {
  config: Config;
  now: Date;
  /** Slots of each. */
  slots: number;
}

/** Every schedule with its last slots and its next time. */
export function readScheduled(db: Database, { config, now, slots }: ScheduledInput): Promise<Scheduled[]> {
  return Promise.all(
    Object.entries(config.schedules).map(async ([schedule, settings]) => ({
      schedule,
      cron: settings.cron,
      timeZone: settings.timeZone,
      enabled: settings.enabled,
      next: settings.enabled ? nextTime(settings, now) : null,
      last: await listSlots(db, { schedule, limit: slots }),
    })),
  );
}
