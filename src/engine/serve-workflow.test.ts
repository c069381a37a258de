import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { OpsError } from "../domain/errors.ts";
import { Bell } from "./bell.ts";
import type { UnitEnd } from "./claimed-work.ts";
import { DatabaseWatch } from "./database-watch.ts";
import { serveWorkflow } from "./serve-workflow.ts";
import { countUnit, doUnit, type Engine, EngineWorld, workflowOf } from "./testing/engine-world.ts";
import type { Workflow } from "./workflow.ts";

let world: EngineWorld;
beforeAll(async () => {
  world = await EngineWorld.open();
});
afterAll(() => world.close());

const services: Service[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service.stop();
  await world.db.execute(
    sql`truncate units; truncate process_failures; truncate pauses; delete from pgboss.job`,
  );
});

interface Service {
  engine: Engine;
  bell: Bell;
  database: DatabaseWatch;
  /** Resolves when so many units have ended, with all of them. */
  ended(count: number): Promise<UnitEnd[]>;
  stop(): Promise<void>;
  stopping: AbortController;
  over: Promise<void>;
}

/** A daemon that serves one workflow, as another process would. */
async function serve(
  workflow: Workflow<Engine>,
  { concurrency = 4, engine }: { concurrency?: number; engine?: Engine } = {},
) {
  const own = engine ?? (await world.openEngine("daemon", { concurrency }));
  const bell = new Bell();
  const database = new DatabaseWatch(own);
  const stopping = new AbortController();
  const ends: UnitEnd[] = [];
  const told = new Bell();
  const over = serveWorkflow(workflow, {
    ctx: own,
    bell,
    database,
    signal: stopping.signal,
    onUnit: (unit) => {
      ends.push(unit);
      told.ring();
      // What one unit has changed may have made others due.
      bell.ring();
    },
  });
  const service: Service = {
    engine: own,
    bell,
    database,
    stopping,
    over,
    async ended(count) {
      while (ends.length < count) await told.next();
      return ends;
    },
    async stop() {
      stopping.abort();
      await over;
    },
  };
  services.push(service);
  return service;
}

const endsOf = (ends: UnitEnd[]) => ends.map(({ id, end }) => `${id} ${end}`);

describe("a served workflow", () => {
  test("does what is due, and what falls due later when it is told to look", async () => {
    await world.addUnits({ A: 1, B: 2 });
    const { ended, bell } = await serve(workflowOf());
    expect(endsOf(await ended(2)).sort()).toEqual(["A done", "B done"]);
    await world.addUnits({ C: 3 });
    bell.ring();
    expect(endsOf(await ended(3))).toContain("C done");
    expect(await world.timesDone()).toEqual({ A: 1, B: 1, C: 1 });
  });

  test("begins what is due although another unit takes its time", async () => {
    await world.addUnits({ slow: 1 });
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { ended, bell } = await serve(
      workflowOf(async (ctx, unit) => {
        begun.resolve();
        if (unit.id === "slow") await release.promise;
        return doUnit(ctx, unit);
      }),
    );
    await begun.promise;
    await world.addUnits({ A: 2, B: 3 });
    bell.ring();
    expect(endsOf(await ended(2)).sort()).toEqual(["A done", "B done"]);
    release.resolve();
    expect(endsOf(await ended(3))).toContain("slow done");
  });

  test("does no more units at once than the settings say, however often it looks", async () => {
    await world.addUnits(Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`U${n}`, n])));
    const three = Promise.withResolvers<void>();
    let running = 0;
    let peak = 0;
    const { ended, bell } = await serve(
      workflowOf(async (ctx, unit) => {
        peak = Math.max(peak, ++running);
        if (running === 3) three.resolve();
        bell.ring();
        await three.promise;
        const what = await doUnit(ctx, unit);
        running -= 1;
        return what;
      }),
      { concurrency: 3 },
    );
    await ended(12);
    expect(peak).toBe(3);
  });

  test("goes on when units fail, and files them", async () => {
    await world.addUnits({ A: 1, B: 2 });
    const { ended } = await serve(
      workflowOf(async (ctx, unit) => {
        if (unit.id === "A") throw new OpsError("address_invalid", "no street");
        return doUnit(ctx, unit);
      }),
    );
    expect(endsOf(await ended(2)).sort()).toEqual(["A failed", "B done"]);
    const failures = await world.db.execute(sql`select related_id, needs from process_failures`);
    expect(failures.map((row) => ({ ...row }))).toEqual([{ related_id: "A", needs: "human" }]);
  });

  test("lets a unit rest that was done and is still due", async () => {
    await world.addUnits({ A: 1 });
    const actedAt: number[] = [];
    const { ended, engine } = await serve(
      workflowOf(async (ctx, unit) => {
        actedAt.push(ctx.clock.now().getTime());
        // Done twice, it is due once more.
        const isLast = actedAt.length === 3;
        await unit.settle(async (tx) => {
          if (isLast) await countUnit(tx, unit, ctx.actor);
        });
        return "done";
      }),
    );
    await ended(3);
    const waits = actedAt.slice(1).map((at, index) => at - (actedAt[index] ?? 0));
    expect(waits.every((ms) => ms >= 1000)).toBe(true);
    expect(engine.lines.filter((line) => line.includes('"level":50'))).toEqual([]);
  });

  test("takes up again what it could not file while the database was away, without waiting for its claim", async () => {
    await world.addUnits({ A: 1 });
    let isAway = true;
    const away = () => new OpsError("database_unavailable", "The database cannot be used.");
    const { ended, bell } = await serve(
      workflowOf(
        async (ctx, unit) => {
          if (isAway) throw away();
          return doUnit(ctx, unit);
        },
        {
          async onFailure() {
            isAway = false;
            throw away();
          },
        },
      ),
    );
    expect(endsOf(await ended(1))).toEqual(["A failed"]);
    bell.ring();
    expect(endsOf(await ended(2))).toEqual(["A failed", "A done"]);
  });

  test("goes on after a pass that failed, and says which", async () => {
    await world.addUnits({ A: 1 });
    const sound = workflowOf();
    let troubles = 2;
    const { ended, engine } = await serve({
      ...sound,
      async due(ctx, question) {
        if (troubles-- > 0) throw new Error("the disk is on fire");
        return sound.due(ctx, question);
      },
    });
    expect(endsOf(await ended(1))).toEqual(["A done"]);
    expect(
      engine.lines.filter((line) => line.includes("do-units was not looked at: the disk is on fire")),
    ).toHaveLength(2);
  });

  test("tells once that the database is away, and once that it is back", async () => {
    await world.addUnits({ A: 1 });
    const sound = workflowOf();
    let troubles = 4;
    const { ended, engine, database } = await serve({
      ...sound,
      async due(ctx, question) {
        if (troubles-- > 0) throw new OpsError("database_unavailable", "The database cannot be used.");
        return sound.due(ctx, question);
      },
    });
    await ended(1);
    const told = engine.lines.map((line) => JSON.parse(line).msg).filter((text) => text.includes("database"));
    expect(told).toEqual([
      "The database cannot be used. Work goes on when it is back.",
      "The database is back after 12 s.",
    ]);
    expect(database.isUp).toBe(true);
  });

  test("finishes what is under way when it is told to stop, and begins nothing more", async () => {
    await world.addUnits({ A: 1, B: 2 });
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { stopping, over } = await serve(
      workflowOf(async (ctx, unit) => {
        begun.resolve();
        await release.promise;
        return doUnit(ctx, unit);
      }),
      { concurrency: 1 },
    );
    await begun.promise;
    stopping.abort();
    release.resolve();
    await over;
    expect(await world.timesDone()).toEqual({ A: 1, B: 0 });
  });

  test("leaves units to the process that holds them, and does each once between several", async () => {
    await world.addUnits(Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`U${n}`, n])));
    const all = Promise.withResolvers<void>();
    let done = 0;
    const workflow = workflowOf(async (ctx, unit) => {
      const what = await doUnit(ctx, unit);
      if (++done === 30) all.resolve();
      return what;
    });
    await Promise.all([serve(workflow), serve(workflow)]);
    await all.promise;
    expect(new Set(Object.values(await world.timesDone()))).toEqual(new Set([1]));
  });
});
