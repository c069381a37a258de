import { Readable } from "node:stream";
import type pg from "pg";

/** The rows of a `COPY … TO STDOUT`. It ends when the client is free for the next statement. */
export function copyOut(client: pg.PoolClient, statement: string): Readable {
  return client.query(new CopyOut(statement));
}

/** Speaks node-postgres' protocol for queries of other classes, which calls the methods named `handle…`. */
class CopyOut extends Readable implements pg.Submittable {
  readonly #statement: string;
  #connection: pg.Connection | null = null;
  #isOver = false;

  constructor(statement: string) {
    super();
    this.#statement = statement;
  }

  submit(connection: pg.Connection): void {
    this.#connection = connection;
    connection.query(this.#statement);
  }

  override _read(): void {
    this.#connection?.stream.resume();
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    // The parser reuses its buffer.
    if (!this.push(Buffer.from(chunk))) this.#connection?.stream.pause();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#isOver = true;
    this.push(null);
  }

  handleError(error: Error): void {
    this.#isOver = true;
    this.destroy(error);
  }

  /** There is no way to call off a COPY but to hang up. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.#isOver) this.#connection?.stream.destroy();
    else this.#connection?.stream.resume();
    done(error);
  }
}
