import { OpsError } from "../../../domain/errors.ts";
import type { CommandRun } from "../../command.ts";
import { findDaemon } from "../../daemon/daemon-record.ts";

/** Has the daemon read its settings again. Bad ones are refused here, before it is told. */
export async function reload(run: CommandRun<unknown>): Promise<number> {
  const { config } = await run.settings();
  const daemon = await findDaemon(config.workspace);
  if (daemon === null)
    throw new OpsError("not_found", `No daemon runs in ${config.workspace}.`, {
      hint: "`ops daemon start` starts it.",
    });
  process.kill(daemon.pid, "SIGHUP");
  await run.output.result(
    { pid: daemon.pid },
    ({ pid }) => `Process ${pid} reads its settings again; \`ops daemon logs\` tells what came of it.\n`,
  );
  return 0;
}
