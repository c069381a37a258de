import { Writable } from "node:stream";
import type pg from "pg";

/** Takes the rows of a `COPY … FROM STDIN`. It finishes when the server has stored them and the client is free. */
export function copyIn(client: pg.PoolClient, statement: string): Writable {
  return client.query(new CopyIn(statement));
}

/** What node-postgres' connection can do for COPY; its published types leave it out. */
interface CopyConnection extends pg.Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

const CALLED_OFF = "called off";

type Done = (error?: Error | null) => void;

/** Speaks node-postgres' protocol for queries of other classes, which calls the methods named `handle…`. */
class CopyIn extends Writable implements pg.Submittable {
  readonly #statement: string;
  readonly #started = Promise.withResolvers<CopyConnection>();
  #connection: CopyConnection | null = null;
  #finish: Done | null = null;
  #isOver = false;

  constructor(statement: string) {
    super();
    this.#statement = statement;
    // Who writes hears of it; who has not written yet hears of the stream's own error.
    this.#started.promise.catch(() => undefined);
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#statement);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.#connection = connection;
    if (this.destroyed) connection.sendCopyFail(CALLED_OFF);
    else this.#started.resolve(connection);
  }

  override _write(chunk: Buffer, _encoding: string, done: Done): void {
    this.#started.promise.then((connection) => {
      connection.sendCopyFromChunk(chunk);
      if (connection.stream.writableNeedDrain) connection.stream.once("drain", done);
      else done();
    }, done);
  }

  override _final(done: Done): void {
    this.#started.promise.then((connection) => {
      this.#finish = done;
      connection.endCopyFrom();
    }, done);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#isOver = true;
    this.#finish?.();
  }

  handleError(error: Error): void {
    this.#isOver = true;
    this.#started.reject(error);
    if (this.#finish) this.#finish(error);
    else this.destroy(error);
  }

  override _destroy(error: Error | null, done: Done): void {
    if (!this.#isOver) this.#connection?.sendCopyFail(CALLED_OFF);
    done(error);
  }
}
