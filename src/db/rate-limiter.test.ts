import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { connectTo, openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { FakeClock } from "../platform/clock.ts";
import type { RateLimiter } from "../platform/http/http-request.ts";
import type { DatabaseConnection } from "./connect.ts";
import { createRateLimiter } from "./rate-limiter.ts";

let connection: TestConnection;
let processes: DatabaseConnection[];

beforeAll(async () => {
  connection = await openTestConnection();
  processes = await Promise.all([1, 2, 3].map(() => connectTo(connection.url, { poolSize: 2 })));
  // Every point that was ever taken, with the time that the database gave it.
  await connection.db.execute(
    sql.raw(`
    create table taken_points (budget text, at timestamptz);
    create function note_point() returns trigger language plpgsql as $$
    begin
      insert into taken_points values (new.budget, new.taken[cardinality(new.taken)]);
      return null;
    end $$;
    create trigger note_point after update on rate_budgets for each row
      when (new.taken is distinct from old.taken) execute function note_point()`),
  );
});
afterAll(async () => {
  await Promise.all(processes.map((one) => one.close()));
  await connection.close();
});
beforeEach(() => connection.db.execute(sql`truncate rate_budgets, taken_points`));

async function pointsTaken(budget: string): Promise<number[]> {
  const rows = await connection.db.execute<{ at: Date }>(
    sql`select at from taken_points where budget = ${budget} order by at`,
  );
  return rows.map(({ at }) => at.getTime());
}

/** The most points in any window of that length, wherever it starts. */
const busiestWindow = (times: number[], windowMs: number): number =>
  Math.max(...times.map((start) => times.filter((at) => at >= start && at < start + windowMs).length));

test("no second of the real time sees more than its points, whatever several processes ask for", async () => {
  const budget = { key: "real", points: 20, seconds: 1 };
  const limiters = processes.map(({ pool }) => createRateLimiter(pool));
  await Promise.all(limiters.flatMap((limiter) => Array.from({ length: 25 }, () => limiter.take(budget))));
  const times = await pointsTaken("real");
  expect(times).toHaveLength(75);
  expect(busiestWindow(times, 1000)).toBe(20);
});

test("a minute's budget is used to the full and never beyond, by fifty waiters of three processes", async () => {
  const clock = new FakeClock("2026-03-01T10:00:00Z");
  const budget = { key: "minute", points: 100, seconds: 60 };
  const limiters = processes.map(({ pool }) => createRateLimiter(pool, clock));
  const waiters = Array.from({ length: 51 }, (_, n) => limiters[n % 3] as RateLimiter);
  await Promise.all(waiters.flatMap((limiter) => Array.from({ length: 7 }, () => limiter.take(budget))));
  const times = await pointsTaken("minute");
  expect(times).toHaveLength(357);
  expect(busiestWindow(times, 60_000)).toBe(100);
});

test("a budget of one point keeps the full window between two takes", async () => {
  const clock = new FakeClock("2026-03-01T10:00:00Z");
  const limiter = createRateLimiter(connection.pool, clock);
  for (let n = 0; n < 4; n++) await limiter.take({ key: "single", points: 1, seconds: 60 });
  const times = await pointsTaken("single");
  const gaps = times.slice(1).map((at, n) => at - (times[n] ?? 0));
  expect(gaps).toEqual([61_000, 61_000, 61_000]);
});

test("each wait is told of as it begins, with its end", async () => {
  const clock = new FakeClock("2026-03-01T10:00:00Z");
  const waits: [string, Date][] = [];
  const limiter = createRateLimiter(connection.pool, clock, ({ key }, until) => waits.push([key, until]));
  for (let n = 0; n < 2; n++) await limiter.take({ key: "told", points: 1, seconds: 60 });
  expect(waits).toEqual([["told", new Date("2026-03-01T10:01:01Z")]]);
});

test("those who wait in one process are served in the order of their asking", async () => {
  const limiter = createRateLimiter(connection.pool, new FakeClock("2026-03-01T10:00:00Z"));
  const served: number[] = [];
  await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      limiter.take({ key: "line", points: 3, seconds: 10 }).then(() => served.push(n)),
    ),
  );
  expect(served).toEqual(Array.from({ length: 50 }, (_, n) => n));
});

test("budgets do not touch each other", async () => {
  const clock = new FakeClock("2026-03-01T10:00:00Z");
  const limiter = createRateLimiter(connection.pool, clock);
  await limiter.take({ key: "a", points: 1, seconds: 60 });
  await limiter.take({ key: "b", points: 1, seconds: 60 });
  expect(clock.now()).toEqual(new Date("2026-03-01T10:00:00Z"));
});

test("an exhausted budget gives nothing until its time, and a shorter word does not shorten it", async () => {
  const clock = new FakeClock("2026-03-01T10:00:00Z");
  const [one, other] = processes.map(({ pool }) => createRateLimiter(pool, clock));
  const budget = { key: "throttled", points: 5, seconds: 60 };
  await one?.exhaust(budget, 90_000);
  await one?.exhaust(budget, 1000);
  await other?.take(budget);
  expect(clock.now()).toEqual(new Date("2026-03-01T10:01:30Z"));
  await other?.take(budget);
  expect(clock.now()).toEqual(new Date("2026-03-01T10:01:30Z"));
});

/** Time stands still: whoever sleeps waits for the signal to stop. */
class FrozenClock extends FakeClock {
  override sleep(_ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((_, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true }),
    );
  }
}

test("a signal ends the wait at once, in the line or at its head, and takes no point", async () => {
  const limiter = createRateLimiter(connection.pool, new FrozenClock("2026-03-01T10:00:00Z"));
  const budget = { key: "stopped", points: 1, seconds: 60 };
  await limiter.take(budget);
  const head = new AbortController();
  const line = new AbortController();
  const waiting = limiter.take(budget, head.signal).catch((reason) => reason);
  const behind = limiter.take(budget, line.signal).catch((reason) => reason);
  line.abort("stop behind");
  expect(await behind).toBe("stop behind");
  head.abort("stop head");
  expect(await waiting).toBe("stop head");
  expect(await limiter.take(budget, AbortSignal.abort("never began")).catch((reason) => reason)).toBe(
    "never began",
  );
  expect(await pointsTaken("stopped")).toHaveLength(1);
});

test("a point that waited for its call counts from the call on", async () => {
  const clock = new FakeClock("2026-03-01T10:00:00Z");
  const limiter = createRateLimiter(connection.pool, clock);
  const budget = { key: "late", points: 2, seconds: 60 };
  const calls: number[] = [];
  for (const delayMs of [50_000, 0, 0, 0, 40_000, 0]) {
    const point = await limiter.take(budget);
    clock.advance(delayMs);
    await point.spend();
    calls.push(clock.now().getTime());
  }
  expect(busiestWindow(calls, 60_000)).toBe(2);
  expect(calls.map((at) => (at - (calls[0] ?? 0)) / 1000)).toEqual([0, 0, 61, 61, 162, 162]);
});

test("a point is spent without asking the database when it is fresh", async () => {
  const limiter = createRateLimiter(connection.pool, new FakeClock("2026-03-01T10:00:00Z"));
  const point = await limiter.take({ key: "fresh", points: 1, seconds: 60 });
  await connection.db.execute(sql`truncate rate_budgets`);
  await point.spend();
  expect(await pointsTaken("fresh")).toHaveLength(1);
  expect(await connection.db.execute(sql`select from rate_budgets`)).toHaveLength(0);
});

test("a call that was long under way counts from its answer on, for nobody knows when it arrived", async () => {
  const clock = new FakeClock("2026-03-01T10:00:00Z");
  const limiter = createRateLimiter(connection.pool, clock);
  const budget = { key: "slow", points: 1, seconds: 60 };
  const calls: number[] = [];
  for (const durationMs of [300, 5_000, 0]) {
    const point = await limiter.take(budget);
    await point.spend();
    calls.push(clock.now().getTime());
    clock.advance(durationMs);
    await point.answered();
  }
  expect(calls.map((at) => (at - (calls[0] ?? 0)) / 1000)).toEqual([0, 61, 127]);
});

test("a point of which the database told late counts from its call on", async () => {
  const clock = new FakeClock("2026-03-01T10:00:00Z");
  const late = Object.assign(Object.create(connection.pool), {
    async query(...asked: Parameters<typeof connection.pool.query>) {
      const answer = await connection.pool.query(...asked);
      clock.advance(2_000);
      return answer;
    },
  });
  const budget = { key: "told-late", points: 1, seconds: 60 };
  await (await createRateLimiter(late, clock).take(budget)).spend();
  await createRateLimiter(connection.pool, clock).take(budget);
  expect(clock.now()).toEqual(new Date("2026-03-01T10:01:03Z"));
});

test("a point whose window has passed gives way to who has taken the next, and never waits", async () => {
  const clock = new FakeClock("2026-03-01T10:00:00Z");
  const limiter = createRateLimiter(connection.pool, clock);
  const budget = { key: "rotten", points: 1, seconds: 60 };
  const rotten = await limiter.take(budget);
  clock.advance(70_000);
  await (await limiter.take(budget)).spend();
  const late = await rotten.spend().catch((thrown) => thrown);
  expect(late).toMatchObject({ code: "throttled", retryAfterMs: 61_000 });
  expect(clock.now()).toEqual(new Date("2026-03-01T10:01:10Z"));
  clock.advance(61_000);
  await (await limiter.take(budget)).spend();
});

test("a point that is given back can be taken at once, one of several that were taken together", async () => {
  const clock = new FakeClock("2026-03-01T10:00:00Z");
  const limiter = createRateLimiter(connection.pool, clock);
  const budget = { key: "returned", points: 2, seconds: 60 };
  const [first, second] = [await limiter.take(budget), await limiter.take(budget)];
  await second.giveBack();
  await second.giveBack();
  await first.spend();
  await first.giveBack();
  await limiter.take(budget);
  expect(clock.now()).toEqual(new Date("2026-03-01T10:00:00Z"));
  await limiter.take(budget);
  expect(clock.now()).toEqual(new Date("2026-03-01T10:01:01Z"));
});

test("without a database nothing is let through", async () => {
  const lost = await connectTo(connection.url);
  const limiter = createRateLimiter(lost.pool);
  await lost.close();
  const error = await limiter.take({ key: "lost", points: 1, seconds: 1 }).catch((thrown) => thrown);
  expect(error.code).toBe("database_unavailable");
});
