const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `2026-03-05 15:00`, in UTC. */
export const minuteText = (at: Date): string => at.toISOString().slice(0, 16).replace("T", " ");

/** `2026-03-05 15:00:20`, in UTC. */
export const secondText = (at: Date): string => at.toISOString().slice(0, 19).replace("T", " ");

/** `40 s`, `12 min`, `3 h`, `2 d`: rounded down, so that a deadline is never told later than it is. */
export function spanText(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / 1000)} s`;
  if (ms < 2 * HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** `in 3 h`, `2 d ago`, `now`. */
export function relativeText(at: Date, now: Date): string {
  const ms = at.getTime() - now.getTime();
  if (Math.abs(ms) < 1000) return "now";
  return ms > 0 ? `in ${spanText(ms)}` : `${spanText(-ms)} ago`;
}

/** When something is tried again by itself: `in 3 min, by itself`, or `with the next run` once it is due. */
export const retryText = (at: Date, now: Date): string =>
  at <= now ? "with the next run" : `${relativeText(at, now)}, by itself`;

/** `2026-03-05 15:00 UTC (in 3 h)`. */
export const momentText = (at: Date, now: Date): string => `${minuteText(at)} UTC (${relativeText(at, now)})`;
