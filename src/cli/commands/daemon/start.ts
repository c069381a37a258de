import type { CommandRun } from "../../command.ts";
import { type DaemonRecord, findDaemon, logFile } from "../../daemon/daemon-record.ts";
import { launchDaemon } from "../../daemon/launch-daemon.ts";
import { demandShop } from "../../demand-shop.ts";
import type { Screen } from "../../output/screen.ts";

interface Started extends Pick<DaemonRecord, "pid" | "state" | "url"> {
  /** It ran already. */
  wasRunning: boolean;
  /** Null when it does not log to a file. */
  log: string | null;
}

/** Starts the daemon in the background. Answers the status with which it ended when it did not stay. */
export async function start(run: CommandRun<unknown>): Promise<number> {
  const { config } = await run.settings();
  demandShop(config);
  const { workspace } = config;
  const running = await findDaemon(workspace);
  if (running) return tell(run, { daemon: running, wasRunning: true, workspace });
  const { env, clock, signal, overrides, output } = run;
  const launched = await launchDaemon({ workspace, overrides, env, clock, signal });
  if (launched.ok) return tell(run, { daemon: launched.daemon, wasRunning: false, workspace });
  // Another start may have been faster.
  const faster = await findDaemon(workspace);
  if (faster) return tell(run, { daemon: faster, wasRunning: true, workspace });
  output.note(`The daemon did not stay. It wrote:\n${launched.words.trimEnd()}`);
  return launched.status;
}

async function tell(
  { output }: CommandRun<unknown>,
  told: { daemon: DaemonRecord; wasRunning: boolean; workspace: string },
): Promise<number> {
  const { pid, state, url, logsToFile } = told.daemon;
  const log = logsToFile ? logFile(told.workspace) : null;
  await output.result({ pid, state, url, wasRunning: told.wasRunning, log } satisfies Started, render);
  return 0;
}

function render({ pid, state, url, wasRunning, log }: Started, { theme }: Screen): string {
  const what = wasRunning ? "The daemon runs already" : theme.ok("The daemon runs");
  const lines = [
    `${what}, as process ${pid}.`,
    state === "starting" ? theme.warn("It still waits for the database: ops daemon logs") : "",
    url === null ? "" : `Health and metrics: ${url}/api/v1/health, ${url}/metrics`,
    log === null ? "" : theme.dim(`Log: ${log}`),
  ];
  return `${lines.filter(Boolean).join("\n")}\n`;
}
