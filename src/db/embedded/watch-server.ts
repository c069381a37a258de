import { existsSync } from "node:fs";
import type { Cluster } from "./cluster.ts";
import { postmasterPid } from "./postmaster.ts";

const EVERY_MS = 1_000;

interface Watch {
  cluster: Cluster;
  restart: () => Promise<void>;
  log: (message: string) => void;
}

/**
 * Starts the server again when it has been killed, as by a machine short of memory. A cluster whose folder
 * is gone is left alone. @returns ends the watch, when what it was doing is done
 */
export function watchServer({ cluster, restart, log }: Watch): () => Promise<void> {
  let restarting: Promise<void> | null = null;
  const look = () => {
    if (restarting || !existsSync(cluster.folder) || postmasterPid(cluster) !== null) return;
    log("The embedded PostgreSQL has ended; starting it again");
    restarting = restart()
      .catch((error: Error) => log(error.message))
      .finally(() => {
        restarting = null;
      });
  };
  const timer = setInterval(look, EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await restarting;
  };
}
