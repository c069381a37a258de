import { hostname, userInfo } from "node:os";
import { type Ops, openOps, secretsOf } from "../app.ts";
import { createLog } from "../platform/log.ts";
import type { CommandRun } from "./command.ts";

/** Opens everything that workflows need from the workspace's settings, does the work, and closes it again. */
export async function withOps<T>(run: CommandRun<unknown>, work: (ops: Ops) => Promise<T>): Promise<T> {
  const { config, warnings } = await run.settings();
  for (const { key, problem } of warnings) run.output.warn(`${key} ${problem}.`);
  const log = createLog({
    settings: config.log,
    clock: run.clock,
    secrets: secretsOf(config),
    write: (line) => run.output.log(line),
  });
  const ops = await openOps(config, { clock: run.clock, log, actor: actorName(run), signal: run.signal });
  try {
    return await work(ops);
  } finally {
    await ops.close();
  }
}

/** Who is recorded: `OPS_ACTOR` where it is set, otherwise the user on this machine. */
const actorName = ({ env }: CommandRun<unknown>): string =>
  env.OPS_ACTOR || `${userInfo().username}@${hostname()}`;
