import { OpsError } from "../domain/errors.ts";

const UNITS_MS: Readonly<Record<string, number>> = {
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

const SPAN = /^(\d{1,6})\s*(min|h|d|w)$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;
const WITH_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i;

interface InstantInput {
  /** `--until`. */
  name: string;
  now: Date;
  /** Where a span such as `12h` leads from now. */
  direction: "ahead" | "back";
}

/**
 * A point in time as people type it: `2026-03-05`, `2026-03-05 14:30`, with a zone or else in UTC, or a span from now:
 * `90min`, `12h`, `3d`, `2w`. Undefined stays undefined.
 * @throws `bad_argument`
 */
export function readInstant(text: string | undefined, input: InstantInput): Date | undefined {
  if (text === undefined) return undefined;
  const at = spanFrom(text.trim(), input) ?? dateIn(text.trim());
  if (at && !Number.isNaN(at.getTime())) return at;
  throw new OpsError("bad_argument", `${input.name} takes a time, not ${JSON.stringify(text)}.`, {
    facts: { name: input.name, given: text },
    hint: `For example ${input.name} 2026-03-05T14:30Z, ${input.name} 2026-03-05 or ${input.name} 12h.`,
  });
}

function spanFrom(text: string, { now, direction }: InstantInput): Date | null {
  const [, count, unit = ""] = SPAN.exec(text) ?? [];
  const unitMs = UNITS_MS[unit];
  if (count === undefined || unitMs === undefined) return null;
  const ms = Number(count) * unitMs;
  return new Date(now.getTime() + (direction === "ahead" ? ms : -ms));
}

function dateIn(text: string): Date | null {
  if (DATE.test(text)) return existing(text, new Date(`${text}T00:00:00Z`));
  if (DATE_TIME.test(text)) return existing(text, new Date(`${text.replace(" ", "T")}Z`));
  return WITH_ZONE.test(text) ? new Date(text.replace(" ", "T")) : null;
}

/** The thirtieth of February would become the second of March. */
const existing = (text: string, at: Date): Date | null =>
  !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text.slice(0, 10)) ? at : null;
