import { OpsError, toOpsError } from "../domain/errors.ts";
import { systemClock } from "../platform/clock.ts";
import { type Environment, processEnvironment } from "../platform/config/environment.ts";
import type { Command } from "./command.ts";
import { openResources } from "./command-resources.ts";
import type { GLOBAL_OPTIONS } from "./global-options.ts";
import { watchInterrupts } from "./interrupts.ts";
import { Output } from "./output/output.ts";
import { streamSink } from "./output/stream-sink.ts";
import type { Values } from "./parameter.ts";
import { readOptions } from "./read-options.ts";
import type { Resolved } from "./resolve-command.ts";

type Globals = Values<typeof GLOBAL_OPTIONS>;

const HOUR_MS = 3_600_000;

/** Runs a resolved command and answers the exit status; whatever it throws is shown. */
export async function runCommand(
  { command, rest }: Extract<Resolved, { kind: "command" }>,
  { commands, leave }: { commands: readonly Command[]; leave(status: number): void },
): Promise<number> {
  const env = processEnvironment();
  const { texts, globals } = readOptions(command, rest);
  const output = outputFor(globals, env);
  const interrupts = watchInterrupts({
    leave,
    onFirst: () => {
      if (!command.serves) output.note("Finishing what is under way. Press Ctrl-C again to leave at once.");
    },
  });
  const place = {
    env,
    cwd: process.cwd(),
    clock: systemClock,
    output,
    workspace: globals.workspace,
    signal: interrupts.signal,
  };
  const { resources, close } = openResources({ ...place, overrides: overridesOf(globals) });
  // Bun's loop turns without pause when what is awaited is neither a timer nor an open socket, as a Ctrl-C is not.
  const resting = setInterval(() => {}, HOUR_MS);
  try {
    const status = await command.run(texts, { ...place, ...resources, commands }).finally(close);
    return interrupts.signal.aborted && status === 0 && !command.serves ? interrupts.status : status;
  } catch (thrown) {
    return show(thrown, { output, interrupted: interrupts.signal.aborted ? interrupts.status : null });
  } finally {
    clearInterval(resting);
    interrupts.stop();
    await output.flush();
  }
}

/** For what goes wrong before a command is known: its options are read as far as they can be. */
export async function reportError(thrown: unknown, argv: readonly string[]): Promise<number> {
  const has = (name: string) => argv.includes(name);
  const globals = {
    json: has("--json"),
    quiet: has("--quiet"),
    verbose: has("--verbose"),
    noColor: has("--no-color"),
  };
  const output = outputFor(globals, processEnvironment());
  const status = show(thrown, { output, interrupted: null });
  await output.flush();
  return status;
}

function show(
  thrown: unknown,
  { output, interrupted }: { output: Output; interrupted: number | null },
): number {
  // Whoever read the result has seen enough of it.
  if (thrown instanceof Error && "code" in thrown && thrown.code === "EPIPE") return 0;
  const error = toOpsError(thrown);
  if (interrupted !== null && error.code === "interrupted") return interrupted;
  output.error(error);
  return error.exitStatus;
}

type OutputGlobals = Pick<Globals, "json" | "quiet" | "verbose" | "noColor">;

const outputFor = ({ noColor, ...globals }: OutputGlobals, env: Environment): Output =>
  new Output({
    stdout: streamSink(process.stdout),
    stderr: streamSink(process.stderr),
    clock: systemClock,
    ...globals,
    coloured: !noColor && !env.NO_COLOR && env.TERM !== "dumb",
  });

function overridesOf({ verbose, quiet, set }: Globals): Record<string, string> {
  const level: Record<string, string> = verbose
    ? { "log.level": "debug" }
    : quiet
      ? { "log.level": "error" }
      : {};
  return { ...level, ...Object.fromEntries(set.map(keyAndValue)) };
}

function keyAndValue(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1)];
  throw new OpsError("bad_argument", `--set takes KEY=VALUE, not ${JSON.stringify(text)}.`, {
    hint: "For example --set engine.concurrency=4; `ops config show` lists the keys.",
  });
}
