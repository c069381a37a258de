import { describe, expect, test } from "bun:test";
import { cronProblem, isTimeZone, nextTime, timesBetween } from "./cron.ts";

const TORONTO = "America/Toronto";

const between = (cron: string, after: string, until: string, timeZone = TORONTO) =>
  [...timesBetween({ cron, timeZone }, { after: new Date(after), until: new Date(until) })].map((at) =>
    at.toISOString().slice(5, 16),
  );

describe("times between two moments", () => {
  test("leave out the first moment and take in the last", () => {
    expect(between("*/5 * * * *", "2026-03-02T15:00:00Z", "2026-03-02T15:10:00Z")).toEqual([
      "03-02T15:05",
      "03-02T15:10",
    ]);
    expect(between("*/5 * * * *", "2026-03-02T15:00:00Z", "2026-03-02T15:04:59.999Z")).toEqual([]);
  });

  test("are none when the clock has gone back", () => {
    expect(between("* * * * *", "2026-03-02T15:00:00Z", "2026-03-02T14:00:00Z")).toEqual([]);
  });

  test("are read in their zone", () => {
    const [from, to] = ["2026-01-15T00:00:00Z", "2026-01-16T00:00:00Z"] as const;
    expect(between("30 8 * * *", from, to)).toEqual(["01-15T13:30"]);
    expect(between("30 8 * * *", from, to, "Asia/Kolkata")).toEqual(["01-15T03:00"]);
  });
});

describe("when clocks go forward, at 2 o'clock on 8 March", () => {
  const [from, to] = ["2026-03-08T06:15:00Z", "2026-03-08T07:45:00Z"] as const;

  test("what comes every half hour comes every half hour", () => {
    expect(between("*/30 * * * *", from, to)).toEqual(["03-08T06:30", "03-08T07:00", "03-08T07:30"]);
  });

  test("a fixed time that is left out comes right after, once", () => {
    expect(between("30 2 * * *", "2026-03-07T00:00:00Z", "2026-03-10T00:00:00Z")).toEqual([
      "03-07T07:30",
      "03-08T07:00",
      "03-09T06:30",
    ]);
  });

  test("a fixed time that is there is not touched", () => {
    expect(between("0 3 * * *", "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z")).toEqual(["03-08T07:00"]);
  });
});

describe("when clocks go back, at 2 o'clock on 1 November", () => {
  test("what comes every half hour comes in both hours", () => {
    expect(between("*/30 * * * *", "2026-11-01T05:15:00Z", "2026-11-01T07:00:00Z")).toEqual([
      "11-01T05:30",
      "11-01T06:00",
      "11-01T06:30",
      "11-01T07:00",
    ]);
  });

  test("a fixed time comes once, in the first of them, whenever it is asked for", () => {
    const day = ["2026-10-31T12:00:00Z", "2026-11-02T00:00:00Z"] as const;
    expect(between("30 1 * * *", ...day)).toEqual(["11-01T05:30"]);
    expect(between("30 1 * * *", "2026-11-01T05:45:00Z", day[1])).toEqual([]);
  });

  test("half an hour less is no trouble either", () => {
    const island = between(
      "*/30 * * * *",
      "2026-04-04T14:15:00Z",
      "2026-04-04T16:00:00Z",
      "Australia/Lord_Howe",
    );
    expect(island).toEqual(["04-04T14:30", "04-04T15:00", "04-04T15:30", "04-04T16:00"]);
  });
});

test("the next time is told, and that there is none", () => {
  const after = new Date("2026-03-02T15:00:00Z");
  expect(nextTime({ cron: "0 4 1 1 *", timeZone: TORONTO }, after)).toEqual(new Date("2027-01-01T09:00:00Z"));
  expect(nextTime({ cron: "0 0 30 2 *", timeZone: TORONTO }, after)).toBeNull();
});

test("a cron line that is wrong is told of before it is used", () => {
  for (const good of ["*/5 * * * *", "0 3 * * MON-FRI", "15 1-3 1,15 * *"])
    expect(cronProblem(good)).toBeNull();
  for (const bad of ["", "* * * *", "61 * * * *", "* * * * * *", "every day"])
    expect(cronProblem(bad)).toContain("five fields");
  expect(cronProblem("0 0 30 2 *")).toContain("never comes");
});

test("time zones are known by name", () => {
  expect(["UTC", TORONTO, "Mars/Olympus", ""].map(isTimeZone)).toEqual([true, true, false, false]);
});
