import type { Ops } from "../app.ts";
import type { CommandRun } from "./command.ts";

/** Does work that needs the whole program: database, queue, clients. Tells of settings that should not stay as they are. */
export async function withOps<T>(
  { settings, output, ops }: CommandRun<unknown>,
  work: (ops: Ops) => Promise<T>,
): Promise<T> {
  const { warnings } = await settings();
  for (const { key, problem } of warnings) output.warn(`${key} ${problem}.`);
  return work(await ops());
}
