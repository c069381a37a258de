import { once } from "node:events";
import { hostname } from "node:os";
import type { Config } from "../../../platform/config/config.ts";
import type { CommandRun } from "../../command.ts";
import { DaemonProcess } from "../../daemon/daemon-process.ts";
import { enlist, logFile } from "../../daemon/daemon-record.ts";
import { RotatingLog } from "../../daemon/rotating-log.ts";
import { demandShop } from "../../demand-shop.ts";
import { VERSION } from "../../version.ts";

interface WorkInput {
  logToFile: boolean;
}

/** `ops daemon`: works until it is told to stop. SIGHUP reads the settings again. */
export async function work(run: CommandRun<WorkInput>): Promise<number> {
  const { config } = await run.settings();
  demandShop(config);
  const { clock, output } = run;
  const { logToFile: logsToFile } = run.input;
  const enlisted = await enlist(config.workspace, {
    version: VERSION,
    logsToFile,
    drainMs: config.daemon.drainMs,
    clock,
  });
  const file = logsToFile ? new RotatingLog(logFile(config.workspace), limitsOf(config)) : null;
  const daemon = new DaemonProcess(
    {
      actor: run.env.OPS_ACTOR || `daemon@${hostname()}`,
      clock,
      enlisted,
      readConfig: async () => {
        const { config: changed } = await run.settingsAnew();
        demandShop(changed);
        return changed;
      },
      write: (line) => (file ? file.write(line) : output.log(line)),
      onSettings: (changed) => {
        if (file) file.limits = limitsOf(changed);
      },
    },
    config,
  );
  const reload = () => void daemon.reload();
  process.on("SIGHUP", reload);
  try {
    await serve(daemon, { run, config });
    await daemon.stop();
  } finally {
    process.off("SIGHUP", reload);
    file?.close();
    await enlisted.strikeOff();
  }
  return 0;
}

const limitsOf = ({ daemon }: Config) => ({ maxBytes: daemon.logMaxBytes, files: daemon.logFiles });

async function serve(
  daemon: DaemonProcess,
  { run, config }: { run: CommandRun<WorkInput>; config: Config },
): Promise<void> {
  const { signal } = run;
  const stopped = signal.aborted ? Promise.resolve() : once(signal, "abort");
  await daemon.start(config);
  await Promise.race([daemon.works, stopped, daemon.failed]);
  if (signal.aborted) return;
  if (!run.input.logToFile) await tellWorking(run, daemon);
  await Promise.race([stopped, daemon.failed]);
}

function tellWorking({ output }: CommandRun<WorkInput>, daemon: DaemonProcess): Promise<void> {
  const { pid } = process;
  return output.result({ pid, url: daemon.url }, ({ url }, { theme }) => {
    const at = url === null ? "" : ` Health and metrics: ${url}/api/v1/health, ${url}/metrics.`;
    return `${theme.ok("The daemon works")} as process ${pid}; Ctrl-C ends it.${at}\n`;
  });
}
