import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import {
  closeFailures,
  findFailure,
  findOpenFailure,
  type NewFailure,
  rearmFailure,
  recordFailure,
} from "./failures.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

const first = new Date("2026-03-01T10:00:00Z");
const second = new Date("2026-03-01T10:04:00Z");
const later = new Date("2026-03-01T10:12:00Z");

const failure = (relatedId: string, change: Partial<NewFailure> = {}): NewFailure => ({
  processName: "ShippingLabelCreation",
  relatedId,
  connection: "bestbuy/main",
  code: "timed_out",
  details: "no answer",
  payload: { try: 1 },
  needs: "retry",
  retryAt: second,
  at: first,
  ...change,
});

test("a repeated failure counts on the open row, which tells of the newest trouble", async () => {
  const { db } = connection;
  const opened = await recordFailure(db, failure("A"));
  const news = {
    code: "address_invalid",
    details: "no street",
    payload: {},
    needs: "human",
    retryAt: null,
  } as const;
  const repeated = await recordFailure(db, failure("A", { ...news, at: second }));
  expect(opened.occurrences).toBe(1);
  expect(repeated).toEqual({ failureId: opened.failureId, occurrences: 2 });
  expect(await findFailure(db, opened.failureId)).toEqual({
    failureId: opened.failureId,
    processName: "ShippingLabelCreation",
    relatedId: "A",
    connection: "bestbuy/main",
    ...news,
    occurrences: 2,
    tries: 0,
    firstAt: first,
    lastAt: second,
    resolvedAt: null,
    resolvedBy: null,
    resolution: null,
  });
});

test("failures recorded at once are all counted", async () => {
  const counts = await Promise.all(
    Array.from({ length: 10 }, () => recordFailure(connection.db, failure("B"))),
  );
  expect(new Set(counts.map(({ failureId }) => failureId)).size).toBe(1);
  expect(counts.map(({ occurrences }) => occurrences).sort((a, b) => a - b)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ]);
});

test("a closed failure stays as it was, and the next one opens a new row", async () => {
  const { db } = connection;
  const { failureId } = await recordFailure(db, failure("C"));
  expect(await closeFailures(db, { relatedId: "C", by: "ana", resolution: "done by hand", at: second })).toBe(
    1,
  );
  expect(await closeFailures(db, { relatedId: "C", by: "bob", resolution: "again", at: later })).toBe(0);
  expect(await findOpenFailure(db, { processName: "ShippingLabelCreation", relatedId: "C" })).toBeNull();
  expect(await findFailure(db, failureId)).toMatchObject({
    resolvedAt: second,
    resolvedBy: "ana",
    resolution: "done by hand",
    occurrences: 1,
  });
  const next = await recordFailure(db, failure("C", { at: later }));
  expect(next.failureId).not.toBe(failureId);
  expect(next.occurrences).toBe(1);
});

test("closing can be limited to one process, or spare one", async () => {
  const { db } = connection;
  for (const processName of ["OrderAcceptance", "TrackingUpdate", "LabelOrphaned"])
    await recordFailure(db, failure("D", { processName }));
  const closing = { relatedId: "D", by: "system", resolution: "it worked", at: second };
  expect(await closeFailures(db, { ...closing, processName: "OrderAcceptance" })).toBe(1);
  expect(await closeFailures(db, { ...closing, except: "LabelOrphaned" })).toBe(1);
  expect(await findOpenFailure(db, { processName: "LabelOrphaned", relatedId: "D" })).not.toBeNull();
});

test("a rearmed failure is due again, unless it is closed", async () => {
  const { db } = connection;
  const { failureId } = await recordFailure(db, failure("E", { needs: "human", retryAt: null }));
  expect(await rearmFailure(db, { failureId, at: later })).toBe(true);
  expect(await findFailure(db, failureId)).toMatchObject({ needs: "retry", retryAt: later, occurrences: 1 });
  await closeFailures(db, { relatedId: "E", by: "ana", resolution: "gone", at: later });
  expect(await rearmFailure(db, { failureId, at: later })).toBe(false);
  expect(await rearmFailure(db, { failureId: 999_999, at: later })).toBe(false);
});
