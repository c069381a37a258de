import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { z } from "zod";
import { OpsError } from "../../domain/errors.ts";
import { END_OF_ROWS } from "./backup-format.ts";

const LINE_FEED = 10;
const END_BEHIND_ROWS = `\n${END_OF_ROWS}`;

/** Reads a backup from front to back: lines of JSON, and between them the rows of a table. */
export class BackupReader {
  readonly #file: string;
  readonly #pieces: AsyncIterator<Buffer>;
  readonly #close: () => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(file: string) {
    this.#file = file;
    const source = createReadStream(file);
    const text = createGunzip();
    source.on("error", (error) => text.destroy(error));
    source.pipe(text);
    this.#pieces = text[Symbol.asyncIterator]();
    this.#close = () => {
      source.destroy();
      text.destroy();
    };
  }

  close(): void {
    this.#close();
  }

  /** @throws `bad_input_file` when the next line is not such a value. */
  async line<T extends z.ZodType>(shape: T): Promise<z.infer<T>> {
    let end = this.#rest.indexOf(LINE_FEED);
    while (end === -1) {
      await this.#more();
      end = this.#rest.indexOf(LINE_FEED);
    }
    const text = this.#rest.toString("utf8", 0, end);
    this.#rest = this.#rest.subarray(end + 1);
    const parsed = shape.safeParse(parseJson(text));
    if (!parsed.success) throw this.damaged(`this line makes no sense: ${text.slice(0, 100)}`);
    return parsed.data;
  }

  /** The rows up to the end mark, in pieces that end with a whole row. */
  async *rows(): AsyncGenerator<Buffer> {
    for (;;) {
      const whole = this.#rest.subarray(0, this.#rest.lastIndexOf(LINE_FEED) + 1);
      const end = endOfRows(whole);
      if (end !== -1) {
        if (end > 0) yield whole.subarray(0, end);
        this.#rest = this.#rest.subarray(end + END_OF_ROWS.length);
        return;
      }
      if (whole.length > 0) yield whole;
      this.#rest = this.#rest.subarray(whole.length);
      await this.#more();
    }
  }

  /** Reads on to the file's end, where its checksum stands. @throws `bad_input_file` */
  async end(): Promise<void> {
    const next = await this.#next();
    if (this.#rest.length > 0 || !next.done) throw this.damaged("something stands behind its last line");
  }

  async #more(): Promise<void> {
    const next = await this.#next();
    if (next.done) throw this.damaged("it ends in the middle");
    this.#rest = Buffer.concat([this.#rest, next.value]);
  }

  #next(): Promise<IteratorResult<Buffer>> {
    return this.#pieces.next().catch((error) => Promise.reject(this.#unreadable(error)));
  }

  #unreadable(error: unknown): OpsError {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT")
      return new OpsError("bad_input_file", `There is no file ${this.#file}.`, { cause: error });
    return this.damaged(error instanceof Error ? error.message : String(error), error);
  }

  /** The error for a file that is not what it should be. */
  damaged(what: string, cause?: unknown): OpsError {
    return new OpsError("bad_input_file", `${this.#file} is not a whole backup: ${what}.`, {
      hint: "Nothing was restored. Use another copy of the file, or another backup.",
      cause,
    });
  }
}

function endOfRows(whole: Buffer): number {
  if (whole.toString("latin1", 0, END_OF_ROWS.length) === END_OF_ROWS) return 0;
  const at = whole.indexOf(END_BEHIND_ROWS);
  return at === -1 ? -1 : at + 1;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
