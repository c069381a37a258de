import type { OpsError } from "../../domain/errors.ts";
import type { Clock } from "../../platform/clock.ts";
import { Diagnostics, type Sink } from "./diagnostics.ts";
import { errorJson, errorText } from "./error-text.ts";
import { jsonText } from "./json-text.ts";
import { noProgress, type Progress, progressBar } from "./progress.ts";
import { type Screen, screenFor } from "./screen.ts";
import { shorten } from "./shorten.ts";

/** Shorter waits pass before anybody wonders. */
const LONG_WAIT_MS = 3000;

interface OutputInput {
  stdout: Sink;
  stderr: Sink;
  clock: Clock;
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  coloured: boolean;
}

/** Standard output carries a command's result and nothing else; whatever else there is to say goes to standard error. */
export class Output {
  readonly json: boolean;
  readonly #input: OutputInput;
  readonly #diagnostics: Diagnostics;
  readonly #errorScreen: Screen;
  /** Whether a bar is shown that a wait can take the place of. */
  #hasBar = false;

  constructor(input: OutputInput) {
    this.json = input.json;
    this.#input = input;
    this.#diagnostics = new Diagnostics(input.stderr);
    this.#errorScreen = screenFor({ ...sizeOf(input.stderr), coloured: input.coloured });
  }

  /**
   * Writes the result: with `--json` the data as one document, otherwise what `render` makes of it for people
   * (text with its line breaks). Called once by a command.
   */
  async result<Data>(data: Data, render: (data: Data, screen: Screen) => string): Promise<void> {
    const { stdout, json, coloured } = this.#input;
    const text = json ? jsonText(data) : render(data, screenFor({ ...sizeOf(stdout), coloured }));
    await stdout.write(text);
  }

  /** Writes a long result for people as it is made, in place of `result`. */
  async stream(texts: AsyncIterable<string>): Promise<void> {
    for await (const text of texts) await this.#input.stdout.write(text);
  }

  /** Something a person may want to know while or after the command works. */
  note(text: string): void {
    if (!this.#input.quiet) this.#diagnostics.write(`${text}\n`);
  }

  /** Why nothing happens: in the place of the bar, which its next step brings back; a line of its own elsewhere. */
  waiting(text: string, until: Date): void {
    if (this.#hasBar) this.#diagnostics.showStatus(shorten(text, this.#diagnostics.columns - 1));
    else if (until.getTime() - this.#input.clock.now().getTime() >= LONG_WAIT_MS) this.note(text);
  }

  /** Something that should not stay as it is. */
  warn(text: string): void {
    this.#diagnostics.write(`${this.#errorScreen.theme.warn("warning:")} ${text}\n`);
  }

  /** A finished log line. */
  log(line: string): void {
    this.#diagnostics.write(line);
  }

  error(error: OpsError): void {
    this.#diagnostics.showStatus("");
    const { verbose } = this.#input;
    const text = this.json ? errorJson(error) : errorText(error, { screen: this.#errorScreen, verbose });
    this.#diagnostics.write(text);
  }

  /** A bar for people at a terminal; for all others it does nothing. */
  progress(): Progress {
    const { clock, quiet } = this.#input;
    if (quiet || this.json || !this.#diagnostics.isTTY) return noProgress;
    const bar = progressBar({ diagnostics: this.#diagnostics, clock, theme: this.#errorScreen.theme });
    this.#hasBar = true;
    const done = () => {
      this.#hasBar = false;
      bar.done();
    };
    return { ...bar, done };
  }

  /** Resolves when everything has been written. */
  flush(): Promise<void> {
    return this.#diagnostics.flush();
  }
}

const sizeOf = ({ isTTY, columns }: Sink) => ({ isTTY, columns });
