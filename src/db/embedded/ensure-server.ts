import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { OpsError } from "../../domain/errors.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Cluster } from "./cluster.ts";
import { folderError } from "./folder-error.ts";
import { clearRemains, postmasterPid } from "./postmaster.ts";
import { probeServer } from "./probe-server.ts";
import { runServerProgram } from "./run-server-program.ts";
import { giveToFolderOwner } from "./server-account.ts";
import { serverSettings } from "./server-settings.ts";
import { ensureSocketFolder } from "./socket-folder.ts";

const ATTEMPTS = 6;
const PAUSE_MS = 200;
/** Replaying the log of a killed server under load takes minutes; a server that neither answers nor ends does not. */
const PATIENCE_MS = 10 * 60_000;
const LONGEST_POLL_MS = 100;
/** A start takes less; whoever waits for longer wants to know for what. */
const SILENT_MS = 3_000;
const NEEDED_BYTES = 32 * 1024 ** 2;
const LONGEST_LOG_BYTES = 8 * 1024 ** 2;

/**
 * Returns when the cluster's server answers: it is found running, or started.
 * To be called under the start lock. A server may still be coming up or going down for a process that was killed.
 */
export async function ensureServer(
  cluster: Cluster,
  { clock, log }: { clock: Clock; log: (message: string) => void },
): Promise<void> {
  ensureSocketFolder(cluster);
  const startedAt = clock.now().getTime();
  const giveUpAt = startedAt + PATIENCE_MS;
  let isTold = false;
  let pollMs = 5;
  let attempts = 0;
  let child: StartedServer | null = null;
  while ((await probeServer(cluster.socketDir)) !== "ready") {
    if (clock.now().getTime() >= giveUpAt) throw notStarted(cluster, "it does not answer");
    if (!isTold && clock.now().getTime() - startedAt >= SILENT_MS) {
      log(`The database in ${cluster.dataDir} does not answer yet; it is waited for.`);
      isTold = true;
    }
    if (child?.isAlive() || postmasterPid(cluster) !== null) {
      pollMs = Math.min(pollMs * 1.5, LONGEST_POLL_MS);
      await clock.sleep(pollMs);
    } else {
      if (attempts === ATTEMPTS) throw notStarted(cluster, child?.complaint() ?? "");
      await clock.sleep(attempts++ * PAUSE_MS);
      clearRemains(cluster);
      child = startPostmaster(cluster);
    }
  }
}

interface StartedServer {
  isAlive(): boolean;
  /** The last of what it wrote into the log. */
  complaint(): string;
}

function startPostmaster(cluster: Cluster): StartedServer {
  const logFile = join(cluster.dataDir, "postgres.log");
  if (existsSync(logFile) && statSync(logFile).size > LONGEST_LOG_BYTES)
    renameSync(logFile, `${logFile}.old`);
  const output = openSync(logFile, "a", 0o600);
  giveToFolderOwner(logFile);
  const logStart = statSync(logFile).size;
  const options = Object.entries(serverSettings(cluster)).flatMap(([key, value]) => [
    "-c",
    `${key}=${value}`,
  ]);
  try {
    const child = runServerProgram({ cluster, folder: cluster.folder, program: "postgres", options, output });
    child.unref();
    return {
      isAlive: () => child.exitCode === null && child.signalCode === null,
      complaint: () =>
        readFileSync(logFile).subarray(logStart).toString().trim().split("\n").slice(-4).join("\n"),
    };
  } finally {
    closeSync(output);
  }
}

function notStarted(cluster: Cluster, reason: string): unknown {
  const error = new OpsError("database_unavailable", `The embedded PostgreSQL does not start: ${reason}`, {
    facts: { folder: cluster.folder, log: join(cluster.dataDir, "postgres.log") },
    hint: `See postgres.log in ${cluster.dataDir}; \`ops doctor\` checks disk and permissions.`,
  });
  return folderError(error, { folder: cluster.dataDir, neededBytes: NEEDED_BYTES });
}
