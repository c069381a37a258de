import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { OpsError, toOpsError } from "../../../domain/errors.ts";
import { writeAtomically } from "../../../platform/files.ts";
import type { CommandRun } from "../../command.ts";
import { daemonArguments, ownProgram } from "../../daemon/own-program.ts";
import { systemdUnit, unitName } from "../../daemon/systemd-unit.ts";
import type { Screen } from "../../output/screen.ts";

interface InstallInput {
  system: boolean;
  user: string | undefined;
  print: boolean;
}

interface Installed {
  /** Null when it was only printed. */
  file: string | null;
  unit: string;
  /** What makes systemd run it. */
  next: string[];
}

/** What it takes to close the database once the work is finished. */
const CLOSING_SECONDS = 30;

/** Writes a systemd unit for the workspace's daemon; nothing is started by it. */
export async function install(run: CommandRun<InstallInput>): Promise<number> {
  const { system, print } = run.input;
  if (run.input.user !== undefined && !system)
    throw new OpsError("bad_argument", "--user names the user of a machine's unit, which --system writes.", {
      hint: "Leave it out for a unit of your own, or add --system.",
    });
  const { config } = await run.settings();
  const { workspace } = config;
  const unit = systemdUnit({
    command: [...ownProgram(), ...daemonArguments({ workspace, overrides: run.overrides })],
    workspace,
    user: system ? (run.input.user ?? (run.env.SUDO_USER || userInfo().username)) : null,
    stopSeconds: Math.ceil(config.daemon.drainMs / 1000) + CLOSING_SECONDS,
  });
  const name = unitName(workspace);
  const folder = system
    ? "/etc/systemd/system"
    : join(run.env.XDG_CONFIG_HOME || join(homedir(), ".config"), "systemd/user");
  const file = join(folder, name);
  if (!print) await write(file, unit);
  const result = { file: print ? null : file, unit, next: nextSteps(system, name) };
  await run.output.result(result, render);
  return 0;
}

async function write(file: string, unit: string): Promise<void> {
  try {
    await writeAtomically(file, unit);
  } catch (thrown) {
    const { code, message, facts } = toOpsError(thrown);
    const hint = "Run it as root, or put there yourself what --print prints.";
    throw new OpsError(code, message, { facts, hint, cause: thrown });
  }
}

function nextSteps(system: boolean, name: string): string[] {
  const systemctl = system ? "systemctl" : "systemctl --user";
  return [
    `${systemctl} daemon-reload`,
    `${systemctl} enable --now ${name}`,
    ...(system ? [] : ["loginctl enable-linger    # it goes on when you log out"]),
    `journalctl ${system ? "" : "--user "}-fu ${name}`,
  ];
}

function render({ file, unit, next }: Installed, { theme }: Screen): string {
  if (file === null) return unit;
  return `${theme.ok("Wrote")} ${file}\n\n${next.map((line) => `  ${line}\n`).join("")}`;
}
