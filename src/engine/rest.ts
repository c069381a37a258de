import type { Clock } from "../platform/clock.ts";

interface Rest {
  clock: Clock;
  ms: number;
  /** Ends the rest early. */
  until?: Promise<unknown>;
  signal?: AbortSignal | undefined;
}

/** Waits, and leaves no timer behind when something else comes first. An abort ends it like any other. */
export async function rest({ clock, ms, until, signal }: Rest): Promise<void> {
  const over = new AbortController();
  const waiting = clock.sleep(ms, AbortSignal.any([over.signal, ...(signal ? [signal] : [])]));
  // It ends by its time or by an abort, and both are ends of a rest.
  const ended = waiting.catch(() => undefined);
  await Promise.race([ended, ...(until ? [until] : [])]);
  over.abort();
}
