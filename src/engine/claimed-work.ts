import { isOutage } from "../db/database-error.ts";
import { OpsError, toOpsError } from "../domain/errors.ts";
import { type ClaimedUnitState, claimedUnit } from "./claimed-unit.ts";
import { type Filed, failUnit } from "./fail-unit.ts";
import { type Claim, TOUCH_EVERY_MS } from "./queue.ts";
import type { EngineContext, Workflow } from "./workflow.ts";

/** What became of a claimed unit. `waiting`: nothing definite is known, and it is looked up or read back. `skipped`: somebody else took it, or it stood elsewhere by the time. */
export type UnitEnd =
  | { end: "done" | "skipped"; id: string; what: string }
  | { end: "waiting"; id: string; what: string; failureId: number | null }
  | { end: "failed"; id: string; error: OpsError; failureId: number | null; retryAt: Date | null };

/** The units of one workflow that this process has claimed: does them side by side and keeps their claims alive. */
export class ClaimedWork<C extends EngineContext> {
  readonly #active = new Map<string, { unitId: string; doing: Promise<void> }>();
  readonly #stoppedPartners = new Set<string>();
  /** Claims of units that ended here while the database was away. */
  readonly #unreturned = new Set<string>();
  readonly #touching: ReturnType<typeof setInterval>;

  constructor(
    readonly ctx: C,
    readonly workflow: Workflow<C>,
    readonly onEnd: (end: UnitEnd) => void,
  ) {
    this.#touching = setInterval(() => void this.#touch(), TOUCH_EVERY_MS);
  }

  get count(): number {
    return this.#active.size;
  }

  /** Units that may be begun beside those under way. */
  get room(): number {
    return (this.workflow.concurrency ?? this.ctx.config.engine.concurrency) - this.#active.size;
  }

  isUnderWay(unitId: string): boolean {
    return [...this.#active.values()].some((unit) => unit.unitId === unitId);
  }

  /** Claims up to `most` units and begins them. */
  async begin(most: number): Promise<Claim[]> {
    const claims = most > 0 ? await this.ctx.queue.claim(this.workflow.name, most) : [];
    for (const claim of claims) {
      const doing = this.#do(claim).then((end) => {
        this.#active.delete(claim.jobId);
        this.onEnd(end);
      });
      this.#active.set(claim.jobId, { unitId: claim.unitId, doing });
    }
    return claims;
  }

  /** Resolves when one of the units under way has ended; never when there is none. */
  oneEnded(): Promise<void> {
    return Promise.race([...this.#active.values()].map(({ doing }) => doing));
  }

  /** Partners whose units were passed over are asked about anew. */
  forgetStoppedPartners(): void {
    this.#stoppedPartners.clear();
  }

  /** Ends the claims that could not be ended in time: otherwise they run out, and their units wait for it. */
  async giveBack(): Promise<void> {
    for (const jobId of this.#unreturned) {
      await this.ctx.queue.release(this.workflow.name, jobId);
      this.#unreturned.delete(jobId);
    }
  }

  /** Waits for everything under way. Nothing may be begun afterwards. */
  async finish(): Promise<void> {
    await Promise.all([...this.#active.values()].map(({ doing }) => doing));
    clearInterval(this.#touching);
  }

  async #do(claim: Claim): Promise<UnitEnd> {
    const unit = await this.#enter(claim);
    if ("end" in unit) return unit;
    try {
      const what = await this.workflow.act(this.ctx, unit);
      if (!unit.isSettled)
        throw new OpsError("bug", `${this.workflow.name} has done ${unit.id} without settling it.`);
      if (typeof what === "string") return { end: "done", id: unit.id, what };
      return { end: "waiting", id: unit.id, what: what.waiting, failureId: null };
    } catch (thrown) {
      return this.#fail(claim, unit, toOpsError(thrown));
    }
  }

  /** Asks whether a claimed unit is still due, and gives the claim back when it is not. */
  async #enter({ jobId, unitId: id }: Claim): Promise<ClaimedUnitState | UnitEnd> {
    const { name } = this.workflow;
    try {
      const due = (await this.workflow.due(this.ctx, { limit: 1, id })).find((unit) => unit.id === id);
      if (due && !this.#stoppedPartners.has(this.workflow.partner(this.ctx, due)))
        return claimedUnit(this.ctx, { queueName: name, claim: { jobId, unitId: id }, due });
      await this.ctx.queue.release(name, jobId);
      return { end: "skipped", id, what: "not due any more" };
    } catch (thrown) {
      // Nothing is lost: the unit stays due.
      this.#unreturned.add(jobId);
      const error = toOpsError(thrown);
      this.ctx.log.error({ workflow: name, unit: id, code: error.code }, `Not begun: ${error.message}`);
      return { end: "failed", id, error, failureId: null, retryAt: null };
    }
  }

  async #fail({ jobId }: Claim, unit: ClaimedUnitState, error: OpsError): Promise<UnitEnd> {
    const facts = { workflow: this.workflow.name, unit: unit.id, code: error.code };
    if (error.kind === "bug") this.ctx.log.error({ ...facts, err: error.cause ?? error }, error.message);
    let filed: Filed | null = null;
    try {
      if (error.kind === "config" && !this.workflow.pausedBy?.(this.ctx, { unit, error }))
        this.#stoppedPartners.add(this.workflow.partner(this.ctx, unit));
      if (error.code === "interrupted") await unit.settle(async () => {});
      else if (error.code !== "job_lost") filed = await failUnit(this.ctx, this.workflow, { unit, error });
    } catch (thrown) {
      // Nothing is lost: the unit stays due.
      this.#unreturned.add(jobId);
      const second = toOpsError(thrown);
      this.ctx.log.error(
        { ...facts, filing: second.code },
        `${error.message} (not filed${second.message === error.message ? ", for the same reason" : `: ${second.message}`})`,
      );
    }
    if (error.kind === "conflict" || error.code === "interrupted")
      return { end: "skipped", id: unit.id, what: error.message };
    const failureId = filed?.failureId ?? null;
    if (error.kind === "in_doubt" && filed !== null && filed.retryAt !== null)
      return { end: "waiting", id: unit.id, what: error.message, failureId };
    return { end: "failed", id: unit.id, error, failureId, retryAt: filed?.retryAt ?? null };
  }

  async #touch(): Promise<void> {
    try {
      await this.ctx.queue.touch(this.workflow.name, [...this.#active.keys()]);
    } catch (thrown) {
      const facts = { workflow: this.workflow.name, err: thrown };
      this.ctx.log[isOutage(thrown) ? "debug" : "warn"](facts, "The claims could not be renewed.");
    }
  }
}
