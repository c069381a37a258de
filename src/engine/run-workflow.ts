import { ClaimedWork, type UnitEnd } from "./claimed-work.ts";
import type { DueUnit } from "./due-unit.ts";
import { offerUnits } from "./offer-units.ts";
import { emptyReport, type FiledFailure, type RunReport } from "./run-report.ts";
import type { EngineContext, Workflow } from "./workflow.ts";

export interface RunOptions {
  /** Most units to do; all that are due otherwise. */
  limit?: number;
  /** Stops claiming; what is under way is finished. */
  signal?: AbortSignal;
  /** Units that another process works on are left to it, and not waited for. */
  leaveOthers?: boolean;
  onProgress?(progress: RunProgress): void;
  onUnit?(unit: UnitEnd): void;
}

export interface RunProgress {
  workflow: string;
  total: number;
  finished: number;
  failed: number;
}

/** Units asked for at a time; the rest follows when these are done. */
const DUE_AT_ONCE = 2000;

const ELSEWHERE_POLL_MS = 500;
const ELSEWHERE_ROUNDS = 3;
/** Each is a question of its own to the queue. */
const ASKED_AT_ONCE = 8;

/**
 * Does everything that is due, nearest deadline first, going on when units fail. Units that another process works on
 * are waited for; those that are due afterwards, because it died or passed them over, are done here.
 * The same function serves a subcommand, the daemon and a key in the terminal UI.
 */
export async function runWorkflow<C extends EngineContext>(
  ctx: C,
  workflow: Workflow<C>,
  options: RunOptions = {},
): Promise<RunReport> {
  const startedAt = ctx.clock.now().getTime();
  await ctx.queue.open(workflow.name);
  const run = new WorkflowRun(ctx, workflow, options);
  try {
    await doEverything(run);
  } finally {
    await run.finish();
  }
  return { ...run.report, durationMs: ctx.clock.now().getTime() - startedAt };
}

async function doEverything<C extends EngineContext>(run: WorkflowRun<C>): Promise<void> {
  const { ctx, workflow, options } = run;
  const offered = new Set<string>();
  for (let roundsElsewhere = 0; run.mayBegin; ) {
    const most = Math.min(run.left, DUE_AT_ONCE);
    const due = await workflow.due(ctx, { limit: offered.size + most });
    const fresh = due.filter((unit) => !offered.has(unit.id)).slice(0, most);
    if (fresh.length === 0) break;
    for (const unit of fresh) offered.add(unit.id);
    const elsewhere = await run.doAll(fresh);
    if (elsewhere.length === 0 || options.leaveOthers || ++roundsElsewhere > ELSEWHERE_ROUNDS) continue;
    await untilFree(ctx, workflow.name, { waitingFor: elsewhere, signal: options.signal });
    for (const id of elsewhere) offered.delete(id);
  }
}

class WorkflowRun<C extends EngineContext> {
  readonly report: RunReport;
  readonly #work: ClaimedWork<C>;
  /** Offered, and not yet claimed by anybody as far as we know. */
  readonly #waiting = new Set<string>();
  #claims = 0;

  constructor(
    readonly ctx: C,
    readonly workflow: Workflow<C>,
    readonly options: RunOptions,
  ) {
    this.report = emptyReport(workflow.name);
    this.#work = new ClaimedWork(ctx, workflow, (end) => this.#take(end));
  }

  /** Units that may still be begun. */
  get left(): number {
    const { done, waiting, failed } = this.report;
    const begun = done.length + waiting.length + failed.length + this.#work.count;
    return (this.options.limit ?? Number.POSITIVE_INFINITY) - begun;
  }

  get mayBegin(): boolean {
    return this.left > 0 && !this.options.signal?.aborted;
  }

  /** Offers the units and works the queue until it is empty; answers which of them another process has claimed. */
  async doAll(units: DueUnit[]): Promise<string[]> {
    for (const { id } of units) this.#waiting.add(id);
    await offerUnits(this.ctx, this.workflow.name, units);
    this.#tellProgress();
    await this.#drain();
    const elsewhere = this.mayBegin ? [...this.#waiting] : [];
    this.#waiting.clear();
    return elsewhere;
  }

  /** Waits for what is under way, also when something has gone wrong meanwhile. */
  finish(): Promise<void> {
    return this.#work.finish();
  }

  async #drain(): Promise<void> {
    for (;;) {
      const free = this.mayBegin ? Math.min(this.#work.room, this.left) : 0;
      const claims = await this.#work.begin(free);
      this.#claims += claims.length;
      for (const { unitId } of claims) this.#waiting.delete(unitId);
      if (this.#work.count === 0) return;
      if (claims.length < free || free === 0) await this.#work.oneEnded();
    }
  }

  #take(unit: UnitEnd): void {
    const { done, waiting, failed, skipped } = this.report;
    if (unit.end === "failed") failed.push(failedUnit(unit));
    else if (unit.end === "waiting")
      waiting.push({ id: unit.id, what: unit.what, failureId: unit.failureId });
    else (unit.end === "done" ? done : skipped).push({ id: unit.id, what: unit.what });
    this.options.onUnit?.(unit);
    this.#tellProgress();
  }

  #tellProgress(): void {
    const { done, waiting, failed, skipped } = this.report;
    this.options.onProgress?.({
      workflow: this.workflow.name,
      total: this.#claims + this.#waiting.size,
      finished: done.length + waiting.length + failed.length + skipped.length,
      failed: failed.length,
    });
  }
}

function failedUnit({ id, error, failureId, retryAt }: UnitEnd & { end: "failed" }): FiledFailure {
  const { code, message, hint } = error;
  return { id, code, message, hint, failureId, retryAt };
}

async function untilFree(
  ctx: EngineContext,
  queueName: string,
  { waitingFor, signal }: { waitingFor: string[]; signal: AbortSignal | undefined },
): Promise<void> {
  let waiting = waitingFor;
  while (waiting.length > 0 && !signal?.aborted) {
    const held = await ctx.queue.stillHeld(queueName, waiting.slice(0, ASKED_AT_ONCE));
    waiting = [...held, ...waiting.slice(ASKED_AT_ONCE)];
    if (held.length > 0) await ctx.clock.sleep(ELSEWHERE_POLL_MS);
  }
}
