import type { Clock } from "../platform/clock.ts";

const MINUTE_MS = 60_000;

/** Counts calls, and the most of them in any sliding minute. */
class Count {
  calls = 0;
  peakPerMinute = 0;
  /** Times of calls, oldest first; those before `#head` are out of the minute. */
  #times: number[] = [];
  #head = 0;

  add(nowMs: number): void {
    this.calls += 1;
    this.#times.push(nowMs);
    while ((this.#times[this.#head] ?? nowMs) <= nowMs - MINUTE_MS) this.#head += 1;
    this.peakPerMinute = Math.max(this.peakPerMinute, this.#times.length - this.#head);
    if (this.#head < 1024 || this.#head < this.#times.length / 2) return;
    this.#times = this.#times.slice(this.#head);
    this.#head = 0;
  }
}

export interface OperationStatistics {
  calls: number;
  /** The most calls that any sliding minute has seen. */
  peak_per_minute: number;
}

/** Every request that arrived, by service and operation, whatever became of it. */
export class Statistics {
  readonly #clock: Clock;
  readonly #counts = new Map<string, Map<string, Count>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  count({ service, operation }: { service: string; operation: string | null }): void {
    const nowMs = this.#clock.now().getTime();
    this.#entry(service, "total").add(nowMs);
    this.#entry(service, operation ?? "unknown").add(nowMs);
  }

  /** By service, then operation; `total` is the service as a whole. */
  report(): Record<string, Record<string, OperationStatistics>> {
    const services = [...this.#counts].map(([service, operations]) => [
      service,
      Object.fromEntries(
        [...operations].map(([name, { calls, peakPerMinute }]) => [
          name,
          { calls, peak_per_minute: peakPerMinute },
        ]),
      ),
    ]);
    return Object.fromEntries(services);
  }

  #entry(service: string, name: string): Count {
    const operations = this.#counts.get(service) ?? new Map<string, Count>();
    this.#counts.set(service, operations);
    const count = operations.get(name) ?? new Count();
    operations.set(name, count);
    return count;
  }
}
