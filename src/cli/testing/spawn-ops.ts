import { tmpdir } from "node:os";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** The compiled program where the runner of all tests has built it, for it starts in half the time. */
const PROGRAM = process.env.BUILT_PROGRAM ? [process.env.BUILT_PROGRAM] : [process.execPath, MAIN];

export interface OpsPlace {
  cwd: string;
  env?: Record<string, string>;
}

export interface Ran {
  status: number;
  stdout: string;
  stderr: string;
}

/** The program, for a shell. */
export const OPS = PROGRAM.map((word) => `"${word}"`).join(" ");

/** What follows `ops`: a line that is split at spaces, or its words. */
export type Line = string | readonly string[];

/** Starts ops with an environment of its own. */
export function spawnOps(line: Line, { cwd, env = {} }: OpsPlace) {
  const words = typeof line === "string" ? line.split(" ").filter(Boolean) : line;
  return Bun.spawn([...PROGRAM, ...words], {
    cwd,
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? cwd, TMPDIR: tmpdir(), ...env },
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
