import { join } from "node:path";
import type { Subprocess } from "bun";
import { OpsError } from "../../domain/errors.ts";
import type { Cluster } from "./cluster.ts";
import { systemCode } from "./system-code.ts";

/**
 * PostgreSQL takes its data folder from where it is started. That is set while we still are root, so it reaches a
 * cluster below a folder that its own user may not enter, such as /root.
 */
const WORKING_FOLDER = "/proc/self/cwd";

interface Run<Output extends number | "pipe"> {
  cluster: Cluster;
  program: "initdb" | "postgres";
  options: string[];
  /** The data folder. */
  folder: string;
  /** Where its messages go. */
  output: Output;
}

/**
 * Runs one of PostgreSQL's programs on a data folder as the unprivileged user, with nothing of our environment. It has
 * a session of its own: it may outlive us, and a Ctrl-C at our terminal does not reach it.
 */
export function runServerProgram<Output extends number | "pipe">({
  cluster,
  program,
  options,
  folder,
  output,
}: Run<Output>): Subprocess<"ignore", "ignore", Output> {
  const path = join(cluster.server, "bin", program);
  try {
    return Bun.spawn([path, "-D", WORKING_FOLDER, ...options], {
      ...cluster.account,
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
      cwd: folder,
      detached: true,
      stdin: "ignore",
      stdout: "ignore",
      stderr: output,
    });
  } catch (error) {
    throw new OpsError("storage_unavailable", `${path} cannot be run (${systemCode(error)}).`, {
      hint: "Put the cache folder on a file system that lets programs run, and where every folder above may be entered.",
      cause: error,
    });
  }
}
