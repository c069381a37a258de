import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { OpsError } from "../domain/errors.ts";
import { emptyReport } from "./run-report.ts";
import { type RunProgress, runWorkflow } from "./run-workflow.ts";
import { doUnit, EngineWorld, WORKFLOW, workflowOf } from "./testing/engine-world.ts";

let world: EngineWorld;
beforeEach(async () => {
  world = await EngineWorld.open();
});
afterEach(() => world.close());

const ids = (units: { id: string }[]) => units.map(({ id }) => id);
const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`U${String(n).padStart(3, "0")}`, n]));

describe("a run", () => {
  test("does everything that is due, nearest deadline first, those without one last", async () => {
    await world.addUnits({ none: null, far: 600, past: -60, near: 10, nearer: 9 });
    const engine = await world.openEngine("ana", { concurrency: 1 });
    const report = await runWorkflow(engine, workflowOf());
    expect(ids(report.done)).toEqual(["past", "nearer", "near", "far", "none"]);
    expect(report).toMatchObject({ workflow: WORKFLOW, failed: [], skipped: [] });
    expect(report.done[0]?.what).toBe("done by ana");
    expect(Object.values(await world.timesDone())).toEqual([1, 1, 1, 1, 1]);
    expect(Object.values(await world.jobStates(WORKFLOW))).toEqual(Array(5).fill("completed"));
  });

  test("finds nothing to do the second time, and nothing at all when nothing is due", async () => {
    await world.addUnits({ A: 1 });
    const engine = await world.openEngine("ana");
    expect(ids((await runWorkflow(engine, workflowOf())).done)).toEqual(["A"]);
    expect(await runWorkflow(engine, workflowOf())).toEqual(emptyReport(WORKFLOW));
  });

  test("does what falls due while it runs", async () => {
    await world.addUnits({ A: 1 });
    const engine = await world.openEngine("ana");
    const workflow = workflowOf(async (ctx, unit) => {
      if (unit.id === "A") await world.addUnits({ B: 2 });
      return doUnit(ctx, unit);
    });
    expect(ids((await runWorkflow(engine, workflow)).done)).toEqual(["A", "B"]);
  });

  test("works on as many units at once as the settings say, or the workflow", async () => {
    for (const [prefix, concurrency, own, most] of [
      ["A", 3, undefined, 3],
      ["B", 3, 2, 2],
    ] as const) {
      await world.addUnits(Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`${prefix}${n}`, n])));
      const engine = await world.openEngine("ana", { concurrency });
      const all = Promise.withResolvers<void>();
      let running = 0;
      let peak = 0;
      const act: typeof doUnit = async (ctx, unit) => {
        peak = Math.max(peak, ++running);
        if (running === most) all.resolve();
        await all.promise;
        const what = await doUnit(ctx, unit);
        running -= 1;
        return what;
      };
      const report = await runWorkflow(engine, workflowOf(act, { concurrency: own }));
      expect(report.done).toHaveLength(9);
      expect(peak).toBe(most);
    }
  });

  test("goes on when units fail, whatever they throw", async () => {
    await world.addUnits({ A: 1, B: 2, C: 3, D: 4, E: 5 });
    const engine = await world.openEngine("ana", { concurrency: 1 });
    const workflow = workflowOf(async (ctx, unit) => {
      if (unit.id === "A") throw new OpsError("address_invalid", "no street");
      if (unit.id === "B") throw new OpsError("timed_out", "no answer");
      if (unit.id === "C") throw "a string";
      if (unit.id === "D") throw new OpsError("lost_race", "it has gone on");
      return doUnit(ctx, unit);
    });
    const report = await runWorkflow(engine, workflow);
    expect(ids(report.done)).toEqual(["E"]);
    expect(report.failed.map(({ id, code }) => [id, code])).toEqual([
      ["A", "address_invalid"],
      ["B", "timed_out"],
      ["C", "bug"],
    ]);
    expect(report.skipped).toEqual([{ id: "D", what: "it has gone on" }]);
    expect(Object.values(await world.jobStates(WORKFLOW))).toEqual(Array(5).fill("completed"));
  });

  test("does no more units than its limit, the nearest ones, whatever else is in the queue", async () => {
    await world.addUnits(numbered(10));
    const other = await world.openEngine("other");
    await other.queue.open(WORKFLOW);
    await other.queue.offer(
      WORKFLOW,
      Object.keys(numbered(10)).map((unitId) => ({ unitId, priority: -1_000_000_000 })),
    );
    const engine = await world.openEngine("ana", { concurrency: 8 });
    const report = await runWorkflow(engine, workflowOf(), { limit: 3 });
    expect(report.done).toHaveLength(3);
    const rest = await runWorkflow(engine, workflowOf());
    expect(rest.done).toHaveLength(7);
    expect(new Set(Object.values(await world.timesDone()))).toEqual(new Set([1]));
  });

  test("with a limit takes the nearest deadlines", async () => {
    await world.addUnits({ far: 30, near: 10, middle: 20 });
    const engine = await world.openEngine("ana", { concurrency: 8 });
    const report = await runWorkflow(engine, workflowOf(), { limit: 2 });
    expect(ids(report.done).sort()).toEqual(["middle", "near"]);
  });

  test("counts units that failed towards its limit", async () => {
    await world.addUnits({ A: 1, B: 2, C: 3 });
    const engine = await world.openEngine("ana", { concurrency: 1 });
    const workflow = workflowOf(async () => {
      throw new OpsError("address_invalid", "no street");
    });
    expect(ids((await runWorkflow(engine, workflow, { limit: 2 })).failed)).toEqual(["A", "B"]);
  });

  test("does not come to an end before the units that it has taken when the queue fails", async () => {
    await world.addUnits({ A: 1, B: 2, C: 3 });
    const engine = await world.openEngine("ana", { concurrency: 2 });
    const workflow = workflowOf(async (ctx, unit) => {
      if (unit.id === "A") await ctx.queue.close();
      else await ctx.db.execute(sql`select pg_sleep(0.1)`);
      return doUnit(ctx, unit);
    });
    await expect(runWorkflow(engine, workflow)).rejects.toThrow();
    expect(await world.timesDone()).toEqual({ A: 1, B: 1, C: 0 });
  });

  test("tells how far it is: units of the run, finished and failed ones, every one finished at the end", async () => {
    await world.addUnits({ A: 1, B: 2, C: 3 });
    const engine = await world.openEngine("ana", { concurrency: 1 });
    const told: RunProgress[] = [];
    const workflow = workflowOf(async (ctx, unit) => {
      if (unit.id === "B") throw new OpsError("address_invalid", "no street");
      return doUnit(ctx, unit);
    });
    await runWorkflow(engine, workflow, { onProgress: (progress) => told.push(progress) });
    expect(told.map(({ total, finished, failed }) => [total, finished, failed])).toEqual([
      [3, 0, 0],
      [3, 1, 0],
      [3, 2, 1],
      [3, 3, 1],
    ]);
  });

  test("stops claiming when it is told to, finishes what is under way, and leaves the rest to the next run", async () => {
    await world.addUnits(numbered(6));
    const engine = await world.openEngine("ana", { concurrency: 2 });
    const stop = new AbortController();
    const both = Promise.withResolvers<void>();
    let begun = 0;
    const workflow = workflowOf(async (ctx, unit) => {
      if (++begun === 2) {
        stop.abort();
        both.resolve();
      }
      await both.promise;
      return doUnit(ctx, unit);
    });
    const stopped = await runWorkflow(engine, workflow, { signal: stop.signal });
    expect(stopped.done).toHaveLength(2);
    expect(begun).toBe(2);
    expect((await runWorkflow(engine, workflowOf())).done).toHaveLength(4);
    expect((await runWorkflow(engine, workflowOf(), { signal: stop.signal })).done).toEqual([]);
  });
});
