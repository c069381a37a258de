import type { Clock } from "../../platform/clock.ts";
import { Refusal } from "./errors.ts";
import type { Operation } from "./operations.ts";

interface Call {
  key: string;
  operation: Operation;
  query: URLSearchParams;
}

/**
 * Holds every key to the published maximum frequencies, in a sliding window.
 * The further pages of a list belong to the poll that read its first page.
 */
export class CallMeter {
  readonly #clock: Clock;
  readonly #windows = new Map<string, number[]>();
  readonly #polls = new Map<string, string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws Refusal 429 with the seconds until the next call is allowed */
  count({ key, operation, query }: Call): void {
    if (!operation.frequency || this.#isFurtherPage({ key, operation, query })) return;
    const { calls, perMs } = operation.frequency;
    const nowMs = this.#clock.now().getTime();
    const name = `${key} ${operation.code}`;
    const window = (this.#windows.get(name) ?? []).filter((atMs) => atMs > nowMs - perMs);
    this.#windows.set(name, window);
    const oldest = window[0];
    if (oldest !== undefined && window.length >= calls) {
      const retryAfterSeconds = Math.max(1, Math.ceil((oldest + perMs - nowMs) / 1000));
      throw new Refusal(429, "Too many requests", { retryAfterSeconds });
    }
    window.push(nowMs);
  }

  #isFurtherPage({ key, operation, query }: Call): boolean {
    const filters = new URLSearchParams([...query].filter(([name]) => name !== "offset")).toString();
    const name = `${key} ${operation.code}`;
    const offset = Number(query.get("offset") ?? 0);
    if (offset > 0 && this.#polls.get(name) === filters) return true;
    this.#polls.set(name, filters);
    return false;
  }
}
