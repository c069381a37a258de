/** Where text goes: a stream of the process, or a test's. */
export interface Sink {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  /** Resolves when the text has been handed over. Rejects as the stream does (EPIPE, ENOSPC). */
  write(text: string): Promise<void>;
}

const CLEAR_LINE = "\r\x1b[2K";

/** Standard error: lines, and below them one line that changes in place. */
export class Diagnostics {
  readonly #sink: Sink;
  #status = "";
  #written: Promise<void> = Promise.resolve();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  get isTTY(): boolean {
    return this.#sink.isTTY;
  }

  get columns(): number {
    return this.#sink.columns || 80;
  }

  /** Writes whole lines above the changing one. */
  write(text: string): void {
    this.#send(this.#status ? `${CLEAR_LINE}${text}${this.#status}` : text);
  }

  /** Shows or takes away the changing line. Nothing happens where it could not change. */
  showStatus(status: string): void {
    if (!this.isTTY || status === this.#status) return;
    this.#status = status;
    this.#send(CLEAR_LINE + status);
  }

  /** Resolves when everything has been handed over. */
  flush(): Promise<void> {
    return this.#written;
  }

  /** Nobody can be told that standard error is closed. */
  #send(text: string): void {
    this.#written = Promise.all([this.#written, this.#sink.write(text)]).then(
      () => undefined,
      () => undefined,
    );
  }
}
