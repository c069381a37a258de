import { join } from "node:path";
import { OpsError } from "../../domain/errors.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Cluster } from "./cluster.ts";
import { FileLock } from "./file-lock.ts";
import { folderError } from "./folder-error.ts";
import { stopPostmaster } from "./postmaster.ts";
import { removeSocketFolder } from "./socket-folder.ts";

/** Longer than a start or stop may take. */
const PATIENCE_MS = 15 * 60_000;

/**
 * This process among those that share a cluster's server. Two lock files carry the agreement. `start.lock.db` is held
 * exclusively around every start and stop. `users.lock.db` is shared by every user; whoever gets it exclusively is the
 * last, and stops the server. The system drops both locks of a killed process.
 */
export class Membership {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #start: FileLock;
  readonly #users: FileLock;

  constructor(cluster: Cluster, clock: Clock) {
    this.#cluster = cluster;
    this.#clock = clock;
    try {
      this.#start = new FileLock(join(cluster.dataDir, "start.lock.db"));
      this.#users = new FileLock(join(cluster.dataDir, "users.lock.db"));
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** Becomes a user, and sees that there is a server to use. */
  async enter(bringUp: () => Promise<void>): Promise<void> {
    try {
      await this.alone(async () => {
        if (!this.#users.tryShared()) throw new Error("users.lock.db is held against the start lock's rule");
        await bringUp().catch(async (error) => {
          await this.#leave();
          throw error;
        });
      });
    } catch (error) {
      this.#close();
      throw this.#explained(error);
    }
  }

  /** Does what nobody may do at the same time: start, stop, start again. */
  async alone(work: () => Promise<void>): Promise<void> {
    if (!(await this.#start.waitExclusive({ clock: this.#clock, patienceMs: PATIENCE_MS })))
      throw new OpsError(
        "database_unavailable",
        `Another process is stuck starting or stopping ${this.#cluster.dataDir}.`,
      );
    await work().finally(() => this.#start.unlock());
  }

  /** Ends the use; the last user stops the server. */
  async leave(): Promise<void> {
    await this.alone(() => this.#leave()).finally(() => this.#close());
  }

  async #leave(): Promise<void> {
    this.#users.unlock();
    if (this.#users.tryExclusive()) {
      await stopPostmaster(this.#cluster, this.#clock);
      removeSocketFolder(this.#cluster);
    }
    this.#users.unlock();
  }

  #close(): void {
    this.#users.close();
    this.#start.close();
  }

  #explained(error: unknown): unknown {
    return folderError(error, { folder: this.#cluster.dataDir, neededBytes: 0 });
  }
}
