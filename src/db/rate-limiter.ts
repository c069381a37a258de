import type pg from "pg";
import { OpsError } from "../domain/errors.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import type { BudgetPoint, RateBudget, RateLimiter } from "../platform/http/http-request.ts";
import { toDatabaseError } from "./database-error.ts";

/**
 * Calls that leave one after another can arrive closer together, by as much as their ways differ. The window is longer
 * by this share of it, a second at most.
 */
const MARGIN = 0.02;
const MAX_MARGIN_MS = 1000;

const marginMs = ({ seconds }: RateBudget): number => Math.min(seconds * 1000 * MARGIN, MAX_MARGIN_MS);

const windowMs = (budget: RateBudget): number => Math.ceil(budget.seconds * 1000 + marginMs(budget));

/**
 * Budgets that every process on the database shares: the times of the last calls stand in `rate_budgets`, and a row
 * lock decides who takes the next point. No sliding window ever sees more than its points, and none is left unused.
 * Inside a process callers of one budget wait in line, and only the first asks the database.
 * The time is the database's, so that machines need not agree on it; a clock other than the system's replaces it.
 * @param pool of a `DatabaseConnection`, which survives lost connections
 * @param onWait hears of each wait as it begins
 */
export function createRateLimiter(
  pool: pg.Pool,
  clock: Clock = systemClock,
  onWait?: (budget: RateBudget, until: Date) => void,
): RateLimiter {
  const lines = new Map<string, Promise<void>>();

  async function takePoint(budget: RateBudget, signal?: AbortSignal): Promise<BudgetPoint> {
    for (;;) {
      signal?.throwIfAborted();
      const askedAtMs = clock.now().getTime();
      const taken = await askForPoint(pool, { budget, at: timeOf(clock), insteadOf: null });
      if (taken.at !== null) return pointOf({ pool, clock, budget, takenAt: taken.at, askedAtMs });
      onWait?.(budget, new Date(clock.now().getTime() + taken.waitMs));
      await clock.sleep(taken.waitMs, signal);
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

interface Taking {
  budget: RateBudget;
  at: Date | null;
  /** The time of a point that another one is to take the place of. */
  insteadOf: string | null;
}

/** Times are text, as exact as the database has them. `at` is null where there is a wait until a point may be free. */
async function askForPoint(
  pool: pg.Pool,
  { budget, at, insteadOf }: Taking,
): Promise<{ waitMs: number; at: string | null }> {
  try {
    const { rows } = await pool.query<{ wait_ms: number; taken_at: string | null }>(
      "select wait_ms, taken_at::text from take_from_budget($1, $2, $3, $4, $5)",
      [budget.key, budget.points, windowMs(budget), at, insteadOf],
    );
    return { waitMs: rows[0]?.wait_ms ?? 0, at: rows[0]?.taken_at ?? null };
  } catch (error) {
    throw toDatabaseError(error);
  }
}

interface TakenPoint {
  pool: pg.Pool;
  clock: Clock;
  budget: RateBudget;
  takenAt: string;
  /** When the database was asked for it: its answer may have come late. */
  askedAtMs: number;
}

/** A point may be older than its call by half of the margin, and its call be under way for the other half. */
function pointOf({ pool, clock, budget, ...taken }: TakenPoint): BudgetPoint {
  let { takenAt, askedAtMs: sinceMs } = taken;
  let isSpent = false;
  const isOld = () => clock.now().getTime() - sinceMs > marginMs(budget) / 2;
  return {
    async spend() {
      isSpent = true;
      const leavesAtMs = clock.now().getTime();
      if (isOld()) takenAt = await takeAnother();
      sinceMs = leavesAtMs;
    },
    async answered() {
      if (isOld())
        await change(
          "without_point(taken, $2) || coalesce($3::timestamptz, clock_timestamp())",
          timeOf(clock),
        );
    },
    async giveBack() {
      if (isSpent) return;
      isSpent = true;
      await change("without_point(taken, $2)");
    },
  };

  async function takeAnother(): Promise<string> {
    const another = await askForPoint(pool, { budget, at: timeOf(clock), insteadOf: takenAt });
    if (another.at !== null) return another.at;
    throw new OpsError("throttled", `The turn for ${budget.key} has passed: nothing was sent.`, {
      facts: { budget: budget.key },
      retryAfterMs: another.waitMs,
    });
  }

  async function change(taken: string, ...values: unknown[]): Promise<void> {
    const update = `update rate_budgets set taken = ${taken} where budget = $1`;
    // A point that can't be changed lasts its window from when it was taken; the call is not to suffer for it.
    await pool.query(update, [budget.key, takenAt, ...values]).catch(() => undefined);
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
function unlessAborted<T>(turn: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return turn;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  turn.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  return promise;
}
