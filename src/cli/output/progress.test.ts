import { expect, test } from "bun:test";
import stringWidth from "string-width";
import { FakeClock } from "../../platform/clock.ts";
import { Output } from "./output.ts";
import { barText } from "./progress.ts";
import { screenFor } from "./screen.ts";

const { theme } = screenFor({ isTTY: false, columns: undefined, coloured: false });

function outputOn(isTTY: boolean, flags: { json?: boolean; quiet?: boolean } = {}) {
  const written: string[] = [];
  const sink = { isTTY, columns: 80, write: async (text: string) => void written.push(text) };
  const clock = new FakeClock("2026-03-01T08:00:00Z");
  const common = { clock, json: false, quiet: false, verbose: false, coloured: false, ...flags };
  const output = new Output({ ...common, stdout: sink, stderr: sink });
  return { output, written, clock };
}

test("the bar tells label, share, count, time and the last note", () => {
  const bar = { label: "create-labels", total: 24, count: 12, note: "100-A bought", elapsedMs: 67_000 };
  expect(barText(bar, { width: 80, theme })).toBe(
    `create-labels  ${"━".repeat(12)}${"─".repeat(12)}  12/24  1:07  100-A bought`,
  );
});

test("the bar is narrower than any terminal", () => {
  const bar = { label: "create-labels", total: 24, count: 12, note: "a long note ".repeat(20), elapsedMs: 0 };
  for (let width = 10; width <= 200; width++) {
    expect(stringWidth(barText(bar, { width, theme }))).toBeLessThan(width);
  }
});

test("lines are written above the bar, and it disappears when the work is done", () => {
  const { output, written } = outputOn(true);
  const progress = output.progress();
  progress.start(2, "push");
  output.note("Something happened.");
  progress.tick(2);
  progress.done();
  const screen = written.join("");
  expect(screen).toContain("\r\x1b[2KSomething happened.\npush  ");
  expect(screen).toContain("2/2");
  expect(screen).toEndWith("\r\x1b[2K");
});

test("ticks are drawn no more often than the eye can follow, but the last one always", () => {
  const { output, written, clock } = outputOn(true);
  const progress = output.progress();
  progress.start(1000, "push");
  for (let index = 0; index < 999; index++) progress.tick(1);
  expect(written.length).toBe(1);
  clock.advance(60);
  progress.tick(1);
  expect(written.length).toBe(2);
});

test("there is no bar in a pipe, with --json or with --quiet", () => {
  for (const { output, written } of [
    outputOn(false),
    outputOn(true, { json: true }),
    outputOn(true, { quiet: true }),
  ]) {
    const progress = output.progress();
    progress.start(2, "push");
    progress.tick(1, "note");
    progress.done();
    expect(written).toEqual([]);
  }
});
