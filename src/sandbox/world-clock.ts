import type { Clock } from "../platform/clock.ts";

/** The time in the sandbox's world: another clock's, moved ahead as far as it has been told. */
export class WorldClock implements Clock {
  readonly #base: Clock;
  #aheadMs = 0;

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): Date {
    return new Date(this.#base.now().getTime() + this.#aheadMs);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#base.sleep(ms, signal);
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
  }
}
