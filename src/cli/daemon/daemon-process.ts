import { toOpsError } from "../../domain/errors.ts";
import { rest } from "../../engine/rest.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Config } from "../../platform/config/config.ts";
import { secretsOf } from "../../platform/config/secrets-of.ts";
import type { OutsideObserver } from "../../platform/http/outside-observer.ts";
import { createLog, type Log } from "../../platform/log.ts";
import type { DaemonView } from "../../server/daemon-view.ts";
import type { DaemonEvents } from "../../workflows/run-daemon.ts";
import { VERSION } from "../version.ts";
import type { Enlisted } from "./daemon-record.ts";
import { Generation } from "./generation.ts";
import type { StatusServer } from "./status-server.ts";

interface DaemonProcessInput {
  actor: string;
  clock: Clock;
  enlisted: Enlisted;
  /** Reads the settings as they are by now. */
  readConfig(): Promise<Config>;
  /** Takes finished log lines. */
  write(line: string): void;
  /** Told of settings that were taken. */
  onSettings?(config: Config): void;
}

/** What a database that answers needs to be left, the embedded one stopped. */
const CLOSING_MS = 5_000;

/** One daemon: its settings as they change, its work under each, what it shows of itself. */
export class DaemonProcess {
  readonly #input: DaemonProcessInput;
  readonly #startedAt: Date;
  /** Those that reach for the database, work, or finish what they have begun, each with its end. */
  readonly #alive = new Map<Generation, Promise<void>>();
  readonly #works = Promise.withResolvers<void>();
  readonly #failed = Promise.withResolvers<never>();
  /** The newest that has reached the database; before there is one, the newest that tries. */
  #current: Generation | null = null;
  /** Whether it has reached the database or not. */
  #newest: Generation | null = null;
  #log: Log;
  #status: StatusServer | null = null;
  #count = 0;
  #isStopping = false;

  constructor(input: DaemonProcessInput, config: Config) {
    this.#input = input;
    this.#startedAt = input.clock.now();
    this.#log = this.#logFor(config);
    // Nobody may be waiting for it by the time.
    this.#failed.promise.catch(() => undefined);
  }

  /** Where health and metrics are served. */
  get url(): string | null {
    return this.#status?.url ?? null;
  }

  /** Resolves when the database was reached for the first time. */
  get works(): Promise<void> {
    return this.#works.promise;
  }

  /** Rejects with the error that no retry mends. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /** Begins to reach for the database, and to work when it is there. @throws `bad_settings` */
  async start(config: Config): Promise<void> {
    await this.#listen(config);
    await this.#input.enlisted.update({ url: this.url });
    this.#log.info({ pid: process.pid, version: VERSION, url: this.url }, "The daemon starts.");
    const first = this.#newGeneration(config);
    this.#current = first;
    this.#follow(first, this.#openAndWork(first));
  }

  /** Takes the settings as they are by now, the newest when it is told again. Those in force stay when the new ones cannot be used. */
  async reload(): Promise<void> {
    try {
      const next = this.#newGeneration(await this.#input.readConfig());
      this.#follow(next, this.#replaceBy(next));
    } catch (thrown) {
      this.#tellKept(thrown);
    }
  }

  /** Stops claiming, and waits a bounded time for what is under way. What is not finished then is safe. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#log.info({}, "The daemon stops: it finishes what is under way.");
    await this.#input.enlisted.update({ state: "stopping" });
    const alive = [...this.#alive];
    for (const [generation] of alive) generation.stop();
    const drainMs = this.#current?.config.daemon.drainMs ?? 0;
    if (!(await this.#endsWithin(drainMs, Promise.all(alive.map(([, end]) => end)))))
      this.#log.warn({}, `Left unfinished after ${drainMs / 1000} s; it is due again.`);
    if (!(await this.#endsWithin(CLOSING_MS, Promise.all(alive.map(([generation]) => generation.close())))))
      this.#log.warn({}, "The database does not answer: it is left without waiting for it.");
    await this.#status?.stop();
    this.#log.info({}, "The daemon has stopped.");
  }

  async #endsWithin(ms: number, end: Promise<unknown>): Promise<boolean> {
    let hasEnded = false;
    const until = end.then(() => {
      hasEnded = true;
    });
    await rest({ clock: this.#input.clock, ms, until, signal: new AbortController().signal });
    return hasEnded;
  }

  async #openAndWork(generation: Generation): Promise<void> {
    if (await generation.open()) await this.#work(generation);
  }

  async #work(generation: Generation): Promise<void> {
    await this.#input.enlisted.update({
      state: "working",
      url: this.url,
      drainMs: generation.config.daemon.drainMs,
    });
    this.#log.info({ worker: generation.worker, url: this.url }, "The daemon works.");
    this.#works.resolve();
    await generation.work();
  }

  /** Those before work on until this one has all that it needs; it gives way when there is a newer one by then. */
  async #replaceBy(next: Generation): Promise<void> {
    try {
      if (!(await next.open()) || next !== this.#newest) return;
      await this.#listen(next.config);
    } catch (thrown) {
      return this.#tellKept(thrown);
    }
    for (const older of this.#alive.keys()) {
      if (older === next) break;
      older.stop();
    }
    this.#current = next;
    this.#log = this.#logFor(next.config);
    this.#input.onSettings?.(next.config);
    this.#log.info({}, "The settings were read again and are in force.");
    await this.#work(next);
  }

  #tellKept(thrown: unknown): void {
    const { code, message } = toOpsError(thrown);
    this.#log.error({ code }, `The settings stay as they were, for the new ones cannot be used. ${message}`);
  }

  #follow(generation: Generation, life: Promise<void>): void {
    const end = life
      .catch((error: unknown) => this.#failed.reject(error))
      .finally(() => this.#alive.delete(generation))
      .then(() => (this.#isStopping ? undefined : generation.close()));
    this.#alive.set(generation, end);
  }

  #newGeneration(config: Config): Generation {
    const { actor, clock } = this.#input;
    this.#newest = new Generation({
      config,
      clock,
      actor,
      log: this.#logFor(config),
      worker: this.#workerName(++this.#count),
      observer: this.#observer,
      events: this.#events,
      before: this.#current?.database ?? null,
    });
    return this.#newest;
  }

  #workerName(generation: number): string {
    const own = `${this.#input.actor}:${process.pid}`;
    return generation === 1 ? own : `${own}.${generation}`;
  }

  #logFor(config: Config): Log {
    const { clock, write } = this.#input;
    return createLog({ settings: config.log, clock, secrets: secretsOf(config), write });
  }

  async #listen({ daemon: { listen } }: Config): Promise<void> {
    const before = this.#status;
    if (before?.address.host === listen?.host && before?.address.port === listen?.port) return;
    if (listen === null) this.#status = null;
    else {
      const { startStatusServer } = await import("./status-server.ts");
      this.#status = startStatusServer({ address: listen, view: this.#view, clock: this.#input.clock });
    }
    await before?.stop();
  }

  get #view(): DaemonView {
    const current = () => this.#current;
    const fallback = { isUp: false, since: this.#startedAt };
    return {
      version: VERSION,
      worker: this.#workerName(1),
      startedAt: this.#startedAt,
      ops: () => current()?.ops ?? null,
      get database() {
        return current()?.database ?? fallback;
      },
      isStopping: () => this.#isStopping,
    };
  }

  get #events(): DaemonEvents {
    return {
      onUnit: (...told) => this.#status?.events.onUnit?.(...told),
      onDue: (...told) => this.#status?.events.onDue?.(...told),
      onSlot: (...told) => this.#status?.events.onSlot?.(...told),
    };
  }

  get #observer(): OutsideObserver {
    return {
      called: (call) => this.#status?.observer.called(call),
      waited: (...told) => this.#status?.observer.waited(...told),
    };
  }
}
