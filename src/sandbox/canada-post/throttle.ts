import type { Clock } from "../../platform/clock.ts";

/** Services that share a limit; the letters are the carrier's. */
export type ThrottleGroup = "A" | "B" | "C" | "D" | "E";

/** Calls per key in 60 s: default and upgraded keys. */
const LIMITS: Record<ThrottleGroup, { standard: number; upgraded: number }> = {
  A: { standard: 646, upgraded: 1_076 },
  B: { standard: 468, upgraded: 702 },
  C: { standard: 730, upgraded: 1_095 },
  D: { standard: 840, upgraded: 1_399 },
  E: { standard: 20, upgraded: 500 },
};
const WINDOW_MS = 60_000;

interface ThrottleRules {
  factor: number;
  upgraded: boolean;
}

/** Counts calls per API key and group over a rolling minute. */
export class Throttle {
  readonly #clock: Clock;
  readonly #rules: ThrottleRules;
  readonly #calls = new Map<string, number[]>();

  constructor(clock: Clock, rules: ThrottleRules) {
    this.#clock = clock;
    this.#rules = rules;
  }

  /** Null when the call may pass (it then counts), else the seconds until one may. */
  secondsToWait(key: string, group: ThrottleGroup): number | null {
    const now = this.#clock.now().getTime();
    const name = `${key} ${group}`;
    const calls = (this.#calls.get(name) ?? []).filter((at) => at > now - WINDOW_MS);
    this.#calls.set(name, calls);
    const { standard, upgraded } = LIMITS[group];
    const limit = Math.floor((this.#rules.upgraded ? upgraded : standard) * this.#rules.factor);
    if (calls.length >= limit) return Math.ceil(((calls[0] ?? now) + WINDOW_MS - now) / 1000);
    calls.push(now);
    return null;
  }
}
