import { describe, expect, test } from "bun:test";
import { readInstant } from "./read-instant.ts";

const now = new Date("2026-03-02T15:00:00Z");
const ahead = (text: string) =>
  readInstant(text, { name: "--until", now, direction: "ahead" })?.toISOString();

describe("a point in time as people type it", () => {
  test.each([
    ["2026-03-05", "2026-03-05T00:00:00.000Z"],
    ["2026-03-05 14:30", "2026-03-05T14:30:00.000Z"],
    ["2026-03-05T14:30:15", "2026-03-05T14:30:15.000Z"],
    ["2026-03-05T14:30Z", "2026-03-05T14:30:00.000Z"],
    ["2026-03-05 14:30-05:00", "2026-03-05T19:30:00.000Z"],
    ["90min", "2026-03-02T16:30:00.000Z"],
    ["12 h", "2026-03-03T03:00:00.000Z"],
    ["3d", "2026-03-05T15:00:00.000Z"],
    ["2w", "2026-03-16T15:00:00.000Z"],
  ])("%s is %s", (text, at) => {
    expect(ahead(text)).toBe(at);
  });

  test("a span may lead back", () => {
    const since = readInstant("2h", { name: "--since", now, direction: "back" });
    expect(since?.toISOString()).toBe("2026-03-02T13:00:00.000Z");
  });

  test("what was not given stays so", () => {
    expect(readInstant(undefined, { name: "--until", now, direction: "ahead" })).toBeUndefined();
  });

  test.each(["", "soon", "5", "3 months", "2026-02-30", "2026-13-01", "14:30", "2026-03-05T25:00"])(
    "%p is none",
    (text) => {
      expect(() => ahead(text)).toThrow(`--until takes a time, not "${text}".`);
    },
  );
});
