import { expect, test } from "bun:test";
import { momentText, relativeText, retryText, spanText } from "./time-text.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

test.each([
  [40 * SECOND, "40 s"],
  [90 * SECOND, "1 min"],
  [119 * MINUTE, "119 min"],
  [2 * HOUR, "2 h"],
  [47.9 * HOUR, "47 h"],
  [48 * HOUR, "2 d"],
])("%d milliseconds are %s: never more than is left", (ms, text) => {
  expect(spanText(ms)).toBe(text);
});

const now = new Date("2026-03-02T15:00:00Z");
const from = (ms: number) => new Date(now.getTime() + ms);

test("what is to come and what is over are told apart", () => {
  expect(relativeText(from(3 * HOUR), now)).toBe("in 3 h");
  expect(relativeText(from(-72 * HOUR), now)).toBe("3 d ago");
  expect(relativeText(from(300), now)).toBe("now");
});

test("what is due again waits for a run", () => {
  expect(retryText(from(4 * MINUTE), now)).toBe("in 4 min, by itself");
  expect(retryText(from(-HOUR), now)).toBe("with the next run");
});

test("a moment has its time in UTC and its distance", () => {
  expect(momentText(from(3 * HOUR), now)).toBe("2026-03-02 18:00 UTC (in 3 h)");
});
