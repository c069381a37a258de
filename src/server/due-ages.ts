import type { Clock } from "../platform/clock.ts";

/** Since when units are due, as far as this process has seen. */
export class DueAges {
  readonly #clock: Clock;
  readonly #firstSeen = new Map<string, Map<string, number>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What was due at a look: the rest is not any more. */
  looked(workflow: string, due: readonly { id: string }[]): void {
    const before = this.#firstSeen.get(workflow);
    const now = this.#clock.now().getTime();
    this.#firstSeen.set(workflow, new Map(due.map(({ id }) => [id, before?.get(id) ?? now])));
  }

  /** Units and the age of the oldest in seconds, 0 when there is none. */
  all(): { workflow: string; units: number; oldestSeconds: number }[] {
    const now = this.#clock.now().getTime();
    return [...this.#firstSeen].map(([workflow, seen]) => {
      const oldest = seen.values().reduce((least, at) => Math.min(least, at), now);
      return { workflow, units: seen.size, oldestSeconds: (now - oldest) / 1000 };
    });
  }
}
