import { and, eq, sql } from "drizzle-orm";
import { OpsError } from "../../domain/errors.ts";
import type { ApiCall, ApiCallRecorder } from "../../platform/http/http-request.ts";
import type { Database } from "../database.ts";
import { apiCalls } from "../schema/index.ts";

interface Waiting {
  call: ApiCall;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const ROWS_PER_STATEMENT = 500;

/** Calls that failed, and those whose answer was not written down; as their index has them. */
export const wentWrong = sql`${apiCalls.isSuccess} is not true`;

/**
 * Writes audit rows. `record` resolves when its row is committed. Rows that arrive while a statement runs share the
 * next one, so the commits do not grow with the calls; a row that arrives alone does not wait. `begin` and `end` commit
 * by themselves: what changes something outside is rare.
 */
export function createApiCallRecorder(db: Database): ApiCallRecorder {
  let waiting: Waiting[] = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, ROWS_PER_STATEMENT);
      waiting = waiting.slice(ROWS_PER_STATEMENT);
      await writeBatch(db, batch);
    }
    writing = false;
  }

  return {
    record: (call) =>
      new Promise((resolve, reject) => {
        waiting.push({ call, resolve, reject });
        if (!writing) void writeAll();
      }),
    async begin(call) {
      const { calledAt } = call;
      const [row] = await db.insert(apiCalls).values(call).returning({ callId: apiCalls.callId });
      if (!row) throw new OpsError("bug", "An audit row was written and has no number.");
      const { callId } = row;
      return {
        async end(outcome) {
          await db
            .update(apiCalls)
            .set(outcome)
            .where(and(eq(apiCalls.callId, callId), eq(apiCalls.calledAt, calledAt)));
        },
      };
    },
  };
}

/** Never throws: each caller hears of its own row. A row that cannot be stored does not take its neighbours along. */
async function writeBatch(db: Database, batch: Waiting[]): Promise<void> {
  try {
    await db.insert(apiCalls).values(batch.map(({ call }) => call));
    for (const { resolve } of batch) resolve();
  } catch (error) {
    const isOfOneRow = batch.length > 1 && !(error instanceof OpsError);
    if (isOfOneRow) for (const one of batch) await writeBatch(db, [one]);
    else for (const { reject } of batch) reject(error);
  }
}
