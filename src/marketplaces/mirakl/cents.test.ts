import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { toCents } from "./cents.ts";

describe("cents", () => {
  test.each([
    [28.5, 2850],
    [0.1, 10],
    [1.1, 110],
    [39.99, 3999],
    [1.005, 101],
    [1.0049, 100],
    [8.345, 835],
    [-1.005, -101],
    [-0.001, 0],
    [0, 0],
    [165, 16_500],
    [1e-7, 0],
    [999_999_999_999.99, 99_999_999_999_999],
    [1e12, null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
  ])("%p is %p", (amount, cents) => {
    expect(toCents(amount)).toBe(cents);
  });

  test("of an amount with two decimals are exact", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e13, max: 1e13 }), (cents) => {
        const sign = cents < 0 ? "-" : "";
        const digits = String(Math.abs(cents)).padStart(3, "0");
        const amount = JSON.parse(`${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`);
        expect(toCents(amount)).toBe(cents);
      }),
    );
  });
});
