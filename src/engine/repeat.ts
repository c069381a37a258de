import { isOutage } from "../db/database-error.ts";
import { toOpsError } from "../domain/errors.ts";
import type { DatabaseWatch } from "./database-watch.ts";
import { rest } from "./rest.ts";
import type { EngineContext } from "./workflow.ts";

/** What a loop of the daemon needs beside its own work. */
export interface Loop {
  /** For the log. */
  name: string;
  ctx: EngineContext;
  database: DatabaseWatch;
  /** Lets the pass that is under way be the last. */
  signal: AbortSignal;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** Of the database, which may be back at any moment. */
const LONGEST_OUTAGE_WAIT_MS = 5_000;

/** Makes one pass after another until the signal aborts. One that fails is logged, and made again after a growing wait. */
export async function repeat(
  { name, ctx, database, signal }: Loop,
  pass: () => Promise<void>,
): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    try {
      await pass();
      failures = 0;
    } catch (thrown) {
      if (signal.aborted) return;
      const error = toOpsError(thrown);
      const isAway = isOutage(error);
      const waitMs = FIRST_WAIT_MS * 2 ** Math.min(failures++, 10);
      if (isAway) database.lost(error);
      else {
        const facts = { loop: name, code: error.code, err: error.cause ?? error };
        ctx.log.error(facts, `${name} was not looked at: ${error.message}`);
      }
      const longest = isAway ? LONGEST_OUTAGE_WAIT_MS : LONGEST_WAIT_MS;
      await rest({ clock: ctx.clock, ms: Math.min(waitMs, longest), signal });
    }
  }
}
