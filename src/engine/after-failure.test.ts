import { describe, expect, test } from "bun:test";
import { ERROR_CODES, ERROR_KINDS, type ErrorCode } from "../domain/error-codes.ts";
import { OpsError } from "../domain/errors.ts";
import { type AfterFailure, afterFailure } from "./after-failure.ts";

const now = new Date("2026-03-02T15:00:00Z");
const MINUTE_MS = 60_000;
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * MINUTE_MS);
const settings = {
  concurrency: 1,
  retryAfterMs: [4, 8, 16].map((minutes) => minutes * MINUTE_MS),
  deadlineNearMs: 60 * MINUTE_MS,
  cycleWaitMs: 0,
};

interface Case {
  code: ErrorCode;
  triesBefore?: number;
  retryAfterMs?: number;
  deadline?: Date | null;
}

const after = ({ code, triesBefore = 0, retryAfterMs, deadline = null }: Case) =>
  afterFailure({
    error: new OpsError(code, "trouble", { retryAfterMs }),
    triesBefore,
    deadline,
    now,
    settings,
  });

const retry = (minutes: number, tries: number): AfterFailure => ({
  file: true,
  needs: "retry",
  retryAt: inMinutes(minutes),
  tries,
});
const human = (tries: number): AfterFailure => ({ file: true, needs: "human", retryAt: null, tries });
/** A person is told, and it is tried again meanwhile. */
const told = (minutes: number, tries: number): AfterFailure => ({
  file: true,
  needs: "human",
  retryAt: inMinutes(minutes),
  tries,
});

const BUDGETED = (Object.keys(ERROR_CODES) as ErrorCode[]).filter(
  (code) => ERROR_KINDS[ERROR_CODES[code].kind].retry === "budgeted",
);
const SAYS_NOTHING_OF_THE_UNIT: ErrorCode[] = ["throttled", "circuit_open"];
const IS_OUR_OWN_DISK: ErrorCode = "storage_unavailable";

test.each(Object.keys(ERROR_CODES) as ErrorCode[])("%s is filed as its kind says", (code) => {
  const { kind } = ERROR_CODES[code];
  const expected: AfterFailure = {
    usage: human(1),
    config: human(1),
    not_found: human(1),
    conflict: { file: false } as const,
    rejected: human(1),
    unavailable: SAYS_NOTHING_OF_THE_UNIT.includes(code) ? retry(4, 0) : retry(4, 1),
    in_doubt: code === "answer_lost" ? retry(4, 1) : human(1),
    bug: human(1),
  }[kind];
  expect(after({ code })).toEqual(expected);
});

describe("what may succeed by itself", () => {
  const tried = BUDGETED.filter(
    (code) => !SAYS_NOTHING_OF_THE_UNIT.includes(code) && code !== IS_OUR_OWN_DISK,
  );

  test.each(tried)("%s is tried again after 4, 8 and 16 minutes, then asks a person", (code) => {
    expect([0, 1, 2, 3, 4].map((triesBefore) => after({ code, triesBefore }))).toEqual([
      retry(4, 1),
      retry(8, 2),
      retry(16, 3),
      human(4),
      human(5),
    ]);
  });

  test.each([
    [90, true],
    [60, true],
    [59, false],
    [-5, false],
  ])("with a deadline in %d minutes is tried again without a word to a person: %p", (minutes, isCalm) => {
    const outcome = after({ code: "service_error", deadline: inMinutes(minutes) });
    expect(outcome).toEqual(isCalm ? retry(4, 1) : told(4, 1));
  });

  test("has no more tries for its deadline being near", () => {
    const deadline = inMinutes(10);
    expect(after({ code: "service_error", deadline, triesBefore: 2 })).toEqual(told(16, 3));
    expect(after({ code: "service_error", deadline, triesBefore: 3 })).toEqual(human(4));
    expect(after({ code: "carrier_rejected", deadline })).toEqual(human(1));
  });

  test("on our own disk is tried for ever, and a person is told when the growing pauses have not helped", () => {
    const code = IS_OUR_OWN_DISK;
    expect([0, 1, 2, 3, 4, 40].map((triesBefore) => after({ code, triesBefore }))).toEqual([
      retry(4, 1),
      retry(8, 2),
      retry(16, 3),
      told(16, 4),
      told(16, 5),
      told(16, 41),
    ]);
  });

  test("is tried no earlier than the service asks", () => {
    expect(after({ code: "service_error", retryAfterMs: 6 * MINUTE_MS })).toEqual(retry(6, 1));
    expect(after({ code: "service_error", retryAfterMs: 1000 })).toEqual(retry(4, 1));
  });
});

describe.each(SAYS_NOTHING_OF_THE_UNIT)("a unit that met %s", (code) => {
  test("is due again when the service says so, in a second at the least, and after the first wait otherwise", () => {
    expect(after({ code, retryAfterMs: 2 * MINUTE_MS })).toEqual(retry(2, 0));
    expect(after({ code, retryAfterMs: 30 * MINUTE_MS })).toEqual(retry(30, 0));
    expect(after({ code, retryAfterMs: 0 })).toEqual(retry(1 / 60, 0));
    expect(after({ code })).toEqual(retry(4, 0));
  });

  test("has lost none of its tries, however often that happens", () => {
    for (const triesBefore of [0, 2, 3, 9])
      expect(after({ code, triesBefore, retryAfterMs: MINUTE_MS })).toEqual(retry(1, triesBefore));
  });

  test("goes on by itself when its deadline is near, and a person is told", () => {
    expect(after({ code, deadline: inMinutes(10), retryAfterMs: MINUTE_MS })).toEqual(told(1, 0));
  });
});
