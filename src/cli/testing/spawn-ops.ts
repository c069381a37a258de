const MAIN = new URL("../../main.ts", import.meta.url).pathname;

export interface OpsPlace {
  cwd: string;
  env?: Record<string, string>;
}

export interface Ran {
  status: number;
  stdout: string;
  stderr: string;
}

/** `bun src/main.ts`, for a shell. */
export const OPS = `"${process.execPath}" "${MAIN}"`;

/** What follows `ops`: a line that is split at spaces, or its words. */
export type Line = string | readonly string[];

/** Starts ops with an environment of its own. */
export function spawnOps(line: Line, { cwd, env = {} }: OpsPlace) {
  const words = typeof line === "string" ? line.split(" ").filter(Boolean) : line;
  return Bun.spawn([process.execPath, MAIN, ...words], {
    cwd,
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? cwd, ...env },
    stdout: "pipe",
    stderr: "pipe",
    stdin: "ignore",
  });
}

/** Runs ops to its end. */
export async function runOps(line: Line, place: OpsPlace): Promise<Ran> {
  const child = spawnOps(line, place);
  const [stdout, stderr, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { status, stdout, stderr };
}
