import type { ErrorCode } from "../domain/error-codes.ts";

export interface UnitDone {
  id: string;
  what: string;
}

export interface UnitFailed {
  id: string;
  code: ErrorCode;
  message: string;
  hint: string;
}

/** What one run of a workflow came to. */
export interface RunReport {
  workflow: string;
  done: UnitDone[];
  failed: UnitFailed[];
  /** Units that somebody else took, or that stood elsewhere by the time. */
  skipped: UnitDone[];
  durationMs: number;
}

export const emptyReport = (workflow: string): RunReport => ({
  workflow,
  done: [],
  failed: [],
  skipped: [],
  durationMs: 0,
});

/** Adds a later run of the same workflow to an earlier one. */
export function mergeReports(reports: RunReport[]): RunReport[] {
  const merged = new Map<string, RunReport>();
  for (const report of reports) {
    const into = merged.get(report.workflow) ?? emptyReport(report.workflow);
    into.done.push(...report.done);
    into.failed.push(...report.failed);
    into.skipped.push(...report.skipped);
    into.durationMs += report.durationMs;
    merged.set(report.workflow, into);
  }
  return [...merged.values()];
}
