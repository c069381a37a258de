import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { OpsError } from "../../domain/errors.ts";

export interface Prompter {
  /** Shows the fallback, but does not put it in place of an empty answer. */
  ask(question: string, fallback: string): Promise<string>;
  /** What is typed is not shown. */
  askSecret(question: string): Promise<string>;
  say(text: string): void;
  close(): void;
}

interface Streams {
  input: NodeJS.ReadableStream;
  /** Questions are no result: they go to standard error. */
  output: NodeJS.WritableStream;
}

/** Asks on a terminal. Ctrl-C and the end of the input end the asking. */
export function terminalPrompter({ input, output }: Streams): Prompter {
  let muted = false;
  const shown = new Writable({
    write(chunk, _, done) {
      if (!muted) output.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input, output: shown, terminal: true, historySize: 0 });
  const nextLine = lineQueue(lines);
  const prompt = (text: string) => {
    lines.setPrompt(text);
    lines.prompt();
  };
  return {
    ask(text, fallback) {
      prompt(fallback ? `${text} [${fallback}]: ` : `${text}: `);
      return nextLine();
    },
    async askSecret(text) {
      muted = true;
      prompt("");
      output.write(`${text}: `);
      try {
        return await nextLine();
      } finally {
        muted = false;
        output.write("\n");
      }
    },
    say: (text) => void output.write(`${text}\n`),
    close: () => lines.close(),
  };
}

/** Lines in the order in which they were typed, also those typed ahead of their question. */
function lineQueue(lines: Interface): () => Promise<string> {
  const typed: string[] = [];
  let waiting: { resolve(line: string): void; reject(error: Error): void } | null = null;
  let ended = false;
  const stopped = () => new OpsError("bad_argument", "Stopped before all was answered; nothing was written.");
  lines.on("line", (line) => {
    if (waiting) waiting.resolve(line);
    else typed.push(line);
    waiting = null;
  });
  lines.once("close", () => {
    ended = true;
    waiting?.reject(stopped());
  });
  return () =>
    new Promise((resolve, reject) => {
      const line = typed.shift();
      if (line !== undefined) resolve(line);
      else if (ended) reject(stopped());
      else waiting = { resolve, reject };
    });
}
