import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { asc, eq, sql } from "drizzle-orm";
import { scheduleSlots } from "../db/schema/index.ts";
import { pause, resume } from "../db/stores/pauses.ts";
import { OpsError } from "../domain/errors.ts";
import { FakeClock } from "../platform/clock.ts";
import type { ScheduleSettings } from "../platform/config/config.ts";
import { claimSlot } from "./claim-slot.ts";
import { runSlot } from "./run-slot.ts";
import type { Schedule, SlotResult } from "./schedule.ts";
import { type Engine, EngineWorld, START } from "./testing/engine-world.ts";

let world: EngineWorld;
beforeAll(async () => {
  world = await EngineWorld.open();
});
afterAll(() => world.close());

const MINUTE_MS = 60_000;
const SETTINGS: ScheduleSettings = {
  cron: "*/5 * * * *",
  timeZone: "UTC",
  enabled: true,
  graceMs: 60 * MINUTE_MS,
};
const NONE: ReadonlySet<number> = new Set();

let count = 0;

/** A schedule of its own, and a daemon that looks at it. */
async function newSchedule(change: Partial<Schedule<Engine>> = {}, settings = SETTINGS) {
  const clock = new FakeClock(START);
  const schedule: Schedule<Engine> = {
    name: `schedule-${++count}`,
    run: async () => ({ what: "all of it" }),
    ...change,
  };
  const engine = await world.openEngine("daemon", { clock });
  const claim = (worker = "one") =>
    claimSlot(engine, { schedule, settings, worker, underWay: NONE }).then((claimed) => claimed);
  const { signal } = new AbortController();
  return {
    clock,
    schedule,
    engine,
    claim,
    /** Looks, runs what there is to run, and tells its time. */
    async look(worker = "one", stop = signal) {
      const claimed = await claim(worker);
      if (claimed) await runSlot(engine, { schedule, settings, worker, claimed, signal: stop });
      return claimed && time(claimed.slot);
    },
    async rows() {
      const found = await world.db
        .select()
        .from(scheduleSlots)
        .where(eq(scheduleSlots.schedule, schedule.name))
        .orderBy(asc(scheduleSlots.slot));
      return found.map(
        ({ slot, outcome, reason }) => `${time(slot)} ${outcome}${reason ? `: ${reason}` : ""}`,
      );
    },
    /** Its worker has been killed a while ago. */
    async fallSilent() {
      await world.db.execute(
        sql`update schedule_slots set alive_at = now() - interval '2 minutes' where schedule = ${schedule.name}`,
      );
    },
  };
}

const time = (at: Date) => at.toISOString().slice(11, 16);

describe("a schedule", () => {
  test("that never ran begins with its last time, and then runs each once", async () => {
    const { look, clock, rows } = await newSchedule();
    clock.advance(2 * MINUTE_MS);
    expect([await look(), await look()]).toEqual(["15:00", null]);
    clock.advance(3 * MINUTE_MS + 5_000);
    expect([await look(), await look()]).toEqual(["15:05", null]);
    expect(await rows()).toEqual(["15:00 caught_up: all of it", "15:05 ran: all of it"]);
  });

  test("runs a time once, however many daemons look", async () => {
    const { claim } = await newSchedule();
    const won = await Promise.all(["one", "two", "three", "four"].map((worker) => claim(worker)));
    expect(won.filter((claimed) => claimed !== null)).toHaveLength(1);
  });

  test("that missed several times is caught up once, and tells what became of the others", async () => {
    const { look, clock, rows } = await newSchedule();
    await look();
    clock.advance(17 * MINUTE_MS);
    expect(await look()).toBe("15:15");
    expect(await rows()).toEqual([
      "15:00 ran: all of it",
      expect.stringMatching(/^15:05 skipped: missed.*15:15:00.000Z ran in its place/),
      expect.stringMatching(/^15:10 skipped: missed/),
      "15:15 caught_up: all of it",
    ]);
  });

  test("is not caught up when its grace is over", async () => {
    const { look, clock, rows } = await newSchedule(
      {},
      { ...SETTINGS, cron: "0 * * * *", graceMs: 5 * MINUTE_MS },
    );
    await look();
    clock.advance(70 * MINUTE_MS);
    expect(await look()).toBeNull();
    expect(await rows()).toEqual([
      "15:00 ran: all of it",
      "16:00 skipped: missed: nothing looked at it within 5 minutes",
    ]);
    clock.advance(50 * MINUTE_MS);
    expect(await look()).toBe("17:00");
  });

  test("records what a month of standing still has missed, and no more", async () => {
    const { look, clock, rows } = await newSchedule({}, { ...SETTINGS, cron: "0 * * * *" });
    await look();
    clock.advance(100 * 24 * 60 * MINUTE_MS);
    expect(await look()).toBe("15:00");
    const found = await rows();
    expect(found).toHaveLength(1 + 31 * 24);
    expect(found.filter((row) => row.includes("skipped"))).toHaveLength(31 * 24 - 1);
  });

  test("goes on when the clock is put back after it ran ahead", async () => {
    const { look, clock, rows, engine } = await newSchedule();
    await look();
    clock.advance(24 * 60 * MINUTE_MS);
    expect(await look()).toBe("15:00");
    clock.advance(-24 * 60 * MINUTE_MS + 5 * MINUTE_MS);
    expect(await look()).toBe("15:05");
    expect(await rows()).toEqual(["15:00 ran: all of it", "15:05 ran: all of it"]);
    expect(engine.lines.join()).toContain("by a clock that was wrong");
  });

  test("runs nothing twice when the clock steps back a little", async () => {
    const { look, clock } = await newSchedule();
    await look();
    clock.advance(-2 * MINUTE_MS);
    expect(await look()).toBeNull();
    clock.advance(2 * MINUTE_MS);
    expect(await look()).toBeNull();
    clock.advance(5 * MINUTE_MS);
    expect(await look()).toBe("15:05");
  });

  test("that is paused is skipped, with who and why", async () => {
    const { look, clock, rows, schedule } = await newSchedule();
    const scope = `workflow:${schedule.name}`;
    await pause(world.db, { scope, code: "paused", reason: "stock-taking", by: "ana", at: START });
    expect(await look()).toBeNull();
    await resume(world.db, { scope, by: "ana", at: START });
    clock.advance(5 * MINUTE_MS);
    expect(await look()).toBe("15:05");
    expect(await rows()).toEqual(["15:00 skipped: paused by ana: stock-taking", "15:05 ran: all of it"]);
  });
});

describe("a run that is still under way", () => {
  test("lets later times pass, with the reason", async () => {
    const { claim, look, clock, rows } = await newSchedule();
    await claim("slow");
    clock.advance(5 * MINUTE_MS);
    expect(await look()).toBeNull();
    expect(await rows()).toEqual([
      "15:00 running",
      "15:05 skipped: 2026-03-02T15:00:00.000Z is still under way at slow",
    ]);
  });

  test("does not keep one from running that may overlap", async () => {
    const { claim, look, clock } = await newSchedule({ mayOverlap: true });
    await claim("slow");
    clock.advance(5 * MINUTE_MS);
    expect(await look()).toBe("15:05");
  });
});

describe("a run whose daemon was killed", () => {
  test("is run again by whoever notices, while its grace lasts", async () => {
    const { claim, look, fallSilent, rows } = await newSchedule();
    await claim("killed");
    expect(await look("two")).toBeNull();
    await fallSilent();
    expect(await look("two")).toBe("15:00");
    expect(await rows()).toEqual(["15:00 caught_up: all of it"]);
  });

  test("has failed when a later time has come", async () => {
    const { claim, look, clock, fallSilent, rows } = await newSchedule();
    await claim("killed");
    await fallSilent();
    clock.advance(5 * MINUTE_MS);
    expect(await look("two")).toBe("15:05");
    expect(await rows()).toEqual(["15:00 failed: killed ended before it was done", "15:05 ran: all of it"]);
  });

  test("has failed when its grace is over", async () => {
    const hourly = { ...SETTINGS, cron: "0 * * * *", graceMs: 10 * MINUTE_MS };
    const { claim, look, clock, fallSilent, rows } = await newSchedule({}, hourly);
    await claim("killed");
    await fallSilent();
    clock.advance(11 * MINUTE_MS);
    expect(await look("two")).toBeNull();
    expect(await rows()).toEqual(["15:00 failed: killed ended before it was done"]);
  });

  test("is not dead while the process that looks runs it, however long the machine slept", async () => {
    const { engine, schedule, claim, fallSilent } = await newSchedule();
    await claim("one");
    await fallSilent();
    const underWay = new Set([START.getTime()]);
    expect(await claimSlot(engine, { schedule, settings: SETTINGS, worker: "one", underWay })).toBeNull();
  });

  test("that ends late after all leaves the row to the one that took over", async () => {
    const { engine, schedule, claim, look, fallSilent, rows } = await newSchedule();
    const claimed = await claim("slow");
    if (!claimed) throw new Error("The slot was not claimed.");
    await fallSilent();
    await look("two");
    const { signal } = new AbortController();
    await runSlot(engine, { schedule, settings: SETTINGS, worker: "slow", claimed, signal });
    expect(await rows()).toEqual(["15:00 caught_up: all of it"]);
    expect(engine.lines.join()).toContain("taken the slot over");
  });
});

describe("a run", () => {
  const openFailure = async (name: string) => {
    const rows = await world.db.execute<{ needs: string; details: string; retry_at: Date | null }>(
      sql`select needs, details, retry_at from process_failures where related_id = ${name} and resolved_at is null`,
    );
    return rows.map((row) => ({ ...row }));
  };

  test("that fails says why, and is filed until a later one runs", async () => {
    let trouble: Error | null = new Error("no such column");
    const run = async (): Promise<SlotResult> => {
      if (trouble) throw trouble;
      return { what: "all of it" };
    };
    const { look, clock, rows, schedule } = await newSchedule({ run });
    await look();
    expect(await rows()).toEqual(["15:00 failed: no such column"]);
    expect(await openFailure(schedule.name)).toEqual([
      { needs: "human", details: "no such column", retry_at: null },
    ]);
    trouble = new OpsError("storage_unavailable", "The disk is full.");
    clock.advance(5 * MINUTE_MS);
    await look();
    expect(await openFailure(schedule.name)).toEqual([
      { needs: "retry", details: "The disk is full.", retry_at: new Date("2026-03-02T15:10:00Z") },
    ]);
    trouble = null;
    clock.advance(5 * MINUTE_MS);
    await look();
    expect(await openFailure(schedule.name)).toEqual([]);
  });

  test("of which a part failed says so", async () => {
    const { look, rows } = await newSchedule({ run: async () => ({ what: "1 of 2 failed", failed: true }) });
    await look();
    expect(await rows()).toEqual(["15:00 failed: 1 of 2 failed"]);
  });

  test("that was told to stop is handed to the next daemon at once", async () => {
    const stop = new AbortController();
    const runs: boolean[] = [];
    const { look, rows } = await newSchedule({
      run: async (_engine, { signal }) => {
        runs.push(signal.aborted);
        if (runs.length === 1) stop.abort();
        return { what: "all of it" };
      },
    });
    await look("one", stop.signal);
    expect(await rows()).toEqual(["15:00 running"]);
    expect(await look("two")).toBe("15:00");
    expect(await rows()).toEqual(["15:00 caught_up: all of it"]);
    expect(runs).toEqual([false, false]);
  });
});
