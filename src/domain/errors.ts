import { ERROR_CODES, ERROR_KINDS, type ErrorCode, type ErrorKind } from "./error-codes.ts";

interface OpsErrorOptions {
  /** What a machine or a person may want to know: ids, fields, limits, codes of the other side. Never secrets. */
  facts?: Record<string, unknown>;
  /** Replaces the code's own hint where the thrower knows a better next step. */
  hint?: string;
  cause?: unknown;
  /** How long the other side asked us to wait, in milliseconds. */
  retryAfterMs?: number;
}

/** The one error class: what went wrong (message), which sort it is (code, kind), the facts and the next step. */
export class OpsError extends Error {
  override readonly name = "OpsError";
  readonly code: ErrorCode;
  readonly facts: Record<string, unknown>;
  readonly hint: string;
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, options: OpsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.facts = options.facts ?? {};
    this.hint = options.hint ?? ERROR_CODES[code].hint;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }

  get kind(): ErrorKind {
    return ERROR_CODES[this.code].kind;
  }

  get exitStatus(): number {
    return ERROR_KINDS[this.kind].exitStatus;
  }
}

/**
 * Anything thrown, as an OpsError: what we did not foresee is a bug and keeps its cause. A wait that was told to end
 * rejects with the signal's reason, and what waits has sent nothing yet.
 */
export function toOpsError(thrown: unknown): OpsError {
  if (thrown instanceof OpsError) return thrown;
  if (thrown instanceof DOMException && thrown.name === "AbortError")
    return new OpsError("interrupted", "ops was told to stop while this waited.", { cause: thrown });
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new OpsError("bug", message, { cause: thrown });
}
