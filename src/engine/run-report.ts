import type { ErrorCode } from "../domain/error-codes.ts";

export interface UnitDone {
  id: string;
  what: string;
}

/** Nothing definite is known: it is looked up or read back by itself. */
export interface UnitWaiting extends UnitDone {
  /** The failure that was filed, if any. */
  failureId: number | null;
}

export interface UnitFailed {
  id: string;
  code: ErrorCode;
  message: string;
  hint: string;
}

export interface FiledFailure extends UnitFailed {
  /** Null when it could not be filed. */
  failureId: number | null;
  /** When it is tried again by itself; null when a person decides, or it could not be filed and stays due. */
  retryAt: Date | null;
}

/** What became of each unit in a run of a workflow. */
export interface RunReport {
  workflow: string;
  done: UnitDone[];
  waiting: UnitWaiting[];
  failed: FiledFailure[];
  /** Units that somebody else took, or that stood elsewhere by the time. */
  skipped: UnitDone[];
  durationMs: number;
}

export const emptyReport = (workflow: string): RunReport => ({
  workflow,
  done: [],
  waiting: [],
  failed: [],
  skipped: [],
  durationMs: 0,
});

/** Adds later runs of a workflow to earlier ones. Of a unit that was done several times the last outcome counts. */
export function mergeReports(reports: RunReport[]): RunReport[] {
  const byWorkflow = Map.groupBy(reports, ({ workflow }) => workflow);
  return [...byWorkflow].map(([workflow, runs]) => mergeRuns(workflow, runs));
}

function mergeRuns(workflow: string, runs: RunReport[]): RunReport {
  const merged = emptyReport(workflow);
  const seen = new Set<string>();
  const unseen = ({ id }: { id: string }) => !seen.has(id);
  for (const run of runs.toReversed()) {
    const { done, waiting, failed } = run;
    merged.done.unshift(...done.filter(unseen));
    merged.waiting.unshift(...waiting.filter(unseen));
    merged.failed.unshift(...failed.filter(unseen));
    for (const { id } of [...done, ...waiting, ...failed]) seen.add(id);
    merged.durationMs += run.durationMs;
  }
  // Who was passed over has come to nothing, whenever that was.
  for (const unit of runs.flatMap(({ skipped }) => skipped)) {
    if (unseen(unit)) merged.skipped.push(unit);
    seen.add(unit.id);
  }
  return merged;
}

/** What has been settled since, in whichever way, counts as done. `open`: the failures that still stand. */
export function withoutSettled(report: RunReport, open: ReadonlySet<number>): RunReport {
  const isSettled = ({ failureId }: { failureId: number | null }) =>
    failureId !== null && !open.has(failureId);
  const settled = [...report.failed, ...report.waiting].filter(isSettled);
  return {
    ...report,
    done: [...report.done, ...settled.map(({ id }) => ({ id, what: "settled since" }))],
    waiting: report.waiting.filter((unit) => !isSettled(unit)),
    failed: report.failed.filter((unit) => !isSettled(unit)),
  };
}
