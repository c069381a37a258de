import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { FakeClock } from "../platform/clock.ts";
import { runWorkflow } from "./run-workflow.ts";
import { doUnit, EngineWorld, START, WORKFLOW, workflowOf } from "./testing/engine-world.ts";

let world: EngineWorld;
beforeEach(async () => {
  world = await EngineWorld.open();
});
afterEach(() => world.close());

const ids = (units: { id: string }[]) => units.map(({ id }) => id);
const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`U${String(n).padStart(3, "0")}`, n]));

describe("several processes on one database", () => {
  test("do every unit once between them, and all of them end", async () => {
    await world.addUnits(numbered(60));
    const engines = await Promise.all(["ana", "bob", "eve"].map((actor) => world.openEngine(actor)));
    const reports = await Promise.all(engines.map((engine) => runWorkflow(engine, workflowOf())));
    expect(ids(reports.flatMap(({ done }) => done)).sort()).toEqual(Object.keys(numbered(60)));
    expect(reports.flatMap(({ failed }) => failed)).toEqual([]);
    expect(new Set(Object.values(await world.timesDone()))).toEqual(new Set([1]));
  });

  /** A clock whose waits end with what the waiting is for: the dead worker's claim runs out. */
  class TakeoverClock extends FakeClock {
    waits = 0;
    override async sleep(ms: number): Promise<void> {
      this.waits += 1;
      await super.sleep(ms);
      await world.expireClaims(WORKFLOW);
    }
  }

  test("take over a unit from one that died with it, within the same run", async () => {
    await world.addUnits({ A: 1, B: 2 });
    const dead = await world.openEngine("dead");
    await dead.queue.open(WORKFLOW);
    await dead.queue.offer(WORKFLOW, [{ unitId: "A", priority: 0 }]);
    expect(await dead.queue.claim(WORKFLOW, 1)).toHaveLength(1);
    const clock = new TakeoverClock(START);
    const engine = await world.openEngine("ana", { clock });
    const report = await runWorkflow(engine, workflowOf());
    expect(ids(report.done)).toEqual(["B", "A"]);
    expect(clock.waits).toBe(1);
    expect(await world.timesDone()).toEqual({ A: 1, B: 1 });
  });

  test("take over a unit that they offered and another claimed before it died", async () => {
    await world.addUnits({ A: 1, B: 2 });
    const clock = new TakeoverClock(START);
    const engine = await world.openEngine("ana", { clock, concurrency: 1 });
    const dead = await world.openEngine("dead");
    await dead.queue.open(WORKFLOW);
    const workflow = workflowOf(async (ctx, unit) => {
      if (unit.id === "A") expect(await dead.queue.claim(WORKFLOW, 1)).toMatchObject([{ unitId: "B" }]);
      return doUnit(ctx, unit);
    });
    expect(ids((await runWorkflow(engine, workflow)).done)).toEqual(["A", "B"]);
  });

  test("find units that one of them offered before it died", async () => {
    await world.addUnits({ A: 1, B: 2 });
    const dead = await world.openEngine("dead");
    await dead.queue.open(WORKFLOW);
    await dead.queue.offer(WORKFLOW, [
      { unitId: "A", priority: 0 },
      { unitId: "B", priority: 0 },
    ]);
    const clock = new TakeoverClock(START);
    const engine = await world.openEngine("ana", { clock });
    expect((await runWorkflow(engine, workflowOf())).done).toHaveLength(2);
    expect(clock.waits).toBe(0);
  });

  test("wait for a unit under way elsewhere and leave it alone when it was done there", async () => {
    await world.addUnits({ A: 1 });
    const claimed = Promise.withResolvers<void>();
    const waitedFor = Promise.withResolvers<void>();
    const other = await world.openEngine("other");
    const theirs = runWorkflow(
      other,
      workflowOf(async (ctx, unit) => {
        claimed.resolve();
        await waitedFor.promise;
        return doUnit(ctx, unit);
      }),
    );
    await claimed.promise;
    class WaitingClock extends FakeClock {
      override async sleep(ms: number): Promise<void> {
        await super.sleep(ms);
        waitedFor.resolve();
        await theirs;
      }
    }
    const engine = await world.openEngine("ana", { clock: new WaitingClock(START) });
    expect(await runWorkflow(engine, workflowOf())).toMatchObject({ done: [], failed: [], skipped: [] });
    expect((await theirs).done).toEqual([{ id: "A", what: "done by other" }]);
    expect(await world.timesDone()).toEqual({ A: 1 });
  });

  test("give back units of connections that only others know", async () => {
    await world.addUnits({ A: 1 });
    await world.addUnits({ B: 2 }, "walmart/main");
    const all = workflowOf();
    const onlyBestBuy = workflowOf(doUnit, {
      due: async (ctx, question) =>
        (await all.due(ctx, question)).filter(({ connection }) => connection === "bestbuy/main"),
    });
    const knowsBoth = await world.openEngine("both");
    await knowsBoth.queue.open(WORKFLOW);
    await knowsBoth.queue.offer(WORKFLOW, [{ unitId: "B", priority: 0 }]);
    const knowsOne = await world.openEngine("one");
    const report = await runWorkflow(knowsOne, onlyBestBuy);
    expect([ids(report.done), ids(report.skipped), ids(report.failed)]).toEqual([["A"], ["B"], []]);
    expect((await runWorkflow(knowsBoth, all)).done).toEqual([{ id: "B", what: "done by both" }]);
  });
});
