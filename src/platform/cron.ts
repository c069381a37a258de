import { Cron } from "croner";

/** When something comes round: five fields of cron, read in a time zone. */
export interface Timing {
  /** Minute, hour, day of month, month, day of week. */
  cron: string;
  /** IANA name: `America/Toronto`. */
  timeZone: string;
}

const cronOf = ({ cron, timeZone }: Timing) => new Cron(cron, { timezone: timeZone, mode: "5-part" });

/** The first time after a moment; null when none comes any more. */
export const nextTime = (timing: Timing, after: Date): Date | null => cronOf(timing).nextRun(after);

/**
 * The times after one moment up to and including another, oldest first. When clocks go forward, a fixed time of the
 * hour that is left out comes right after it, once; when they go back, it comes in the first of the two hours only.
 * What comes round every few minutes or hours takes no notice: it comes in both hours, and not in one that is not there.
 */
export function* timesBetween(
  timing: Timing,
  { after, until }: { after: Date; until: Date },
): Generator<Date> {
  const cron = cronOf(timing);
  for (let at = cron.nextRun(after); at !== null && at <= until; at = cron.nextRun(at)) yield at;
}

/** What is wrong with a cron line, to be read after its key; null when it is right. */
export function cronProblem(cron: string): string | null {
  try {
    // The year plays no part: what never comes does not come after any moment.
    return nextTime({ cron, timeZone: "UTC" }, new Date(0)) ? null : "names a day that never comes";
  } catch {
    // Its words are for programmers.
    return "must be five fields such as */5 * * * *";
  }
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    // That it throws is the answer.
    return false;
  }
}
