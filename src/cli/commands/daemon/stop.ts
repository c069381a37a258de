import { findWorkspace } from "../../../platform/config/workspace.ts";
import type { CommandRun } from "../../command.ts";
import { endDaemon } from "../../daemon/end-daemon.ts";

/**
 * Stops the daemon, which finishes what is under way; one that does not run is stopped already. Settings that cannot be
 * used do not keep it from stopping.
 */
export async function stop(run: CommandRun<unknown>): Promise<number> {
  const { cwd, env, clock, signal, output } = run;
  const workspace = await findWorkspace({ cwd, env, folder: run.workspace });
  const ended = await endDaemon({ workspace, clock, signal });
  await output.result({ pid: ended?.pid ?? null }, ({ pid }) =>
    pid === null ? "No daemon runs here.\n" : `The daemon, process ${pid}, has stopped.\n`,
  );
  return 0;
}
