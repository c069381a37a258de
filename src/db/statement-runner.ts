import pg from "pg";
import { VALUE_PARSERS } from "./value-parsers.ts";

/** The rows of a raw statement, as an array. `rows` is the array itself, for callers that speak node-postgres. */
export type Rows<T> = T[] & { rows: T[]; count: number };

/**
 * What drizzle's node-postgres session talks to in place of a pool or a client. It answers raw statements with their
 * rows, parsed as `VALUE_PARSERS` says.
 */
export class StatementRunner {
  readonly #target: pg.Pool | pg.PoolClient;

  constructor(target: pg.Pool | pg.PoolClient) {
    this.#target = target;
  }

  async query(config: pg.QueryConfig, values: unknown[]): Promise<Rows<unknown>> {
    const answer = await this.#target.query({
      ...config,
      values: values.map(storable),
      types: VALUE_PARSERS,
    });
    // A script of several statements has several results, which the types do not tell.
    const result = [answer].flat().at(-1);
    const rows: unknown[] = result?.rows ?? [];
    const extras = { rows: { value: rows }, count: { value: result?.rowCount ?? 0 } };
    return Object.defineProperties(rows, extras) as Rows<unknown>;
  }
}

/** One transaction's client. What is asked at once runs in turn; what is asked after the end is refused. */
export class TransactionRunner extends StatementRunner {
  #last: Promise<unknown> = Promise.resolve();
  #over = false;
  /** Once the connection is lost every later statement, the rollback included, repeats why. */
  #lost: Error | null = null;

  get isLost(): boolean {
    return this.#lost !== null;
  }

  end(): void {
    this.#over = true;
  }

  override query(config: pg.QueryConfig, values: unknown[]): Promise<Rows<unknown>> {
    const turn = this.#last.then(() => this.#next(config, values));
    // Whoever asked hears of it; the next one has his turn all the same.
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #next(config: pg.QueryConfig, values: unknown[]): Promise<Rows<unknown>> {
    if (this.#lost) throw this.#lost;
    if (this.#over) throw new Error("A statement was sent to a transaction that is over.");
    try {
      return await super.query(config, values);
    } catch (error) {
      // What PostgreSQL refuses leaves the connection whole, unless its end is what it announces.
      if (error instanceof Error && !(error instanceof pg.DatabaseError && error.severity === "ERROR"))
        this.#lost = error;
      throw error;
    }
  }
}

/** PostgreSQL text cannot hold U+0000, and what customers type can. */
function storable(value: unknown): unknown {
  if (typeof value === "string")
    return value.includes("\u0000") ? value.replaceAll("\u0000", "\uFFFD") : value;
  return Array.isArray(value) ? value.map(storable) : value;
}
