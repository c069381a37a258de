import type { Database, Tx } from "../db/database.ts";
import type { ErrorCode } from "../domain/error-codes.ts";
import type { OpsError } from "../domain/errors.ts";
import type { Clock } from "../platform/clock.ts";
import type { EngineSettings } from "../platform/config/config.ts";
import type { Log } from "../platform/log.ts";
import type { AfterFailure } from "./after-failure.ts";
import type { DueUnit } from "./due-unit.ts";
import type { Queue } from "./queue.ts";

/** What the engine needs of the world; workflows extend it with their own. */
export interface EngineContext {
  db: Database;
  queue: Queue;
  clock: Clock;
  log: Log;
  /** Who is recorded as having done it: `daemon@host`, a user's name. */
  actor: string;
  config: { engine: EngineSettings };
  /** Stands for the settings that could end a pause of the partner with this code; null where none could. */
  settingsFingerprint(partner: string, code: ErrorCode): string | null;
}

/** A unit claimed by this process. */
export interface ClaimedUnit extends DueUnit {
  /**
   * Commits the outcome: `change` and the end of the claim are one transaction. When the claim was lost, everything
   * rolls back with `job_lost`. A unit is settled exactly once.
   */
  settle(change: (tx: Tx) => Promise<void>): Promise<void>;
  /** Inside a transaction: locks the claim until it ends. @throws `job_lost` */
  assertHeld(tx: Tx): Promise<void>;
}

export interface DueQuestion {
  limit: number;
  /** Asks about this one alone; what else is due may be left out. */
  id?: string;
}

/** What was done, for people; or that nothing definite is known yet, and what brings it. */
export type ActOutcome = string | { waiting: string };

export interface UnitFailure {
  unit: DueUnit;
  error: OpsError;
  after: AfterFailure;
}

/** A workflow is data: what is due, and how one unit is done. */
export interface Workflow<C extends EngineContext> {
  /** Also the queue's name, the metric label and the log field. */
  name: string;
  /** What its failures are filed under: `OrderAcceptance`. */
  processName: string;
  /** Who it talks to for a unit: `connection:bestbuy/main`, `carrier:canada-post`. What is paused when that one refuses us. */
  partner(ctx: C, unit: DueUnit): string;
  /** What a `config` error pauses, where that is neither the partner nor the whole workflow with it; null otherwise. */
  pausedBy?(ctx: C, failed: { unit: DueUnit; error: OpsError }): string | null;
  /** Units at once, where the settings' concurrency does not apply. */
  concurrency?: number;
  /**
   * Asks the tables what is true now, nearest deadline first. Asked again about each unit once it is claimed, for
   * whoever held it before may have settled it.
   */
  due(ctx: C, question: DueQuestion): Promise<DueUnit[]>;
  /**
   * When the next unit falls due by itself, from a moment on; null when none will. Left out where nothing waits for it:
   * what has a schedule comes with that.
   */
  next?(ctx: C, from: Date): Promise<Date | null>;
  /** Does one unit and settles it once, or throws. */
  act(ctx: C, unit: ClaimedUnit): Promise<ActOutcome>;
  /** Runs in the transaction that files a failure: where the order's status follows it. */
  onFailure?(ctx: C, tx: Tx, failure: UnitFailure): Promise<void>;
}
