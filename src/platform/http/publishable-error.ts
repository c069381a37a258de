import { OpsError } from "../../domain/errors.ts";
import type { SecretMask } from "./secret-mask.ts";

/** The same error as it may be thrown and stored: no secret in it, and how long the other side asked us to wait. */
export function publishableError(error: OpsError, mask: SecretMask, retryAfterMs: number | null): OpsError {
  const wait = error.retryAfterMs ?? retryAfterMs;
  const facts = Object.fromEntries(
    Object.entries(error.facts).map(([name, fact]) => [name, mask.data(fact)]),
  );
  return new OpsError(error.code, mask.text(error.message), {
    facts,
    hint: error.hint,
    ...(error.cause === undefined ? {} : { cause: publishableCause(error.cause, mask) }),
    ...(wait === null ? {} : { retryAfterMs: wait }),
  });
}

function publishableCause(cause: unknown, mask: SecretMask): unknown {
  if (!(cause instanceof Error)) return mask.data(cause);
  const told = `${cause.message}\n${cause.stack}`;
  return mask.text(told) === told && cause.cause === undefined ? cause : new Error(mask.text(cause.message));
}
