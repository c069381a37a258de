import { PgBoss } from "pg-boss";
import type { Tx } from "../db/database.ts";
import { jobTransaction } from "../db/job-transaction.ts";
import type { DueUnit } from "./due-unit.ts";

/** Seconds. A silent worker's job is given up after the heartbeat; different intervals, for equal ones skip ticks. */
const QUEUE_OPTIONS = {
  policy: "exclusive",
  retryLimit: 0,
  heartbeatSeconds: 30,
  expireInSeconds: 3600,
  deleteAfterSeconds: 3600,
} as const;

export const TOUCH_EVERY_MS = 10_000;

/** A claim: the job's id, and the unit as whoever offered it knew it. */
export interface Job {
  jobId: string;
  unit: DueUnit;
}

/** Claims on units of work, shared by every process on the same database: pg-boss, driven by us. */
export interface Queue {
  open(name: string): Promise<void>;
  /** Offers units that nobody holds; answers those that are held already. */
  offer(name: string, units: { unit: DueUnit; priority: number }[]): Promise<{ held: string[] }>;
  claim(name: string, most: number): Promise<Job[]>;
  touch(name: string, jobIds: string[]): Promise<void>;
  /** Whether the claim stands, locked until the transaction ends. */
  holds(name: string, jobId: string, tx: Tx): Promise<boolean>;
  /** Ends a claim inside a transaction; false when it was lost. */
  complete(name: string, jobId: string, tx: Tx): Promise<boolean>;
  /** Gives a claim up without an outcome. */
  release(name: string, jobId: string): Promise<void>;
  /** Which of these units somebody holds now. */
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
  boss.on("error", onError);
  await boss.start();
  return queueOn(boss);
}

function queueOn(boss: PgBoss): Queue {
  const opened = new Map<string, Promise<void>>();
  return {
    open(name) {
      const opening = opened.get(name) ?? openNamed(boss, name);
      opened.set(name, opening);
      return opening;
    },
    async offer(name, units) {
      const jobs = units.map(({ unit, priority }) => ({
        id: crypto.randomUUID(),
        singletonKey: unit.id,
        priority,
        data: { ...unit, deadline: unit.deadline?.toISOString() ?? null },
      }));
      const taken = new Set(await boss.insert(name, jobs, { returnId: true }));
      return { held: jobs.filter((job) => !taken.has(job.id)).map((job) => job.singletonKey) };
    },
    async claim(name, most) {
      const jobs = await boss.fetch<Omit<DueUnit, "deadline"> & { deadline: string | null }>(name, {
        batchSize: most,
      });
      return jobs.map(({ id, data }) => ({
        jobId: id,
        unit: { ...data, deadline: data.deadline === null ? null : new Date(data.deadline) },
      }));
    },
    async touch(name, jobIds) {
      if (jobIds.length > 0) await boss.touch(name, jobIds);
    },
    async holds(name, jobId, tx) {
      return isOne(await boss.touch(name, jobId, { db: jobTransaction(tx) }));
    },
    async complete(name, jobId, tx) {
      return isOne(await boss.complete(name, jobId, null, { db: jobTransaction(tx) }));
    },
    async release(name, jobId) {
      await boss.complete(name, jobId);
    },
    async stillHeld(name, unitIds) {
      const held = await Promise.all(
        unitIds.map(async (id) => {
          const jobs = await boss.findJobs(name, { key: id });
          return jobs.some((job) => job.state === "active" || job.state === "created") ? id : null;
        }),
      );
      return held.filter((id) => id !== null);
    },
    close: () => boss.stop({ graceful: false, close: true }),
  };
}

/** pg-boss answers how many rows it changed, but leaves that out of its types. */
const isOne = (response: object) => "affected" in response && response.affected === 1;

async function openNamed(boss: PgBoss, name: string): Promise<void> {
  const { policy, ...options } = QUEUE_OPTIONS;
  await boss.createQueue(name, QUEUE_OPTIONS);
  // createQueue leaves an existing queue as it was; the policy alone can not change.
  await boss.updateQueue(name, options);
}
