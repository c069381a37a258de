import { Database } from "bun:sqlite";
import type { Clock } from "../../platform/clock.ts";
import { giveToFolderOwner } from "./server-account.ts";
import { systemCode } from "./system-code.ts";

const POLL_MS = 15;

/**
 * A lock that the operating system holds for this process, so a killed process lets go of it by itself.
 * It is the lock of an empty SQLite file; nothing is ever written. No other code may open the file: POSIX
 * drops a process's locks when any of its descriptors on that file is closed.
 */
export class FileLock {
  readonly #db: Database;

  constructor(path: string) {
    this.#db = new Database(path, { create: true, readwrite: true });
    giveToFolderOwner(path);
  }

  /** Holds the lock together with other sharers; false while somebody has it exclusively. */
  tryShared(): boolean {
    return this.#try("begin", "select name from sqlite_master");
  }

  /**
   * Holds the lock alone; false while anybody else has it. Without the pragma SQLite makes a journal file for every
   * exclusive transaction, which a full disk refuses.
   */
  tryExclusive(): boolean {
    return this.#try("pragma journal_mode = memory", "begin exclusive");
  }

  unlock(): void {
    if (this.#db.inTransaction) this.#db.run("rollback");
  }

  /** Waits for the exclusive lock; false when `patienceMs` is over before it is free. */
  async waitExclusive({ clock, patienceMs }: { clock: Clock; patienceMs: number }): Promise<boolean> {
    const giveUpAt = clock.now().getTime() + patienceMs;
    while (!this.tryExclusive()) {
      if (clock.now().getTime() >= giveUpAt) return false;
      await clock.sleep(POLL_MS);
    }
    return true;
  }

  close(): void {
    this.unlock();
    this.#db.close();
  }

  #try(...statements: string[]): boolean {
    try {
      for (const statement of statements) this.#db.run(statement);
      return true;
    } catch (error) {
      this.unlock();
      if (systemCode(error).startsWith("SQLITE_BUSY")) return false;
      throw error;
    }
  }
}
