import { OpsError } from "../../domain/errors.ts";
import type { CommandRun } from "../command.ts";
import { completionScript, type Shell } from "../completion-script.ts";

/** Prints the completion script of a shell. */
export async function completion({
  input,
  output,
  env,
  commands,
}: CommandRun<{ shell: Shell | undefined }>): Promise<number> {
  const shell = input.shell ?? shellOf(env.SHELL);
  const script = completionScript(shell, commands);
  await output.result({ shell, script }, () => script);
  return 0;
}

function shellOf(path: string | undefined): Shell {
  const name = path?.split("/").at(-1);
  if (name === "bash" || name === "zsh" || name === "fish") return name;
  throw new OpsError("bad_argument", "Which shell? Name bash, zsh or fish.", {
    hint: "For example `ops completion bash`.",
  });
}
