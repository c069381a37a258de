import { inspect } from "node:util";

const HIDDEN = "[redacted]";

/** A value that must never be printed: every way of showing it says `[redacted]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  /** Tells a changed secret from the same one without keeping it: the first 16 hex digits of its SHA-256. */
  fingerprint(): string {
    return new Bun.CryptoHasher("sha256").update(this.#value).digest("hex").slice(0, 16);
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
