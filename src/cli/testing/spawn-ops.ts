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

/** Starts ops with an environment of its own. The line is split at spaces. */
export function spawnOps(line: string, { cwd, env = {} }: OpsPlace) {
  return Bun.spawn([process.execPath, MAIN, ...line.split(" ").filter(Boolean)], {
    cwd,
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? cwd, ...env },
    stdout: "pipe",
    stderr: "pipe",
    stdin: "ignore",
  });
}

/** Runs ops to its end. */
export async function runOps(line: string, place: OpsPlace): Promise<Ran> {
  const child = spawnOps(line, place);
  const [stdout, stderr, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { status, stdout, stderr };
}
