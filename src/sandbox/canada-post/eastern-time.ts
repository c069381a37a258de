const formatter = new Intl.DateTimeFormat("en-CA", {
  timeZone: "America/Toronto",
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});

/** An instant on Canada Post's wall clock. */
export interface EasternTime {
  /** `2026-11-20` */
  date: string;
  /** `09:36:12` */
  time: string;
  /** `EST` or `EDT` */
  zone: string;
  /** `202611200936`, as the non-contract list takes it. */
  minute: string;
}

export function easternTime(instant: Date): EasternTime {
  const part = Object.fromEntries(formatter.formatToParts(instant).map(({ type, value }) => [type, value]));
  const date = `${part.year}-${part.month}-${part.day}`;
  const time = `${part.hour}:${part.minute}:${part.second}`;
  return {
    date,
    time,
    zone: part.timeZoneName ?? "EST",
    minute: `${date}${time.slice(0, 5)}`.replace(/[-:]/g, ""),
  };
}

/** A calendar date some days later, both as `YYYY-MM-DD`. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** `20261120` as `2026-11-20`, or null when it is no date. */
export function compactDate(text: string): string | null {
  const date = text.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
  const parsed = Date.parse(`${date}T00:00:00Z`);
  return date !== text && !Number.isNaN(parsed) && addDays(date, 0) === date ? date : null;
}
