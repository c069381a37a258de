import type { Bell } from "./bell.ts";
import { ClaimedWork, type UnitEnd } from "./claimed-work.ts";
import type { DueUnit } from "./due-unit.ts";
import { offerUnits } from "./offer-units.ts";
import { type Loop, repeat } from "./repeat.ts";
import { rest } from "./rest.ts";
import type { EngineContext, Workflow } from "./workflow.ts";

export interface WorkflowService<C extends EngineContext> extends Omit<Loop, "name" | "ctx"> {
  ctx: C;
  /** Rings when the tables are to be asked again. */
  bell: Bell;
  onUnit?(unit: UnitEnd): void;
  /** Told what was due at each look. */
  onDue?(due: readonly DueUnit[]): void;
}

/** Units asked for at a time; the rest follows when these are begun. */
const DUE_AT_ONCE = 2000;

/** A unit that was done and is still due waits so long: done again at once it would be done without end. */
const REST_MS = 1_000;

/**
 * Does what falls due until the signal aborts, nearest deadline first and as many units at once as the settings say,
 * then waits for those under way. Units that other processes hold are left to them.
 */
export async function serveWorkflow<C extends EngineContext>(
  workflow: Workflow<C>,
  service: WorkflowService<C>,
): Promise<void> {
  const server = new WorkflowServer(workflow, service);
  service.signal.addEventListener("abort", () => service.bell.ring(), { once: true });
  await repeat({ name: workflow.name, ...service }, () => server.pass());
  await server.finish();
}

class WorkflowServer<C extends EngineContext> {
  readonly #work: ClaimedWork<C>;
  readonly #endedAtMs = new Map<string, number>();

  constructor(
    readonly workflow: Workflow<C>,
    readonly service: WorkflowService<C>,
  ) {
    this.#work = new ClaimedWork(service.ctx, workflow, (unit) => {
      this.#endedAtMs.set(unit.id, this.#nowMs);
      service.onUnit?.(unit);
    });
  }

  get #nowMs(): number {
    return this.service.ctx.clock.now().getTime();
  }

  /** One look at the tables, and the work that it brings until the next. */
  async pass(): Promise<void> {
    const { ctx, bell, database, onDue } = this.service;
    const rung = bell.next();
    await ctx.queue.open(this.workflow.name);
    await this.#work.giveBack();
    this.#work.forgetStoppedPartners();
    const due = await this.workflow.due(ctx, { limit: DUE_AT_ONCE });
    database.works();
    onDue?.(due);
    const idle = due.filter((unit) => !this.#work.isUnderWay(unit.id));
    const resting = this.#resting();
    const fresh = idle.filter((unit) => !resting.has(unit.id));
    if (fresh.length > 0) await offerUnits(ctx, this.workflow.name, fresh);
    await this.#workUntil(fresh.length < idle.length ? Promise.race([rung, this.#rested()]) : rung, {
      mayBeMore: due.length >= DUE_AT_ONCE,
    });
  }

  finish(): Promise<void> {
    return this.#work.finish();
  }

  /** Claims and begins units, one whenever another has ended. */
  async #workUntil(nextLook: Promise<unknown>, { mayBeMore }: { mayBeMore: boolean }): Promise<void> {
    const { signal } = this.service;
    const looked = nextLook.then(() => true);
    for (let begun = 0; !signal.aborted; ) {
      const { room } = this.#work;
      const claims = await this.#work.begin(room);
      begun += claims.length;
      const isDry = claims.length < room;
      if (isDry && mayBeMore && begun > 0) return;
      if (await Promise.race([looked, this.#work.oneEnded().then(() => false)])) return;
    }
  }

  #rested(): Promise<void> {
    const { ctx, signal } = this.service;
    return rest({ clock: ctx.clock, ms: REST_MS, signal });
  }

  /** Units that ended a moment ago. */
  #resting(): ReadonlySet<string> {
    for (const [id, endedAtMs] of this.#endedAtMs)
      if (Math.abs(this.#nowMs - endedAtMs) >= REST_MS) this.#endedAtMs.delete(id);
    return new Set(this.#endedAtMs.keys());
  }
}
