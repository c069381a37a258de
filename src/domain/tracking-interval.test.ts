import { expect, test } from "bun:test";
import { trackingIntervalMs } from "./tracking-interval.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  ["a parcel that was just handed over", 0, 15 * MINUTE],
  ["one of a day", DAY, HOUR],
  ["one of three days", 3 * DAY, 3 * HOUR],
  ["one of a month", 30 * DAY, 6 * HOUR],
])("%s is looked at again after a share of its age", (_what, ageMs, interval) => {
  expect(trackingIntervalMs({ ageMs, status: "in_transit" })).toBe(interval);
  expect(trackingIntervalMs({ ageMs, status: null })).toBe(4 * interval);
});

test("a parcel on the carrier's van is looked at every quarter of an hour", () => {
  expect(trackingIntervalMs({ ageMs: 10 * DAY, status: "out_for_delivery" })).toBe(15 * MINUTE);
});
