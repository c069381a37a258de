import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../platform/clock.ts";
import type { Cluster } from "./cluster.ts";
import { SOCKET_FILE } from "./socket-folder.ts";
import { systemCode } from "./system-code.ts";

const POLL_MS = 10;
const FAST_STOP_MS = 60_000;
const IMMEDIATE_STOP_MS = 10_000;

/**
 * The name a cluster's server and sessions carry in their command lines, which is how they are told from a
 * program that got an old server's pid. Command lines are all that root may read of another user's processes
 * in a container. Made of the folder's inode, it stays when the folder is moved.
 */
export function clusterName({ folder }: Cluster): string {
  const { dev, ino } = statSync(folder);
  return `ops-${dev.toString(36)}-${ino.toString(36)}`;
}

/** The pid of the server that serves this cluster, started by whomever, or null. */
export function postmasterPid(cluster: Cluster): number | null {
  const pid = recordedPid(cluster);
  return pid !== null && isPostmaster(pid, cluster) ? pid : null;
}

/**
 * Makes way for a new server; to be called under the start lock, when none runs. PostgreSQL itself clears the
 * records of a dead server, but not when a living program has its pid by now. Sessions outlive a killed server
 * until they next look up from their work, and keep a new one from starting.
 */
export function clearRemains(cluster: Cluster): void {
  const pid = recordedPid(cluster);
  if (pid !== null && existsSync(`/proc/${pid}`)) {
    rmSync(join(cluster.folder, "postmaster.pid"), { force: true });
    rmSync(join(cluster.socketDir, `${SOCKET_FILE}.lock`), { force: true });
  }
  for (const session of sessionPids(cluster)) signal(session, "SIGQUIT");
}

/** Stops the server: open transactions are rolled back, the data is written out. Resolves when it is gone. */
export async function stopPostmaster(cluster: Cluster, clock: Clock): Promise<void> {
  const pid = postmasterPid(cluster);
  if (pid === null) return;
  signal(pid, "SIGINT");
  if (await isGone({ pid, cluster, clock, patienceMs: FAST_STOP_MS })) return;
  // Loses nothing either: the next start replays the log.
  signal(pid, "SIGQUIT");
  await isGone({ pid, cluster, clock, patienceMs: IMMEDIATE_STOP_MS });
}

interface Wait {
  pid: number;
  cluster: Cluster;
  clock: Clock;
  patienceMs: number;
}

async function isGone({ pid, cluster, clock, patienceMs }: Wait): Promise<boolean> {
  const giveUpAt = clock.now().getTime() + patienceMs;
  while (isPostmaster(pid, cluster)) {
    if (clock.now().getTime() >= giveUpAt) return false;
    await clock.sleep(POLL_MS);
  }
  return true;
}

/** The first line of the file that a running server keeps, and a killed one leaves behind. */
function recordedPid({ folder }: Cluster): number | null {
  const pid = Number.parseInt(readIfThere(join(folder, "postmaster.pid")), 10);
  return Number.isNaN(pid) ? null : pid;
}

function isPostmaster(pid: number, cluster: Cluster): boolean {
  return commandLine(pid).includes(`\0cluster_name=${clusterName(cluster)}\0`);
}

function sessionPids(cluster: Cluster): number[] {
  const title = `postgres: ${clusterName(cluster)}: `;
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && commandLine(pid).startsWith(title));
}

/** Arguments, each ended by a zero byte; a session of PostgreSQL writes its title there. Empty for the dead. */
function commandLine(pid: number): string {
  return readIfThere(`/proc/${pid}/cmdline`);
}

/** Empty when the file is not there, or its process ended while we read. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes(systemCode(error))) return "";
    throw error;
  }
}

/** A process that ended meanwhile needs no signal. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (systemCode(error) !== "ESRCH") throw error;
  }
}
