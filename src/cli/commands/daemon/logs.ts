import { existsSync } from "node:fs";
import { OpsError } from "../../../domain/errors.ts";
import type { CommandRun } from "../../command.ts";
import { findDaemon, logFile } from "../../daemon/daemon-record.ts";
import { logLines } from "../../daemon/log-lines.ts";

interface LogsInput {
  lines: number;
  follow: boolean;
}

/** Prints the end of the background daemon's log, and with --follow what is written from then on. */
export async function logs(run: CommandRun<LogsInput>): Promise<number> {
  const { input, clock, signal, output } = run;
  const { workspace } = (await run.settings()).config;
  const file = logFile(workspace);
  if (input.follow && output.json)
    throw new OpsError("bad_argument", "What is followed has no end, and so is no JSON document.", {
      hint: 'Leave --json out; `log.format = "json"` in the settings makes each line of the log JSON.',
    });
  const daemon = await findDaemon(workspace);
  if (daemon && !daemon.logsToFile)
    output.warn(
      `The daemon that runs, process ${daemon.pid}, writes its log where it was started; under systemd: journalctl.`,
    );
  if (input.follow && !existsSync(file))
    output.note(`There is no ${file} yet. Waiting for it; Ctrl-C ends that.`);
  const text = logLines(file, { ...input, clock, signal });
  if (output.json) {
    const lines = (await Array.fromAsync(text)).join("").split("\n");
    await output.result({ file, lines: lines.at(-1) === "" ? lines.slice(0, -1) : lines }, () => "");
  } else await output.stream(text);
  return 0;
}
