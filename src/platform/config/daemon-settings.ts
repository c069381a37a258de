import { cronProblem, isTimeZone } from "../cron.ts";
import { flag, quantity, section, text, wholeNumber } from "./schema-values.ts";

/** What a schedule has by itself. */
export interface ScheduleDefaults {
  cron: string;
  graceMinutes: number;
}

const DAY_MINUTES = 24 * 60;

/** The schedules that there are. What comes once a day is caught up all day: the machine may sleep at that hour. */
export const SCHEDULE_DEFAULTS = {
  "fetch-orders": { cron: "*/5 * * * *", graceMinutes: 60 },
  "refresh-tracking": { cron: "*/15 * * * *", graceMinutes: 60 },
  prune: { cron: "30 8 * * *", graceMinutes: DAY_MINUTES },
} as const satisfies Record<string, ScheduleDefaults>;

const ownValues = (key: keyof ScheduleDefaults): string =>
  Object.entries(SCHEDULE_DEFAULTS)
    .map(([name, own]) => `${name} \`${own[key]}\``)
    .join(", ");

/** `host:port`, the host of version 6 in brackets. */
export const LISTEN_ADDRESS = /^(?:\[[0-9a-fA-F:]+\]|[^\s:[\]]+):\d{1,5}$/;

export const daemonSettings = {
  daemon: section("`ops daemon`, which works without being called.", {
    listen: text("Where it serves health and metrics: `127.0.0.1:9464`. Without it nothing listens.", 300)
      .refine((address) => LISTEN_ADDRESS.test(address), "must be an address such as 127.0.0.1:9464")
      .optional(),
    listen_beyond_loopback: flag(
      "Lets `listen` be an address that other machines reach. There is no password on it.",
    ).default(false),
    drain_seconds: quantity(
      "How long it waits for what is under way when it is told to stop; what is not finished then is safe, and due again.",
      3600,
    ).default(30),
    log_max_megabytes: quantity(
      "Size at which the background daemon's log begins a new file.",
      10_000,
    ).default(20),
    log_files: wholeNumber("Files of that log that are kept.", { min: 1, max: 100 }).default(5),
  }).prefault({}),
};

const GRACE =
  "How late a time that was missed is still caught up, once; after a restart, after the machine slept.";

export const scheduleSettings = section(
  "When the daemon asks for news and keeps things in order. `ops schedule list` shows the schedules by NAME.",
  {
    cron: text("Minute, hour, day of month, month, day of week.", 100)
      .superRefine((cron, context) => {
        const problem = cronProblem(cron);
        if (problem) context.addIssue({ code: "custom", message: problem, input: cron });
      })
      .meta({ description: "Minute, hour, day of month, month, day of week.", derived: ownValues("cron") })
      .optional(),
    time_zone: text("Where the clock is read: `America/Toronto`.", 100)
      .refine(isTimeZone, "must be a time zone such as America/Toronto")
      .default("UTC"),
    enabled: flag("`false`: it does not run.").default(true),
    grace_minutes: quantity(GRACE)
      .meta({ description: GRACE, derived: ownValues("graceMinutes") })
      .optional(),
  },
);
