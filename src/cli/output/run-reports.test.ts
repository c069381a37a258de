import { expect, test } from "bun:test";
import { emptyReport } from "../../engine/run-report.ts";
import { renderReports } from "./run-reports.ts";
import { screenFor } from "./screen.ts";

test("a report says of what failed when it is tried again by itself", () => {
  const now = new Date("2026-03-02T15:00:00Z");
  const failure = { code: "timed_out", message: "No answer.", hint: "Wait.", failureId: 1 } as const;
  const failed = [
    { ...failure, id: "A", retryAt: new Date(now.getTime() + 240_000) },
    { ...failure, id: "B", retryAt: null },
  ];
  const workflows = [{ ...emptyReport("create-labels"), failed }];
  const text = renderReports(
    { workflows },
    { screen: screenFor({ isTTY: true, columns: 80, coloured: false }), now },
  );
  expect(text).toMatch(/^A +timed_out +in 4 min, by itself +No answer\.$/m);
  expect(text).toMatch(/^B +timed_out +- +No answer\.$/m);
});
