import type pg from "pg";
import { type Clock, systemClock } from "../platform/clock.ts";
import type { RateBudget, RateLimiter } from "../platform/http/http-request.ts";
import { toDatabaseError } from "./database-error.ts";

/**
 * Calls that leave one after another can arrive closer together, by as much as their ways differ. The window is longer
 * by this share of it, a second at most.
 */
const MARGIN = 0.02;
const MAX_MARGIN_MS = 1000;

const windowMs = ({ seconds }: RateBudget): number =>
  Math.ceil(seconds * 1000 + Math.min(seconds * 1000 * MARGIN, MAX_MARGIN_MS));

/**
 * Budgets that every process on the database shares: the times of the last calls stand in `rate_budgets`, and a row
 * lock decides who takes the next point. No sliding window ever sees more than its points, and none is left unused.
 * Inside a process callers of one budget wait in line, and only the first asks the database.
 * The time is the database's, so that machines need not agree on it; a clock other than the system's replaces it.
 * @param pool of a `DatabaseConnection`, which survives lost connections
 */
export function createRateLimiter(pool: pg.Pool, clock: Clock = systemClock): RateLimiter {
  const lines = new Map<string, Promise<void>>();

  async function takePoint(budget: RateBudget, signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const waitMs = await askForPoint(pool, budget, timeOf(clock));
      if (waitMs === 0) return;
      await clock.sleep(waitMs, signal);
    }
  }

  return {
    take(budget, signal) {
      const turn = (lines.get(budget.key) ?? Promise.resolve()).then(() => takePoint(budget, signal));
      const line = turn
        // The caller hears of it; the line moves on.
        .catch(() => undefined)
        .then(() => {
          if (lines.get(budget.key) === line) lines.delete(budget.key);
        });
      lines.set(budget.key, line);
      return unlessAborted(turn, signal);
    },
    exhaust: (budget, forMs) => exhaust(pool, { key: budget.key, forMs, at: timeOf(clock) }),
  };
}

const timeOf = (clock: Clock): Date | null => (clock === systemClock ? null : clock.now());

/** Answers 0 when the point is taken, otherwise the milliseconds until one may be free. */
async function askForPoint(pool: pg.Pool, budget: RateBudget, at: Date | null): Promise<number> {
  try {
    const { rows } = await pool.query<{ wait_ms: number }>(
      "select take_from_budget($1, $2, $3, $4) as wait_ms",
      [budget.key, budget.points, windowMs(budget), at],
    );
    return rows[0]?.wait_ms ?? 0;
  } catch (error) {
    throw toDatabaseError(error);
  }
}

interface Exhaustion {
  key: string;
  forMs: number;
  at: Date | null;
}

async function exhaust(pool: pg.Pool, { key, forMs, at }: Exhaustion): Promise<void> {
  try {
    await pool.query(
      `insert into rate_budgets as b (budget, exhausted_until)
       values ($1, coalesce($3, clock_timestamp()) + $2 * interval '1 ms')
       on conflict (budget) do update set exhausted_until = greatest(b.exhausted_until, excluded.exhausted_until)`,
      [key, forMs, at],
    );
  } catch (error) {
    throw toDatabaseError(error);
  }
}

/** Lets a caller leave the line at once; its place is skipped when its turn comes. */
function unlessAborted(turn: Promise<void>, signal?: AbortSignal): Promise<void> {
  if (!signal) return turn;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  turn.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  return promise;
}
