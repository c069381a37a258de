import { expect, test } from "bun:test";
import fc from "fast-check";
import { easternInstant, easternTime, easternWindow } from "./eastern-time.ts";

const window = (from: string, to: string) => easternWindow(new Date(from), new Date(to));

test("winter is five hours behind UTC, summer four", () => {
  expect(easternTime(new Date("2026-11-20T18:05:09Z"))).toBe("20261120130509");
  expect(easternTime(new Date("2026-07-20T03:05:09Z"))).toBe("20260719230509");
  expect(easternTime(new Date("2026-07-20T04:00:00Z"))).toBe("20260720000000");
});

test("on the spring day a window spans the hour that is skipped", () => {
  expect(window("2026-03-08T06:55:00Z", "2026-03-08T07:05:00Z")).toEqual({
    from: "202603080155",
    to: "202603080305",
  });
});

test("on the autumn day a window around the repeated hour holds both of its occurrences", () => {
  // 01:25 daylight time until 01:10 standard time: taken as they stand, the end would lie before the start.
  expect(window("2026-11-01T05:25:00Z", "2026-11-01T06:10:00Z")).toEqual({
    from: "202611010059",
    to: "202611010200",
  });
});

test("whatever happened within a span lies within its window on the wall", () => {
  const days = fc.constantFrom("2026-03-08T00:00:00Z", "2026-11-01T00:00:00Z", "2026-07-01T00:00:00Z");
  const minutes = fc.integer({ min: 0, max: 2 * 24 * 60 });
  fc.assert(
    fc.property(days, fc.tuple(minutes, minutes, minutes), (day, offsets) => {
      const [from, at, to] = offsets
        .toSorted((a, b) => a - b)
        .map((offset) => new Date(Date.parse(day) + offset * 60_000));
      if (!from || !at || !to) throw new Error("three offsets make three instants");
      const bounds = easternWindow(from, to);
      const wallTime = easternTime(at).slice(0, 12);
      expect(bounds.from <= wallTime && wallTime <= bounds.to).toBe(true);
    }),
  );
});

test("a wall time is turned back into its instant, the first of two in autumn", () => {
  expect(easternInstant("20261120130509")?.toISOString()).toBe("2026-11-20T18:05:09.000Z");
  expect(easternInstant("20261101013000")?.toISOString()).toBe("2026-11-01T05:30:00.000Z");
  expect(easternInstant("20260308023000")?.toISOString()).toBe("2026-03-08T07:30:00.000Z");
  expect(easternInstant("yesterday")).toBeNull();
  expect(easternInstant("20261399000000")).toBeNull();
});
