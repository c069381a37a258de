import { closeSync, mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { rest } from "../../engine/rest.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Environment } from "../../platform/config/environment.ts";
import { storageError } from "../../platform/files.ts";
import { type DaemonRecord, findDaemon, logFile } from "./daemon-record.ts";
import { daemonArguments, ownProgram } from "./own-program.ts";

interface Launch {
  workspace: string;
  overrides: Readonly<Record<string, string>>;
  env: Environment;
  clock: Clock;
  signal: AbortSignal;
}

export type Launched =
  | { ok: true; daemon: DaemonRecord }
  /** It ended again; `words` is what it wrote. */
  | { ok: false; status: number; words: string };

const LOOK_EVERY_MS = 100;
/** A first start unpacks and makes the embedded database. One that is away is waited for in the background. */
const PATIENCE_MS = 20_000;

/** Starts a daemon in the background, in a session of its own, and waits until it works or has ended. */
export async function launchDaemon(launch: Launch): Promise<Launched> {
  const { workspace, clock, signal } = launch;
  const log = logFile(workspace);
  const output = openForAppending(log);
  const before = statSync(log).size;
  const child = Bun.spawn([...ownProgram(), ...daemonArguments(launch), "--log-to-file"], {
    cwd: workspace,
    env: launch.env,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  child.unref();
  const giveUpAt = clock.now().getTime() + PATIENCE_MS;
  for (;;) {
    await rest({ clock, ms: LOOK_EVERY_MS, until: child.exited, signal });
    if (child.exitCode !== null || child.signalCode !== null)
      return { ok: false, status: child.exitCode || 1, words: readFileSync(log).subarray(before).toString() };
    const daemon = await findDaemon(workspace);
    const isOurs = daemon?.pid === child.pid;
    if (isOurs && (daemon.state === "working" || signal.aborted || clock.now().getTime() >= giveUpAt))
      return { ok: true, daemon };
  }
}

function openForAppending(file: string): number {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, "a", 0o644);
  } catch (thrown) {
    throw storageError(thrown, file);
  }
}
