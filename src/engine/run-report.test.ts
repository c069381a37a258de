import { expect, test } from "bun:test";
import { emptyReport, type FiledFailure, mergeReports, withoutSettled } from "./run-report.ts";

const one = (id: string, what = "done") => ({ id, what });
const failure = (id: string, failureId: number | null = 1): FiledFailure => ({
  id,
  code: "bug",
  message: "trouble",
  hint: "Report it.",
  failureId,
  retryAt: null,
});
const waiting = (id: string, failureId: number | null = null) => ({ ...one(id, "no answer"), failureId });

test("reports of a workflow's runs add up, in the order in which the workflows first ran", () => {
  const merged = mergeReports([
    { ...emptyReport("accept"), done: [one("A")], durationMs: 5 },
    { ...emptyReport("label"), failed: [failure("F")] },
    { ...emptyReport("accept"), done: [one("B")], skipped: [one("C")], durationMs: 7 },
  ]);
  expect(merged).toEqual([
    { ...emptyReport("accept"), done: [one("A"), one("B")], skipped: [one("C")], durationMs: 12 },
    { ...emptyReport("label"), failed: [failure("F")] },
  ]);
  expect(mergeReports([])).toEqual([]);
});

test("of a unit that was done several times the last outcome counts, and a run that passed it over says nothing", () => {
  const merged = mergeReports([
    { ...emptyReport("label"), failed: [failure("A"), failure("B", 2)], waiting: [waiting("C")] },
    { ...emptyReport("label"), failed: [failure("B", 3)], waiting: [waiting("A")], skipped: [one("D")] },
    { ...emptyReport("label"), done: [one("A"), one("C")], skipped: [one("B"), one("D")] },
  ]);
  expect(merged).toEqual([
    {
      ...emptyReport("label"),
      done: [one("A"), one("C")],
      failed: [failure("B", 3)],
      skipped: [one("D")],
    },
  ]);
});

test("what was settled since is done; what could not be filed stands", () => {
  const report = {
    ...emptyReport("accept"),
    failed: [failure("A", 1), failure("B", 2), failure("C", null)],
    waiting: [waiting("D", 4), waiting("E", 5), waiting("F")],
  };
  expect(withoutSettled(report, new Set([2, 5]))).toEqual({
    ...emptyReport("accept"),
    done: [one("A", "settled since"), one("D", "settled since")],
    failed: [failure("B", 2), failure("C", null)],
    waiting: [waiting("E", 5), waiting("F")],
  });
});
