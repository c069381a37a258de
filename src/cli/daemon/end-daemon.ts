import { OpsError } from "../../domain/errors.ts";
import { rest } from "../../engine/rest.ts";
import type { Clock } from "../../platform/clock.ts";
import { type DaemonRecord, findDaemon } from "./daemon-record.ts";

interface Ending {
  workspace: string;
  clock: Clock;
  signal: AbortSignal;
}

const LOOK_EVERY_MS = 100;
/** What it takes to close the database after that. */
const CLOSING_MS = 30_000;

/**
 * Tells the workspace's daemon to stop and waits until it has. Null when none runs.
 * @throws `interrupted` when the caller does not wait; it stops all the same. `already_open` when it does not stop
 */
export async function endDaemon({ workspace, clock, signal }: Ending): Promise<DaemonRecord | null> {
  const daemon = await findDaemon(workspace);
  if (daemon === null) return null;
  process.kill(daemon.pid, "SIGTERM");
  const giveUpAt = clock.now().getTime() + daemon.drainMs + CLOSING_MS;
  while ((await findDaemon(workspace))?.pid === daemon.pid) {
    if (signal.aborted)
      throw new OpsError("interrupted", "The daemon was told to stop and is not waited for.");
    if (clock.now().getTime() >= giveUpAt)
      throw new OpsError("already_open", `Process ${daemon.pid} was told to stop and has not.`, {
        hint: `Look at \`ops daemon logs\`. Killing it is safe: kill -9 ${daemon.pid}`,
      });
    await rest({ clock, ms: LOOK_EVERY_MS, signal });
  }
  return daemon;
}
