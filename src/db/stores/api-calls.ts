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

/**
 * Writes audit rows. `record` resolves when its row is committed. Rows that arrive while a statement runs share the
 * next one, so the commits do not grow with the calls; a row that arrives alone does not wait.
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
