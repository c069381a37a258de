import { existsSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { SERVER_VERSION } from "../src/db/embedded/server-version.ts";
import { REPOSITORY } from "./program.ts";

/** Where, when and with what the figures were taken. */
export function machineLines(program: string): string[] {
  if (!existsSync(program)) throw new Error(`${program} is not there: npm run build makes it.`);
  const [cpu] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const ops = outputOf([program, "--version"]);
  const commit = outputOf(["git", "-C", REPOSITORY, "describe", "--always", "--dirty"]);
  const load = loadavg().map((value) => value.toFixed(1));
  return [
    `date      ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`,
    `machine   ${cpus().length} x ${cpu?.model ?? "cpu"}, ${memory} GiB, ${process.platform} ${process.arch}`,
    `load      ${load.join(" ")} before the start, over 1, 5 and 15 minutes`,
    `versions  ${ops} (${commit}), Bun ${Bun.version}, PostgreSQL ${SERVER_VERSION}`,
  ];
}

const outputOf = (command: string[]): string => Bun.spawnSync(command).stdout.toString().trim();
