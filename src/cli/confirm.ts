import { OpsError } from "../domain/errors.ts";
import type { CommandRun } from "./command.ts";
import { terminalPrompter } from "./init/prompter.ts";

interface Confirmation {
  /** What is about to happen, in one or more sentences. */
  what: string;
  /** The question that is asked of a person: `Release them?` */
  question: string;
}

/**
 * Lets a person decide before what costs or cannot be undone; `--yes` has decided already. Answers false for a no.
 * @throws `bad_argument` where there is nobody to ask
 */
export async function confirm(
  { input, output }: CommandRun<{ yes: boolean }>,
  { what, question }: Confirmation,
): Promise<boolean> {
  if (input.yes) return true;
  if (output.json || !process.stdin.isTTY || !process.stderr.isTTY)
    throw new OpsError("bad_argument", `${what} Nothing was changed.`, {
      hint: "Run it again with --yes to go ahead, or with --dry-run to see more.",
    });
  const prompter = terminalPrompter({ input: process.stdin, output: process.stderr });
  try {
    prompter.say(what);
    const answer = await prompter.ask(`${question} (yes or no)`, "no");
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    prompter.close();
  }
}
