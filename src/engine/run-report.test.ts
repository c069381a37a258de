import { expect, test } from "bun:test";
import { emptyReport, mergeReports } from "./run-report.ts";

const one = (id: string) => ({ id, what: "done" });
const failure = { id: "F", code: "bug", message: "trouble", hint: "Report it." } as const;

test("reports of a workflow's runs add up, in the order in which the workflows first ran", () => {
  const merged = mergeReports([
    { ...emptyReport("accept"), done: [one("A")], durationMs: 5 },
    { ...emptyReport("label"), failed: [failure] },
    { ...emptyReport("accept"), done: [one("B")], skipped: [one("C")], durationMs: 7 },
  ]);
  expect(merged).toEqual([
    { workflow: "accept", done: [one("A"), one("B")], failed: [], skipped: [one("C")], durationMs: 12 },
    { workflow: "label", done: [], failed: [failure], skipped: [], durationMs: 0 },
  ]);
  expect(mergeReports([])).toEqual([]);
});
