import { OpsError, toOpsError } from "../domain/errors.ts";
import { type ClaimedUnitState, claimedUnit } from "./claimed-unit.ts";
import type { DueUnit } from "./due-unit.ts";
import { failUnit } from "./fail-unit.ts";
import { type Claim, TOUCH_EVERY_MS } from "./queue.ts";
import { emptyReport, type RunReport } from "./run-report.ts";
import type { EngineContext, Workflow } from "./workflow.ts";

export interface RunOptions {
  /** Most units to do; all that are due otherwise. */
  limit?: number;
  /** Stops claiming; what is under way is finished. */
  signal?: AbortSignal;
  onProgress?(progress: RunProgress): void;
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
  const offered = new Set<string>();
  for (let roundsElsewhere = 0; run.mayBegin; ) {
    const most = Math.min(run.left, DUE_AT_ONCE);
    const due = await workflow.due(ctx, { limit: offered.size + most });
    const fresh = due.filter((unit) => !offered.has(unit.id)).slice(0, most);
    if (fresh.length === 0) break;
    for (const unit of fresh) offered.add(unit.id);
    const elsewhere = await run.doAll(fresh);
    if (elsewhere.length === 0 || ++roundsElsewhere > ELSEWHERE_ROUNDS) continue;
    await untilFree(ctx, workflow.name, { waitingFor: elsewhere, signal: options.signal });
    for (const id of elsewhere) offered.delete(id);
  }
  return { ...run.report, durationMs: ctx.clock.now().getTime() - startedAt };
}

class WorkflowRun<C extends EngineContext> {
  readonly report: RunReport;
  readonly #active = new Map<string, Promise<void>>();
  /** Offered, and not yet claimed by anybody as far as we know. */
  readonly #waiting = new Set<string>();
  readonly #stoppedPartners = new Set<string>();
  #claims = 0;

  constructor(
    readonly ctx: C,
    readonly workflow: Workflow<C>,
    readonly options: RunOptions,
  ) {
    this.report = emptyReport(workflow.name);
  }

  /** Units that may still be begun. */
  get left(): number {
    const { done, failed } = this.report;
    return (this.options.limit ?? Number.POSITIVE_INFINITY) - done.length - failed.length - this.#active.size;
  }

  get mayBegin(): boolean {
    return this.left > 0 && !this.options.signal?.aborted;
  }

  /** Offers the units and works the queue until it is empty; answers which of them another process has claimed. */
  async doAll(units: DueUnit[]): Promise<string[]> {
    for (const { id } of units) this.#waiting.add(id);
    await this.ctx.queue.offer(
      this.workflow.name,
      units.map((unit) => ({ unitId: unit.id, priority: priorityOf(unit) })),
    );
    this.#tellProgress();
    const touching = setInterval(() => void this.#touch(), TOUCH_EVERY_MS);
    try {
      await this.#drain();
    } finally {
      await Promise.all(this.#active.values());
      clearInterval(touching);
    }
    const elsewhere = this.mayBegin ? [...this.#waiting] : [];
    this.#waiting.clear();
    return elsewhere;
  }

  async #drain(): Promise<void> {
    const most = this.workflow.concurrency ?? this.ctx.config.engine.concurrency;
    for (;;) {
      const free = this.mayBegin ? Math.min(most - this.#active.size, this.left) : 0;
      const claims = free > 0 ? await this.ctx.queue.claim(this.workflow.name, free) : [];
      for (const claim of claims) this.#start(claim);
      if (this.#active.size === 0) return;
      if (claims.length < free || free === 0) await Promise.race(this.#active.values());
    }
  }

  #start(claim: Claim): void {
    this.#claims += 1;
    this.#waiting.delete(claim.unitId);
    const doing = this.#do(claim).finally(() => {
      this.#active.delete(claim.jobId);
      this.#tellProgress();
    });
    this.#active.set(claim.jobId, doing);
  }

  async #do(claim: Claim): Promise<void> {
    const unit = await this.#begin(claim);
    if (!unit) return;
    try {
      const what = await this.workflow.act(this.ctx, unit);
      if (!unit.isSettled)
        throw new OpsError("bug", `${this.workflow.name} has done ${unit.id} without settling it.`);
      this.report.done.push({ id: unit.id, what });
    } catch (thrown) {
      await this.#fail(unit, toOpsError(thrown));
    }
  }

  /** Asks whether a claimed unit is still due, and gives the claim back when it is not. */
  async #begin(claim: Claim): Promise<ClaimedUnitState | null> {
    const { name } = this.workflow;
    const id = claim.unitId;
    try {
      const due = (await this.workflow.due(this.ctx, { limit: 1, id })).find((unit) => unit.id === id);
      if (due && !this.#stoppedPartners.has(this.workflow.partner(this.ctx, due)))
        return claimedUnit(this.ctx, { queueName: name, claim, due });
      await this.ctx.queue.release(name, claim.jobId);
      this.report.skipped.push({ id, what: "not due any more" });
    } catch (thrown) {
      // Nothing is lost: the unit stays due, and its claim runs out.
      const error = toOpsError(thrown);
      this.ctx.log.error({ workflow: name, unit: id, code: error.code }, `Not begun: ${error.message}`);
      this.#reportFailed(id, error);
    }
    return null;
  }

  async #fail(unit: ClaimedUnitState, error: OpsError): Promise<void> {
    const facts = { workflow: this.workflow.name, unit: unit.id, code: error.code };
    if (error.kind === "bug") this.ctx.log.error({ ...facts, err: error.cause ?? error }, error.message);
    try {
      if (error.kind === "config") this.#stoppedPartners.add(this.workflow.partner(this.ctx, unit));
      if (error.code === "interrupted") await unit.settle(async () => {});
      else if (error.code !== "job_lost") await failUnit(this.ctx, this.workflow, { unit, error });
    } catch (thrown) {
      // Nothing is lost: the unit stays due, and its claim runs out.
      const second = toOpsError(thrown);
      this.ctx.log.error(
        { ...facts, filing: second.code },
        `${error.message} (not filed: ${second.message})`,
      );
    }
    if (error.kind === "conflict" || error.code === "interrupted")
      this.report.skipped.push({ id: unit.id, what: error.message });
    else this.#reportFailed(unit.id, error);
  }

  #reportFailed(id: string, { code, message, hint }: OpsError): void {
    this.report.failed.push({ id, code, message, hint });
  }

  async #touch(): Promise<void> {
    try {
      await this.ctx.queue.touch(this.workflow.name, [...this.#active.keys()]);
    } catch (thrown) {
      this.ctx.log.warn({ workflow: this.workflow.name, err: thrown }, "The claims could not be renewed.");
    }
  }

  #tellProgress(): void {
    const { done, failed, skipped } = this.report;
    this.options.onProgress?.({
      workflow: this.workflow.name,
      total: this.#claims + this.#waiting.size,
      finished: done.length + failed.length + skipped.length,
      failed: failed.length,
    });
  }
}

/**
 * Nearest deadline first: higher goes first, by the minute. Counted from a fixed moment, so that units offered at
 * different times compare; those of one minute go in the order in which they were offered.
 */
function priorityOf({ deadline }: DueUnit): number {
  const LAST = -2_000_000_000;
  return deadline === null ? LAST : Math.max(LAST + 1, -Math.floor(deadline.getTime() / 60_000));
}

async function untilFree(
  ctx: EngineContext,
  queueName: string,
  { waitingFor, signal }: { waitingFor: string[]; signal: AbortSignal | undefined },
): Promise<void> {
  for (let waiting = waitingFor; !signal?.aborted; await ctx.clock.sleep(ELSEWHERE_POLL_MS)) {
    waiting = await ctx.queue.stillHeld(queueName, waiting);
    if (waiting.length === 0) return;
  }
}
