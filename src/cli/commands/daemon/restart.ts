import type { CommandRun } from "../../command.ts";
import { endDaemon } from "../../daemon/end-daemon.ts";
import { start } from "./start.ts";

/** Stops the daemon if it runs, and starts it with the program and the settings of now. */
export async function restart(run: CommandRun<unknown>): Promise<number> {
  const { config } = await run.settings();
  const { clock, signal } = run;
  await endDaemon({ workspace: config.workspace, clock, signal });
  return start(run);
}
