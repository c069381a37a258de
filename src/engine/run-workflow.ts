import { OpsError, toOpsError } from "../domain/errors.ts";
import type { DueUnit } from "./due-unit.ts";
import { failUnit } from "./fail-unit.ts";
import { type Job, TOUCH_EVERY_MS } from "./queue.ts";
import { emptyReport, type RunReport } from "./run-report.ts";
import type { ClaimedUnit, EngineContext, Workflow } from "./workflow.ts";

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

const HELD_ELSEWHERE_POLL_MS = 500;
const HELD_ELSEWHERE_ROUNDS = 3;

/**
 * Does everything that is due, nearest deadline first, going on when units fail. Units that another process holds are
 * waited for; when their holder died they are done here.
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
  let heldRounds = 0;
  for (;;) {
    const left = (options.limit ?? Number.POSITIVE_INFINITY) - offered.size;
    const due = await workflow.due(ctx, Number.isFinite(left) ? left + offered.size : DUE_AT_ONCE);
    const fresh = due.filter((unit) => !offered.has(unit.id)).slice(0, left);
    if (fresh.length === 0 || options.signal?.aborted)
      return { ...run.report, durationMs: ctx.clock.now().getTime() - startedAt };
    const held = await run.doAll(fresh);
    for (const unit of fresh) offered.add(unit.id);
    if (held.length === 0 || ++heldRounds > HELD_ELSEWHERE_ROUNDS) continue;
    await untilFree(ctx, workflow.name, { held, signal: options.signal });
    for (const id of held) offered.delete(id);
  }
}

/** Units asked for at a time; the rest follows when these are done. */
const DUE_AT_ONCE = 2000;

class WorkflowRun<C extends EngineContext> {
  readonly report: RunReport;
  readonly #active = new Map<string, Promise<void>>();
  readonly #stoppedPartners = new Set<string>();
  #total = 0;

  constructor(
    readonly ctx: C,
    readonly workflow: Workflow<C>,
    readonly options: RunOptions,
  ) {
    this.report = emptyReport(workflow.name);
  }

  /** Offers the units and works the queue until it is empty; answers which were held elsewhere. */
  async doAll(units: DueUnit[]): Promise<string[]> {
    const now = this.ctx.clock.now();
    const { held } = await this.ctx.queue.offer(
      this.workflow.name,
      units.map((unit) => ({ unit, priority: priorityOf(unit, now) })),
    );
    this.#total += units.length - held.length;
    this.#tellProgress();
    const touching = setInterval(() => void this.#touch(), TOUCH_EVERY_MS);
    try {
      await this.#drain();
    } finally {
      clearInterval(touching);
    }
    return held;
  }

  async #drain(): Promise<void> {
    const most = this.workflow.concurrency ?? this.ctx.config.engine.concurrency;
    for (;;) {
      const free = this.options.signal?.aborted ? 0 : most - this.#active.size;
      const jobs = free > 0 ? await this.ctx.queue.claim(this.workflow.name, free) : [];
      for (const job of jobs) this.#start(job);
      if (this.#active.size === 0) return;
      if (jobs.length < free || free === 0) await Promise.race(this.#active.values());
    }
  }

  #start(job: Job): void {
    const doing = this.#do(job).finally(() => {
      this.#active.delete(job.jobId);
      this.#tellProgress();
    });
    this.#active.set(job.jobId, doing);
  }

  async #do(job: Job): Promise<void> {
    const unit = claimedUnit(this.ctx, this.workflow.name, job);
    const { id } = unit;
    if (this.#stoppedPartners.has(this.workflow.partner(this.ctx, unit))) {
      await this.ctx.queue.release(this.workflow.name, job.jobId);
      this.report.skipped.push({ id, what: "paused meanwhile" });
      return;
    }
    try {
      this.report.done.push({ id, what: await this.workflow.act(this.ctx, unit) });
    } catch (thrown) {
      await this.#fail(unit, toOpsError(thrown));
    }
  }

  async #fail(unit: ClaimedUnit, error: OpsError): Promise<void> {
    const { id } = unit;
    const facts = { workflow: this.workflow.name, unit: id, code: error.code };
    if (error.kind === "config") this.#stoppedPartners.add(this.workflow.partner(this.ctx, unit));
    if (error.kind === "bug") this.ctx.log.error({ ...facts, err: error.cause ?? error }, error.message);
    try {
      if (error.code !== "job_lost") await failUnit(this.ctx, this.workflow, { unit, error });
    } catch (thrown) {
      // The unit stays due and its claim runs out, so nothing is lost: the failure that could not be filed is logged.
      const second = toOpsError(thrown);
      this.ctx.log.error(
        { ...facts, filing: second.code },
        `${error.message} (not filed: ${second.message})`,
      );
    }
    if (error.kind === "conflict") this.report.skipped.push({ id, what: error.message });
    else this.report.failed.push({ id, code: error.code, message: error.message, hint: error.hint });
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
      total: this.#total,
      finished: done.length + failed.length + skipped.length,
      failed: failed.length,
    });
  }
}

/** Nearest deadline first: higher goes first, by the minute. */
function priorityOf(unit: DueUnit, now: Date): number {
  const LAST = -2_000_000_000;
  if (unit.deadline === null) return LAST;
  return Math.max(LAST + 1, Math.round((now.getTime() - unit.deadline.getTime()) / 60_000));
}

function claimedUnit(ctx: EngineContext, queueName: string, job: Job): ClaimedUnit {
  const lost = () =>
    new OpsError("job_lost", `The claim on ${job.unit.id} was taken over.`, { facts: { unit: job.unit.id } });
  return {
    ...job.unit,
    settle: (change) =>
      ctx.db.transaction(async (tx) => {
        await change(tx);
        if (!(await ctx.queue.complete(queueName, job.jobId, tx))) throw lost();
      }),
    assertHeld: async (tx) => {
      if (!(await ctx.queue.holds(queueName, job.jobId, tx))) throw lost();
    },
  };
}

async function untilFree(
  ctx: EngineContext,
  queueName: string,
  { held, signal }: { held: string[]; signal: AbortSignal | undefined },
): Promise<void> {
  for (let waiting = held; waiting.length > 0 && !signal?.aborted; ) {
    await ctx.clock.sleep(HELD_ELSEWHERE_POLL_MS);
    waiting = await ctx.queue.stillHeld(queueName, waiting);
  }
}
