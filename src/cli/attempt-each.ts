import { toOpsError } from "../domain/errors.ts";
import type { UnitDone, UnitFailed } from "../engine/run-report.ts";
import type { CommandRun } from "./command.ts";

/** What became of several things that one command was told to do. */
export interface Outcomes {
  done: UnitDone[];
  failed: UnitFailed[];
}

interface Attempts {
  /** Names the work on the progress bar: `hold`. */
  label: string;
  ids: readonly string[];
  /** Does one; answers what it did, for people. Throws what stands in the way. */
  act(id: string): Promise<string>;
}

/**
 * Does something to each, going on when one fails. A failure that concerns all of them ends it; that of a lone one is
 * thrown, so that the exit status tells which it was.
 */
export async function attemptEach(
  { output, signal }: Pick<CommandRun<unknown>, "output" | "signal">,
  { label, ids, act }: Attempts,
): Promise<Outcomes> {
  const wanted = [...new Set(ids)];
  const outcomes: Outcomes = { done: [], failed: [] };
  const progress = output.progress();
  if (wanted.length > 1) progress.start(wanted.length, label);
  try {
    for (const id of wanted) {
      if (signal.aborted) break;
      try {
        outcomes.done.push({ id, what: await act(id) });
      } catch (thrown) {
        outcomes.failed.push(failureOf(id, thrown, wanted.length));
      }
      progress.tick(1, id);
    }
  } finally {
    progress.done();
  }
  return outcomes;
}

function failureOf(id: string, thrown: unknown, wanted: number): UnitFailed {
  const error = toOpsError(thrown);
  const concernsAll = error.kind === "unavailable" || error.kind === "bug" || error.kind === "config";
  if (wanted === 1 || concernsAll) throw error;
  return { id, code: error.code, message: error.message, hint: error.hint };
}
