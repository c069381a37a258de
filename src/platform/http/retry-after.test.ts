import { describe, expect, test } from "bun:test";
import { retryAfterMs } from "./retry-after.ts";

describe("Retry-After", () => {
  test.each([
    ["30", 30_000],
    ["0", 0],
    ["Mon, 02 Mar 2026 15:01:30 GMT", 90_000],
    ["Mon, 02 Mar 2026 14:00:00 GMT", 0],
    ["soon", null],
    ["-5", null],
    [" ", null],
  ])("%p asks for %p ms", (value, expected) => {
    expect(retryAfterMs(new Headers({ "retry-after": value }), new Date("2026-03-02T15:00:00Z"))).toBe(
      expected,
    );
  });

  test("absent, it asks for nothing", () => {
    expect(retryAfterMs(new Headers(), new Date(0))).toBeNull();
  });
});
