import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { isNull } from "drizzle-orm";
import { processFailures } from "../db/schema/index.ts";
import { findOpenFailure } from "../db/stores/failures.ts";
import { openPauses, resume } from "../db/stores/pauses.ts";
import { OpsError } from "../domain/errors.ts";
import { FakeClock } from "../platform/clock.ts";
import { runWorkflow } from "./run-workflow.ts";
import {
  countUnit,
  doUnit,
  EngineWorld,
  PROCESS,
  START,
  WORKFLOW,
  workflowOf,
} from "./testing/engine-world.ts";

let world: EngineWorld;
beforeEach(async () => {
  world = await EngineWorld.open();
});
afterEach(() => world.close());

const ids = (units: { id: string }[]) => units.map(({ id }) => id);
const failureOf = (relatedId: string) => findOpenFailure(world.db, { processName: PROCESS, relatedId });
const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`U${String(n).padStart(3, "0")}`, n]));

describe("a unit that failed", () => {
  const failWith = (error: OpsError) =>
    workflowOf(async () => {
      throw error;
    });

  test("is due again by itself when its time has come, and asks a person after its last try", async () => {
    await world.addUnits({ A: null });
    const clock = new FakeClock(START);
    const engine = await world.openEngine("ana", { clock });
    const workflow = failWith(new OpsError("service_error", "it is down", { facts: { status: 503 } }));
    for (const [tries, wait] of [4, 8, 16].entries()) {
      expect(ids((await runWorkflow(engine, workflow)).failed)).toEqual(["A"]);
      expect(await failureOf("A")).toMatchObject({
        code: "service_error",
        details: "it is down",
        payload: { status: 503 },
        connection: "bestbuy/main",
        needs: "retry",
        tries: tries + 1,
        retryAt: new Date(clock.now().getTime() + wait * 60_000),
      });
      clock.advance(wait * 60_000 - 1);
      expect((await runWorkflow(engine, workflow)).failed).toEqual([]);
      clock.advance(1);
    }
    await runWorkflow(engine, workflow);
    expect(await failureOf("A")).toMatchObject({ needs: "human", retryAt: null, tries: 4, occurrences: 4 });
    clock.advance(24 * 3_600_000);
    expect((await runWorkflow(engine, workflow)).failed).toEqual([]);
  });

  test("is told with the hint of its code, or with a better one in its own words", async () => {
    await world.addUnits({ A: null, B: null });
    const engine = await world.openEngine("ana");
    const workflow = workflowOf(async (_ctx, unit) => {
      const hint = unit.id === "A" ? { hint: "Give the shop its account back." } : {};
      throw new OpsError("not_shippable", "it may not go", hint);
    });
    await runWorkflow(engine, workflow);
    expect(await failureOf("A")).toMatchObject({ details: "it may not go Give the shop its account back." });
    expect(await failureOf("B")).toMatchObject({ details: "it may not go" });
  });

  test("keeps its tries through any number of throttled calls, and comes back when the service says", async () => {
    await world.addUnits({ A: null });
    const clock = new FakeClock(START);
    const engine = await world.openEngine("ana", { clock });
    const throttled = failWith(new OpsError("throttled", "too many", { retryAfterMs: 2_000 }));
    for (let n = 1; n <= 5; n++) {
      await runWorkflow(engine, throttled);
      expect(await failureOf("A")).toMatchObject({
        needs: "retry",
        tries: 0,
        occurrences: n,
        retryAt: new Date(clock.now().getTime() + 2_000),
      });
      clock.advance(2_000);
    }
    await runWorkflow(engine, failWith(new OpsError("timed_out", "no answer")));
    expect(await failureOf("A")).toMatchObject({ needs: "retry", tries: 1 });
  });

  test("near its deadline is told to a person at once, and tried again meanwhile", async () => {
    await world.addUnits({ A: 10 });
    const engine = await world.openEngine("ana");
    await runWorkflow(engine, failWith(new OpsError("service_error", "it is down")));
    expect(await failureOf("A")).toMatchObject({ needs: "human", tries: 1 });
    expect((await failureOf("A"))?.retryAt).not.toBeNull();
  });

  test.each(["usage", "not_found", "rejected", "bug"] as const)(
    "with a %s error asks a person",
    async (kind) => {
      const code = {
        usage: "bad_argument",
        not_found: "not_found",
        rejected: "carrier_rejected",
        bug: "bug",
      } as const;
      await world.addUnits({ A: null });
      const engine = await world.openEngine("ana");
      const { failed } = await runWorkflow(
        engine,
        failWith(new OpsError(code[kind], "trouble", { hint: "Look." })),
      );
      const failure = await failureOf("A");
      expect(failure).toMatchObject({ code: code[kind], needs: "human" });
      const { failureId } = failure ?? { failureId: null };
      const told = { message: "trouble", hint: "Look.", retryAt: null };
      expect(failed).toEqual([{ id: "A", code: code[kind], failureId, ...told }]);
      const logged = engine.lines.filter((line) => line.includes("trouble"));
      expect(logged).toHaveLength(kind === "bug" ? 1 : 0);
    },
  );

  test("because its answer was lost waits for what is read back, until its tries are used up", async () => {
    await world.addUnits({ A: null });
    const clock = new FakeClock(START);
    const engine = await world.openEngine("ana", { clock });
    const lost = failWith(new OpsError("answer_lost", "no answer"));
    for (let n = 1; n <= 3; n++) {
      const { waiting, failed } = await runWorkflow(engine, lost);
      expect([waiting.map(({ id, what }) => [id, what]), failed]).toEqual([[["A", "no answer"]], []]);
      clock.advance(20 * 60_000);
    }
    const { waiting, failed } = await runWorkflow(engine, lost);
    expect([waiting, ids(failed)]).toEqual([[], ["A"]]);
  });

  test("because it stood elsewhere by then is filed nowhere and may be due again", async () => {
    await world.addUnits({ A: null });
    const engine = await world.openEngine("ana");
    const { skipped } = await runWorkflow(engine, failWith(new OpsError("lost_race", "gone on")));
    expect(skipped).toEqual([{ id: "A", what: "gone on" }]);
    expect(await failureOf("A")).toBeNull();
    expect(ids((await runWorkflow(engine, workflowOf())).done)).toEqual(["A"]);
  });

  test("has its status follow in the transaction that files it", async () => {
    await world.addUnits({ A: null });
    const engine = await world.openEngine("ana");
    const told: unknown[] = [];
    const workflow = {
      ...failWith(new OpsError("carrier_rejected", "no")),
      onFailure: async (
        ...[ctx, tx, failure]: Parameters<NonNullable<ReturnType<typeof workflowOf>["onFailure"]>>
      ) => {
        told.push([failure.unit.id, failure.error.code, failure.after]);
        await countUnit(tx, failure.unit, ctx.actor);
      },
    };
    await runWorkflow(engine, workflow);
    expect(told).toEqual([
      ["A", "carrier_rejected", { file: true, needs: "human", retryAt: null, tries: 1 }],
    ]);
    expect(await world.timesDone()).toEqual({ A: 1 });
    expect(await failureOf("A")).not.toBeNull();
  });

  test("and can not be filed is logged, leaves nothing half written and stays due", async () => {
    await world.addUnits({ A: null, B: null });
    const engine = await world.openEngine("ana", { concurrency: 1 });
    const workflow = workflowOf(
      async (ctx, unit) => {
        if (unit.id === "A") throw new OpsError("carrier_rejected", "no such street");
        return doUnit(ctx, unit);
      },
      {
        onFailure: async (ctx, tx, { unit }) => {
          await countUnit(tx, unit, ctx.actor);
          throw new Error("the status can not follow");
        },
      },
    );
    const report = await runWorkflow(engine, workflow);
    expect([ids(report.failed), ids(report.done)]).toEqual([["A"], ["B"]]);
    expect(engine.lines.join("\n")).toContain("no such street (not filed: the status can not follow)");
    expect(await failureOf("A")).toBeNull();
    expect(await world.timesDone()).toEqual({ A: 0, B: 1 });
    await world.expireClaims(WORKFLOW);
    expect(ids((await runWorkflow(engine, workflowOf())).done)).toEqual(["A"]);
  });
});

describe("a configuration problem", () => {
  const refuse = (code: "operation_forbidden" | "credentials_rejected") =>
    workflowOf(async (ctx, unit) => {
      if (unit.connection === "bestbuy/main") throw new OpsError(code, "refused", { facts: { status: 403 } });
      return doUnit(ctx, unit);
    });

  test.each([
    ["operation_forbidden", `connection:bestbuy/main#${WORKFLOW}`],
    ["credentials_rejected", "connection:bestbuy/main"],
  ] as const)("%s pauses %s, spares its other units and goes on with others", async (code, scope) => {
    await world.addUnits({ A1: 1, A2: 2, A3: 3, A4: 4 });
    await world.addUnits({ B1: 5, B2: 6 }, "walmart/main");
    const engine = await world.openEngine("ana", { concurrency: 1 });
    const report = await runWorkflow(engine, refuse(code));
    expect([ids(report.done), ids(report.failed)]).toEqual([["B1", "B2"], ["A1"]]);
    expect(ids(report.skipped)).toEqual(["A2", "A3", "A4"]);
    expect(await openPauses(world.db)).toMatchObject([
      {
        scope,
        code,
        reason: "refused",
        pausedBy: "ana",
        settingsFingerprint: `connection:bestbuy/main, ${code}`,
      },
    ]);
    expect(await failureOf(scope)).toMatchObject({
      code,
      needs: "human",
      payload: { status: 403, unit: "A1" },
    });
    expect(await failureOf("A1")).toBeNull();
    await resume(world.db, { scope, by: "ana", at: START });
    expect(ids((await runWorkflow(engine, workflowOf())).done)).toEqual(["A1", "A2", "A3", "A4"]);
  });

  test("of a sort of its own pauses what the workflow says, and spares no unit that still may be done", async () => {
    await world.addUnits({ A1: 1, A2: 2 });
    const engine = await world.openEngine("ana", { concurrency: 1 });
    const workflow = workflowOf(
      async (ctx, unit) => {
        if (unit.id === "A1") throw new OpsError("label_budget_used", "enough for today");
        return doUnit(ctx, unit);
      },
      { pausedBy: (_ctx, { error }) => (error.code === "label_budget_used" ? "own scope" : null) },
    );
    const report = await runWorkflow(engine, workflow);
    expect([ids(report.done), ids(report.failed)]).toEqual([["A2"], ["A1"]]);
    expect(await openPauses(world.db)).toMatchObject([{ scope: "own scope", code: "label_budget_used" }]);
    expect(await failureOf("own scope")).toMatchObject({ code: "label_budget_used", needs: "human" });
  });

  test("that several units meet at once is one pause and one failure", async () => {
    await world.addUnits(numbered(4));
    const engine = await world.openEngine("ana", { concurrency: 4 });
    const all = Promise.withResolvers<void>();
    let begun = 0;
    const workflow = workflowOf(async () => {
      if (++begun === 4) all.resolve();
      await all.promise;
      throw new OpsError("operation_forbidden", "refused");
    });
    expect((await runWorkflow(engine, workflow)).failed).toHaveLength(4);
    expect(await openPauses(world.db)).toHaveLength(1);
    expect(await failureOf(`connection:bestbuy/main#${WORKFLOW}`)).toMatchObject({ occurrences: 4 });
  });

  test("that two workflows meet at once is one pause and one failure", async () => {
    await world.addUnits({ A: 1 });
    const engine = await world.openEngine("ana");
    const both = Promise.withResolvers<void>();
    let begun = 0;
    const workflow = workflowOf(async () => {
      if (++begun === 2) both.resolve();
      await both.promise;
      throw new OpsError("credentials_rejected", "refused");
    });
    const other = { ...workflow, name: "other-workflow", processName: "OtherProcess" };
    await Promise.all([runWorkflow(engine, workflow), runWorkflow(engine, other)]);
    expect(await openPauses(world.db)).toHaveLength(1);
    const failures = await world.db.select().from(processFailures).where(isNull(processFailures.resolvedAt));
    expect(failures).toMatchObject([
      { relatedId: "connection:bestbuy/main", details: "refused", occurrences: 2 },
    ]);
  });
});
