import { sql } from "drizzle-orm";
import { PgBoss } from "pg-boss";
import { connectTo, openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import type { DatabaseConnection } from "../../db/connect.ts";
import type { Database, Tx } from "../../db/database.ts";
import { openPauses } from "../../db/stores/pauses.ts";
import { pauseFor } from "../../domain/pause-scope.ts";
import { type Clock, FakeClock } from "../../platform/clock.ts";
import { createLog } from "../../platform/log.ts";
import type { DueUnit } from "../due-unit.ts";
import { openQueue } from "../queue.ts";
import type { ClaimedUnit, EngineContext, Workflow } from "../workflow.ts";

export const START = new Date("2026-03-02T15:00:00Z");
const MINUTE_MS = 60_000;

export const minutesFromStart = (minutes: number) => new Date(START.getTime() + minutes * MINUTE_MS);

interface EngineOptions {
  concurrency?: number;
  clock?: Clock;
}

/** One process's view of the world. */
export interface Engine extends EngineContext {
  lines: string[];
  close(): Promise<void>;
}

/** A database with units of work in a table of its own, and as many processes on it as a test wants. */
export class EngineWorld {
  /** The failing queue maintenance that pg-boss does every 10 s, whenever a test wants it. */
  readonly #boss: PgBoss;
  readonly #opened: Engine[] = [];

  private constructor(
    readonly connection: TestConnection,
    boss: PgBoss,
  ) {
    this.#boss = boss;
  }

  static async open(): Promise<EngineWorld> {
    const connection = await openTestConnection({ poolSize: 12 });
    await connection.db.execute(sql`
      create table units (id text primary key, deadline timestamptz, connection text not null,
        times integer not null default 0, done_by text)`);
    const pool = connection.pgPoolConfig();
    const boss = new PgBoss({ ...pool, max: 1, schema: "pgboss", schedule: false, supervise: false });
    await boss.start();
    return new EngineWorld(connection, boss);
  }

  get db(): Database {
    return this.connection.db;
  }

  async close(): Promise<void> {
    for (const engine of this.#opened) await engine.close();
    await this.#boss.stop({ graceful: false });
    await this.connection.close();
  }

  /** Another process on the same database. */
  async openEngine(
    actor: string,
    { concurrency = 4, clock = new FakeClock(START) }: EngineOptions = {},
  ): Promise<Engine> {
    const own: DatabaseConnection = await connectTo(this.connection.url, { poolSize: 8 });
    const lines: string[] = [];
    const log = createLog({
      settings: { level: "debug", format: "json" },
      clock,
      secrets: [],
      write: (line) => void lines.push(line),
    });
    const queue = await openQueue({
      pool: own.pgPoolConfig(),
      onError: (err) => log.error({ err }, "The queue had trouble."),
    });
    const minutes = [4, 8, 16].map((wait) => wait * MINUTE_MS);
    const settings = { concurrency, retryAfterMs: minutes, deadlineNearMs: 60 * MINUTE_MS, cycleWaitMs: 0 };
    const engine: Engine = {
      db: own.db,
      queue,
      clock,
      log,
      actor,
      config: { engine: settings },
      settingsFingerprint: (partner, code) => `${partner}, ${code}`,
      lines,
      close: () => queue.close().finally(() => own.close()),
    };
    this.#opened.push(engine);
    return engine;
  }

  /** Units by id with the minutes to their deadline, null for none. */
  async addUnits(units: Record<string, number | null>, connection = "bestbuy/main"): Promise<void> {
    for (const [id, minutes] of Object.entries(units))
      await this.db.execute(sql`
        insert into units (id, deadline, connection)
        values (${id}, ${minutes === null ? null : minutesFromStart(minutes).toISOString()}::timestamptz, ${connection})`);
  }

  /** How often each unit was done. */
  async timesDone(): Promise<Record<string, number>> {
    const rows = await this.db.execute<{ id: string; times: number }>(
      sql`select id, times from units order by id`,
    );
    return Object.fromEntries(rows.map(({ id, times }) => [id, times]));
  }

  /** Makes the holders of claims look as if they had been silent for an hour, and lets pg-boss notice. */
  async expireClaims(name: string, unitIds?: string[]): Promise<void> {
    await this.silenceClaims(name, unitIds);
    await this.#boss.supervise(name);
  }

  /** Makes them look so, without anybody noticing yet. */
  async silenceClaims(name: string, unitIds?: string[]): Promise<void> {
    await this.db.execute(sql`
      update pgboss.job set heartbeat_on = now() - interval '1 hour'
      where name = ${name} and state = 'active'
        and (${unitIds === undefined} or singleton_key = any(${sql.param(unitIds ?? [])}::text[]))`);
    await this.db.execute(sql`update pgboss.queue set monitor_claim_on = null where name = ${name}`);
  }

  async jobStates(name: string): Promise<Record<string, string>> {
    const rows = await this.db.execute<{ id: string; state: string }>(sql`
      select singleton_key as id, state from pgboss.job where name = ${name} order by created_on, singleton_key`);
    return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
  }
}

type Act = (ctx: Engine, unit: ClaimedUnit) => Promise<string>;

export const WORKFLOW = "do-units";
export const PROCESS = "UnitsOfWork";

/** What doing a unit means: it is counted. */
export const countUnit = (tx: Tx, { id }: DueUnit, actor: string) =>
  tx.execute(sql`update units set times = times + 1, done_by = ${actor} where id = ${id}`);

export const doUnit: Act = async (ctx, unit) => {
  await unit.settle(async (tx) => void (await countUnit(tx, unit, ctx.actor)));
  return `done by ${ctx.actor}`;
};

/** A small workflow as the real ones are: due is what the table says, but for failures, pauses and done units. */
export const workflowOf = (act: Act = doUnit, change: Partial<Workflow<Engine>> = {}): Workflow<Engine> => ({
  name: WORKFLOW,
  processName: PROCESS,
  partner: (_ctx, unit) => `connection:${unit.connection}`,
  async due(ctx, { limit, id }) {
    const pauses = await openPauses(ctx.db);
    const rows = await ctx.db.execute<{ id: string; deadline: Date | null; connection: string }>(sql`
      select u.id, u.deadline, u.connection from units u
      left join process_failures f on f.process_name = ${PROCESS} and f.related_id = u.id and f.resolved_at is null
      where u.times = 0 and (f.failure_id is null or f.retry_at <= ${ctx.clock.now().toISOString()}::timestamptz)
        and (${id ?? null}::text is null or u.id = ${id ?? null})
      order by u.deadline nulls last, u.id limit ${limit}`);
    return rows
      .map((row) => ({ ...row }))
      .filter(({ connection }) => {
        const question = { partner: `connection:${connection}`, workflow: WORKFLOW, hasEffects: true };
        return pauseFor(pauses, question) === null;
      });
  },
  act,
  ...change,
});
