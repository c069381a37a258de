import type { Ops } from "../../app.ts";
import { openOps } from "../../app.ts";
import { toOpsError } from "../../domain/errors.ts";
import { DatabaseWatch } from "../../engine/database-watch.ts";
import { rest } from "../../engine/rest.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Config } from "../../platform/config/config.ts";
import type { OutsideObserver } from "../../platform/http/outside-observer.ts";
import type { Log } from "../../platform/log.ts";
import { type DaemonEvents, runDaemon } from "../../workflows/run-daemon.ts";

export interface GenerationInput {
  config: Config;
  clock: Clock;
  log: Log;
  actor: string;
  worker: string;
  observer: OutsideObserver;
  events: DaemonEvents;
  /** What those before have seen of the database; null when there was none. */
  before: DatabaseWatch | null;
}

const OPEN_AGAIN_AFTER_MS = 2_000;

/** The daemon's work under one set of settings; others come when these change. */
export class Generation {
  readonly config: Config;
  readonly database: DatabaseWatch;
  readonly #input: GenerationInput;
  readonly #stopping = new AbortController();
  #ops: Ops | null = null;

  constructor(input: GenerationInput) {
    this.#input = input;
    this.config = input.config;
    this.database = new DatabaseWatch(input, input.before);
  }

  /** This generation among all that run schedules on the database. */
  get worker(): string {
    return this.#input.worker;
  }

  get ops(): Ops | null {
    return this.#ops;
  }

  /** Reaches the database, however long that takes. Answers false when it was told to stop before. */
  async open(): Promise<boolean> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        this.#ops = await openOps(this.config, { ...this.#input, signal });
        this.database.works();
      } catch (thrown) {
        const error = toOpsError(thrown);
        if (error.kind !== "unavailable") throw error;
        this.database.lost(error);
      }
      if (this.#ops) return !signal.aborted;
      await rest({ clock: this.#input.clock, ms: OPEN_AGAIN_AFTER_MS, signal });
    }
    return false;
  }

  /** Works until it is told to stop, and ends when everything under way is finished. */
  async work(): Promise<void> {
    const ops = this.#ops;
    if (ops === null) return;
    const { worker, events } = this.#input;
    await runDaemon(ops, {
      worker,
      events,
      database: this.database,
      signal: this.#stopping.signal,
      hearWork: ops.hearWork,
    });
  }

  stop(): void {
    this.#stopping.abort();
  }

  async close(): Promise<void> {
    const ops = this.#ops;
    this.#ops = null;
    await ops?.close();
  }
}
