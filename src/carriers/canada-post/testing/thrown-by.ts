import { OpsError } from "../../../domain/errors.ts";

/** What `act` throws, as an OpsError. */
export function thrownBy(act: () => unknown): OpsError {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof OpsError) return thrown;
    throw thrown;
  }
  throw new Error("Expected an OpsError, and nothing was thrown.");
}
