import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { FileLock } from "../../db/embedded/file-lock.ts";
import { OpsError } from "../../domain/errors.ts";
import type { Clock } from "../../platform/clock.ts";
import { storageError, writeAtomically } from "../../platform/files.ts";
import { processStart } from "./process-start.ts";

/** Process and start say that there is a daemon; much of the rest may be missing from what another version has written. */
const recordSchema = z.object({
  pid: z.int(),
  processStart: z.string(),
  startedAt: z.iso.datetime(),
  version: z.string().catch("unknown"),
  /** `starting` until the database was reached for the first time. */
  state: z.enum(["starting", "working", "stopping"]).catch("working"),
  /** Where health and metrics are served. */
  url: z.string().nullable().catch(null),
  /** Its log is the workspace's file; otherwise it is where it was started, as in systemd's journal. */
  logsToFile: z.boolean().catch(true),
  /** What it gives to work under way when it is told to stop. */
  drainMs: z.int().catch(30_000),
});

/** What a daemon writes of itself into its workspace. */
export type DaemonRecord = z.infer<typeof recordSchema>;

const recordFile = (workspace: string) => join(workspace, ".ops/daemon.json");
export const logFile = (workspace: string) => join(workspace, ".ops/daemon.log");

/** The daemon of a workspace, when it is alive. */
export async function findDaemon(workspace: string): Promise<DaemonRecord | null> {
  const record = await readRecord(recordFile(workspace));
  return record && processStart(record.pid) === record.processStart ? record : null;
}

/** A daemon's entry in its workspace. */
export interface Enlisted {
  update(change: Partial<Pick<DaemonRecord, "state" | "url" | "drainMs">>): Promise<void>;
  strikeOff(): Promise<void>;
}

const PATIENCE_MS = 10_000;

/** Makes this process the daemon of the workspace. @throws `already_open` when there is one */
export async function enlist(
  workspace: string,
  { clock, ...own }: Pick<DaemonRecord, "version" | "logsToFile" | "drainMs"> & { clock: Clock },
): Promise<Enlisted> {
  const file = recordFile(workspace);
  let record: DaemonRecord = {
    pid: process.pid,
    processStart: processStart(process.pid) ?? "",
    startedAt: clock.now().toISOString(),
    state: "starting",
    url: null,
    ...own,
  };
  await alone({ file, clock }, async () => {
    const other = await findDaemon(workspace);
    if (other)
      throw new OpsError("already_open", `A daemon runs in ${workspace} already, as process ${other.pid}.`, {
        facts: { pid: other.pid, workspace },
        hint: "`ops daemon status` shows it, `ops daemon stop` ends it.",
      });
    await write(file, record);
  });
  return {
    update(change) {
      record = { ...record, ...change };
      return write(file, record);
    },
    strikeOff: () => rm(file, { force: true }),
  };
}

const write = (file: string, record: DaemonRecord) => writeAtomically(file, `${JSON.stringify(record)}\n`);

/** Two that start at once do not both find the place free. */
async function alone(
  { file, clock }: { file: string; clock: Clock },
  work: () => Promise<void>,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true }).catch((error) => Promise.reject(storageError(error, file)));
  const lock = new FileLock(`${file}.lock`);
  try {
    if (!(await lock.waitExclusive({ clock, patienceMs: PATIENCE_MS })))
      throw new OpsError("already_open", "Another daemon has been starting in this workspace for too long.");
    await work();
  } finally {
    lock.close();
  }
}

async function readRecord(file: string): Promise<DaemonRecord | null> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    // Not there, or of another version: no daemon that this one could speak to.
    return null;
  }
}
