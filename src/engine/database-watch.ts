import type { OpsError } from "../domain/errors.ts";
import type { Clock } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";

/** Whether the database can be used, as the work of this process finds it. It tells the log when that changes. */
export class DatabaseWatch {
  readonly #clock: Clock;
  readonly #log: Log;
  #isUp = true;
  #since: Date;

  /** @param before what another watch in this process has seen of it until now */
  constructor({ clock, log }: { clock: Clock; log: Log }, before: DatabaseWatch | null = null) {
    this.#clock = clock;
    this.#log = log;
    this.#since = before?.isUp ? before.since : clock.now();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** When it became what it is. */
  get since(): Date {
    return this.#since;
  }

  lost(error: OpsError): void {
    if (this.#isUp) this.#log.error({ code: error.code }, `${error.message} Work goes on when it is back.`);
    this.#turn(false);
  }

  works(): void {
    if (this.#isUp) return;
    const seconds = Math.round((this.#clock.now().getTime() - this.#since.getTime()) / 1000);
    this.#log.info({ seconds }, `The database is back after ${seconds} s.`);
    this.#turn(true);
  }

  #turn(isUp: boolean): void {
    if (this.#isUp === isUp) return;
    this.#isUp = isUp;
    this.#since = this.#clock.now();
  }
}
