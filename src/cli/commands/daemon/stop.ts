import type { CommandRun } from "../../command.ts";
import { endDaemon } from "../../daemon/end-daemon.ts";

/** Stops the daemon, which finishes what is under way; one that does not run is stopped already. */
export async function stop(run: CommandRun<unknown>): Promise<number> {
  const { config } = await run.settings();
  const { clock, signal, output } = run;
  const ended = await endDaemon({
    workspace: config.workspace,
    clock,
    signal,
    drainMs: config.daemon.drainMs,
  });
  await output.result({ pid: ended?.pid ?? null }, ({ pid }) =>
    pid === null ? "No daemon runs here.\n" : `The daemon, process ${pid}, has stopped.\n`,
  );
  return 0;
}
