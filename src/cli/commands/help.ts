import type { CommandRun } from "../command.ts";
import { helpText } from "../help-text.ts";
import { resolveCommand } from "../resolve-command.ts";

/** Explains a command, a group of commands or all of them. */
export async function help({ input, output, commands }: CommandRun<{ command: string[] }>): Promise<number> {
  const text = helpText(commands, resolveCommand(commands, input.command));
  await output.result({ help: text }, () => text);
  return 0;
}
