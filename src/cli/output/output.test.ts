import { expect, test } from "bun:test";
import { FakeClock } from "../../platform/clock.ts";
import { Output } from "./output.ts";

const START = new Date("2026-03-02T15:00:00Z");
const LATER = new Date(START.getTime() + 40_000);
const TEXT = "Until 15:00:40 UTC: bestbuy/main takes 1 call (OR11) in 60 s.";

function outputOn({ isTTY, quiet = false }: { isTTY: boolean; quiet?: boolean }) {
  const written: string[] = [];
  const sink = { isTTY, columns: 40, write: async (text: string) => void written.push(text) };
  const flags = { json: false, verbose: false, coloured: false, quiet };
  const output = new Output({
    stdout: sink,
    stderr: sink,
    clock: new FakeClock(START.toISOString()),
    ...flags,
  });
  return { output, written };
}

test("a long wait is a line in a pipe, unless --quiet", () => {
  const { output, written } = outputOn({ isTTY: false });
  output.progress();
  output.waiting(TEXT, LATER);
  output.waiting("A moment.", new Date(START.getTime() + 500));
  expect(written).toEqual([`${TEXT}\n`]);
  const silent = outputOn({ isTTY: false, quiet: true });
  silent.output.waiting(TEXT, LATER);
  expect(silent.written).toEqual([]);
});

test("on a terminal a wait takes the bar's place, and the next step brings the bar back", () => {
  const { output, written } = outputOn({ isTTY: true });
  const progress = output.progress();
  progress.start(2, "fetch-orders");
  output.waiting(TEXT, LATER);
  expect(written.at(-1)).toContain("Until 15:00:40 UTC: bestbuy/main takes…");
  progress.tick(2);
  expect(written.at(-1)).toContain("fetch-orders");
  progress.done();
  output.waiting(TEXT, LATER);
  expect(written.at(-1)).toBe(`${TEXT}\n`);
});
