import { PgBoss } from "pg-boss";
import type { Tx } from "../db/database.ts";
import { toDatabaseError } from "../db/database-error.ts";
import { jobTransaction } from "../db/job-transaction.ts";

/**
 * Seconds. A silent worker's job is given up after the heartbeat; one that is renewed may take as long as pg-boss
 * allows, for a first import of a large shop takes hours.
 */
const QUEUE_OPTIONS = {
  policy: "exclusive",
  retryLimit: 0,
  heartbeatSeconds: 30,
  expireInSeconds: 86_400,
  deleteAfterSeconds: 3600,
} as const;

export const TOUCH_EVERY_MS = 10_000;

/** A claim on a unit. Whoever offered it may be gone long since: whether it is due must be asked again. */
export interface Claim {
  jobId: string;
  unitId: string;
}

/** Claims on units of work, shared by every process on the same database: pg-boss, driven by us. */
export interface Queue {
  open(name: string): Promise<void>;
  /** Offers units that nobody has offered or claimed yet. */
  offer(name: string, units: { unitId: string; priority: number }[]): Promise<void>;
  claim(name: string, most: number): Promise<Claim[]>;
  touch(name: string, jobIds: string[]): Promise<void>;
  /** Whether the claim stands, locked until the transaction ends. */
  holds(name: string, jobId: string, tx: Tx): Promise<boolean>;
  /** Ends a claim inside a transaction; false when it was lost. */
  complete(name: string, jobId: string, tx: Tx): Promise<boolean>;
  /** Gives a claim up without an outcome. */
  release(name: string, jobId: string): Promise<void>;
  /** Which of these units somebody is working on now. */
  stillHeld(name: string, unitIds: string[]): Promise<string[]>;
  close(): Promise<void>;
}

export interface QueueOptions {
  /** node-postgres pool settings. */
  pool: object;
  onError(error: Error): void;
}

/** Starts pg-boss in schema `pgboss` with a small pool of its own. */
export async function openQueue({ pool, onError }: QueueOptions): Promise<Queue> {
  const boss = new PgBoss({
    ...pool,
    max: 4,
    schema: "pgboss",
    schedule: false,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 5,
    maintenanceIntervalSeconds: 600,
    reindex: false,
    monitorVacuum: false,
  });
  let isClosing = false;
  // An embedded server that stops as the last one leaves cuts off connections that are ending anyway.
  boss.on("error", (error) => {
    if (!isClosing) onError(error);
  });
  try {
    await boss.start();
  } catch (error) {
    await close(boss);
    throw toDatabaseError(error);
  }
  return queueOn(boss, () => {
    isClosing = true;
    return close(boss);
  });
}

const close = (boss: PgBoss) => boss.stop({ graceful: false, close: true });

/** What pg-boss throws, in our terms. */
const told = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error) => Promise.reject(toDatabaseError(error)));

function queueOn(boss: PgBoss, close: () => Promise<void>): Queue {
  const opened = new Map<string, Promise<void>>();
  return {
    open(name) {
      const opening = opened.get(name) ?? told(openNamed(boss, name));
      opened.set(name, opening);
      return opening.catch((error) => {
        opened.delete(name);
        throw error;
      });
    },
    async offer(name, units) {
      const jobs = units.map(({ unitId, priority }) => ({
        singletonKey: unitId,
        priority,
        data: { unitId },
      }));
      await told(boss.insert(name, jobs));
    },
    async claim(name, most) {
      const jobs = await told(boss.fetch<{ unitId: string }>(name, { batchSize: most }));
      return jobs.map(({ id, data }) => ({ jobId: id, unitId: data.unitId }));
    },
    async touch(name, jobIds) {
      if (jobIds.length > 0) await told(boss.touch(name, jobIds));
    },
    async holds(name, jobId, tx) {
      return isOne(await boss.touch(name, jobId, { db: jobTransaction(tx) }));
    },
    async complete(name, jobId, tx) {
      return isOne(await boss.complete(name, jobId, null, { db: jobTransaction(tx) }));
    },
    async release(name, jobId) {
      await told(boss.complete(name, jobId));
    },
    async stillHeld(name, unitIds) {
      const held = await Promise.all(
        unitIds.map(async (id) => {
          const jobs = await told(boss.findJobs(name, { key: id }));
          return jobs.some((job) => job.state === "active") ? id : null;
        }),
      );
      return held.filter((id) => id !== null);
    },
    close,
  };
}

/** pg-boss answers how many rows it changed, but leaves that out of its types. */
const isOne = (response: object) => "affected" in response && response.affected === 1;

async function openNamed(boss: PgBoss, name: string): Promise<void> {
  const { policy, ...options } = QUEUE_OPTIONS;
  await boss.createQueue(name, QUEUE_OPTIONS);
  // createQueue leaves an existing queue as it was; the policy alone can not change.
  await boss.updateQueue(name, options);
  // It looks for silent workers every 10 s from its start: processes that live shorter would never find one.
  await boss.supervise(name);
}
