import { expect, test } from "bun:test";
import { renderEachOutcome, renderOutcomes } from "./render-outcomes.ts";
import { screenFor } from "./screen.ts";

const screen = screenFor({ isTTY: true, columns: 80, coloured: false });
const done = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: String(index + 1), what: "due again" }));
const failed = [
  { id: "77", code: "lost_race", message: "Somebody has closed it.", hint: "Look again." },
] as const;

test("few things that were done have a line each", () => {
  expect(renderOutcomes({ done: done(2), failed: [], dryRun: false }, screen).split("\n")).toHaveLength(3);
});

test("many are counted, and what failed stays in sight", () => {
  const outcomes = { done: done(500), failed: [...failed], dryRun: false };
  const lines = renderOutcomes(outcomes, screen).trimEnd().split("\n");
  expect(lines.map((line) => line.replace(/ +/g, " "))).toEqual([
    "✓ 500 done",
    "✗ 77 Somebody has closed it.",
    "next: Look again.",
  ]);
  expect(renderOutcomes({ ...outcomes, dryRun: true }, screen)).toContain("would be done");
  expect(renderEachOutcome(outcomes, screen).split("\n")).toHaveLength(503);
});
