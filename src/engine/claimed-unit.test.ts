import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { findOpenFailure } from "../db/stores/failures.ts";
import { OpsError } from "../domain/errors.ts";
import { runWorkflow } from "./run-workflow.ts";
import {
  doUnit,
  EngineWorld,
  minutesFromStart,
  PROCESS,
  WORKFLOW,
  workflowOf,
} from "./testing/engine-world.ts";
import type { ClaimedUnit } from "./workflow.ts";

let world: EngineWorld;
beforeEach(async () => {
  world = await EngineWorld.open();
});
afterEach(() => world.close());

const ids = (units: { id: string }[]) => units.map(({ id }) => id);
const failureOf = (relatedId: string) => findOpenFailure(world.db, { processName: PROCESS, relatedId });

describe("a claim", () => {
  test("that was lost moves no state, files nothing, and the unit is done by whoever takes it over", async () => {
    await world.addUnits({ A: null });
    const engine = await world.openEngine("slow");
    const workflow = workflowOf(async (ctx, unit) => {
      await world.expireClaims(WORKFLOW);
      return doUnit(ctx, unit);
    });
    const report = await runWorkflow(engine, workflow);
    expect(report).toMatchObject({ done: [], failed: [], skipped: [{ id: "A" }] });
    expect(await world.timesDone()).toEqual({ A: 0 });
    expect(await failureOf("A")).toBeNull();
    const taker = await world.openEngine("taker");
    expect((await runWorkflow(taker, workflowOf())).done).toEqual([{ id: "A", what: "done by taker" }]);
  });

  test("that was lost while the unit failed files nothing either", async () => {
    await world.addUnits({ A: null });
    const engine = await world.openEngine("slow");
    const workflow = workflowOf(async () => {
      await world.expireClaims(WORKFLOW);
      throw new OpsError("carrier_rejected", "no");
    });
    expect(ids((await runWorkflow(engine, workflow)).failed)).toEqual(["A"]);
    expect(await failureOf("A")).toBeNull();
    expect(engine.lines.join("\n")).toContain("not filed: The claim on A was taken over.");
  });

  test("can be checked and locked within a transaction", async () => {
    await world.addUnits({ A: null, B: null });
    const engine = await world.openEngine("ana", { concurrency: 1 });
    const checked: string[] = [];
    const workflow = workflowOf(async (ctx, unit) => {
      if (unit.id === "B") await world.expireClaims(WORKFLOW);
      await ctx.db.transaction(async (tx) => {
        await unit.assertHeld(tx);
        checked.push(unit.id);
      });
      return doUnit(ctx, unit);
    });
    const report = await runWorkflow(engine, workflow);
    expect([checked, ids(report.done), ids(report.skipped)]).toEqual([["A"], ["A"], ["B"]]);
  });

  test("is settled once: what is written after it was settled is rolled back", async () => {
    await world.addUnits({ A: null });
    const engine = await world.openEngine("ana");
    const workflow = workflowOf(async (ctx, unit) => {
      await doUnit(ctx, unit);
      return doUnit(ctx, unit);
    });
    const report = await runWorkflow(engine, workflow);
    expect(report.done).toEqual([]);
    expect(await world.timesDone()).toEqual({ A: 1 });
  });

  test("that nobody settled is a bug, filed for a person", async () => {
    await world.addUnits({ A: null });
    const engine = await world.openEngine("ana");
    const report = await runWorkflow(
      engine,
      workflowOf(async () => "forgot"),
    );
    expect(report.failed).toMatchObject([{ id: "A", code: "bug" }]);
    expect(await failureOf("A")).toMatchObject({ code: "bug", needs: "human" });
    expect(await world.jobStates(WORKFLOW)).toEqual({ A: "completed" });
  });

  test("on what is not due any more is given back, with the unit as the tables know it now", async () => {
    await world.addUnits({ done: 1, changed: 2 });
    const engine = await world.openEngine("ana", { concurrency: 1 });
    await engine.queue.open(WORKFLOW);
    await engine.queue.offer(WORKFLOW, [
      { unitId: "done", priority: 0 },
      { unitId: "gone", priority: 0 },
      { unitId: "changed", priority: 0 },
    ]);
    await world.db.execute(sql`update units set times = 1 where id = 'done'`);
    await world.db.execute(
      sql`update units set deadline = ${minutesFromStart(90).toISOString()}::timestamptz where id = 'changed'`,
    );
    const seen: ClaimedUnit[] = [];
    const report = await runWorkflow(
      engine,
      workflowOf(async (ctx, unit) => {
        seen.push(unit);
        return doUnit(ctx, unit);
      }),
    );
    expect(seen).toMatchObject([{ id: "changed", deadline: minutesFromStart(90) }]);
    expect(report.skipped).toEqual([
      { id: "done", what: "not due any more" },
      { id: "gone", what: "not due any more" },
    ]);
    expect(await world.timesDone()).toEqual({ changed: 1, done: 1 });
  });
});
