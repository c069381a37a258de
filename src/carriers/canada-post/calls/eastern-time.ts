const HOUR_MS = 3_600_000;
const STEP_MS = 60_000;

const eastern = new Intl.DateTimeFormat("en-CA", {
  timeZone: "America/Toronto",
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** `YYYYMMDDhhmmss` on the clocks of Ottawa. */
export function easternTime(instant: Date): string {
  const digits = eastern.formatToParts(instant).filter(({ type }) => type !== "literal");
  return digits.map(({ value }) => value).join("");
}

/**
 * The instant of a wall time `YYYYMMDDhhmmss` in Ottawa: the first one where it occurs twice, an hour later where it is
 * skipped. Null when it is no time.
 */
export function easternInstant(wallTime: string): Date | null {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(wallTime);
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  const asUtcMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(asUtcMs)) return null;
  const candidates = [4, 5].map((hoursBehind) => new Date(asUtcMs + hoursBehind * HOUR_MS));
  return candidates.find((instant) => easternTime(instant) === wallTime) ?? candidates[1] ?? null;
}

/**
 * A span of time as `YYYYMMDDHHMM` in Ottawa. A bound that falls into the autumn hour that occurs twice is moved out of
 * it, for no reader could tell which of the two is meant.
 */
export function easternWindow(from: Date, to: Date): { from: string; to: string } {
  return { from: minuteOf(outOfTwice(from, -STEP_MS)), to: minuteOf(outOfTwice(to, STEP_MS)) };
}

const minuteOf = (instant: Date) => easternTime(instant).slice(0, 12);

function outOfTwice(instant: Date, stepMs: number): Date {
  let at = instant;
  while (occursTwice(at)) at = new Date(at.getTime() + stepMs);
  return at;
}

function occursTwice(instant: Date): boolean {
  const wallTime = easternTime(instant);
  return [-HOUR_MS, HOUR_MS].some((shift) => easternTime(new Date(instant.getTime() + shift)) === wallTime);
}
