import { toDatabaseError } from "../../src/db/database-error.ts";
import { OpsError } from "../../src/domain/errors.ts";

/** What the database answers; null while it is on its way up or back. */
export async function unlessAway<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (thrown) {
    if (toDatabaseError(thrown) instanceof OpsError) return null;
    throw thrown;
  }
}
