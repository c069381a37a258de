import { OpsError } from "../domain/errors.ts";
import type { CommandRun } from "./command.ts";
import { terminalPrompter } from "./init/prompter.ts";
import { wrap } from "./output/wrap.ts";

interface Confirmation {
  /** What is about to happen, in sentences. */
  what: string;
  /** The question that is asked of a person: `Release them?` */
  question: string;
  /** What has to be typed where a yes is said too easily; `--yes` does not say it. */
  word?: string | undefined;
}

type Asking = Pick<CommandRun<unknown>, "output">;

/** Whether there is a person to ask. */
export const canAsk = ({ output }: Asking): boolean =>
  !output.json && Boolean(process.stdin.isTTY) && Boolean(process.stderr.isTTY);

/**
 * Lets a person decide before what costs or cannot be undone; `--yes` has decided already. Answers false for a no.
 * @throws `bad_argument` where there is nobody to ask
 */
export async function confirm(
  { input, output }: CommandRun<{ yes: boolean }>,
  { what, question, word }: Confirmation,
): Promise<boolean> {
  if (input.yes && word === undefined) return true;
  if (!canAsk({ output }))
    throw new OpsError("bad_argument", `Nothing was changed, for it takes a yes. What it would do: ${what}`, {
      hint: "Run it again with --yes to go ahead, or with --dry-run to see more.",
    });
  const prompter = terminalPrompter({ input: process.stdin, output: process.stderr });
  try {
    for (const line of wrap(what, process.stderr.columns || 80)) prompter.say(line);
    const wanted = word === undefined ? "yes or no" : `type ${word} to go ahead`;
    const answer = (await prompter.ask(`${question} (${wanted})`, "no")).trim();
    return word === undefined ? /^y(es)?$/i.test(answer) : answer === word;
  } catch (thrown) {
    if (!(thrown instanceof OpsError)) throw thrown;
    // Ctrl-C and the end of the input are a no.
    prompter.say("");
    return false;
  } finally {
    prompter.close();
  }
}
