import { afterAll, beforeAll, expect, test } from "bun:test";
import { asc, eq, sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import type { ApiCall } from "../../platform/http/http-request.ts";
import { apiCalls } from "../schema/index.ts";
import { timestamp } from "../sql-values.ts";
import { createApiCallRecorder } from "./api-calls.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

const call = (relatedId: string, change: Partial<ApiCall> = {}): ApiCall => ({
  service: "CanadaPost",
  endpoint: "CreateShipment",
  relatedId,
  method: "POST",
  url: "https://example.com/rs/shipment",
  requestPayload: "<shipment/>",
  responseBody: "<ok/>",
  statusCode: 200,
  isSuccess: true,
  error: null,
  attempt: 1,
  durationMs: 300,
  calledAt: new Date("2026-03-01T10:00:00Z"),
  ...change,
});

const count = async (prefix: string) =>
  (
    await connection.db.execute(
      sql`select count(*) as n from api_calls where related_id like ${`${prefix}%`}`,
    )
  )[0]?.n;

test("a call is stored as it was", async () => {
  const lost = call("one", {
    responseBody: null,
    statusCode: null,
    isSuccess: false,
    error: "timed_out",
    requestPayload: null,
  });
  await createApiCallRecorder(connection.db).record(lost);
  const [row] = await connection.db.select().from(apiCalls).orderBy(asc(apiCalls.callId));
  expect(row).toEqual({ callId: expect.any(Number), ...lost });
});

test("a row is there for everybody when its record resolves, also among hundreds at once", async () => {
  const recorder = createApiCallRecorder(connection.db);
  const seen = await Promise.all(
    Array.from({ length: 600 }, async (_, n) => {
      await recorder.record(call(`many-${n}-`));
      return n % 50 === 0 ? await count(`many-${n}-`) : 1;
    }),
  );
  expect(seen.every((n) => n === 1)).toBe(true);
  expect(await count("many-")).toBe(600);
});

test("a row that cannot be stored fails alone", async () => {
  const recorder = createApiCallRecorder(connection.db);
  const results = await Promise.allSettled([
    recorder.record(call("mixed-1")),
    recorder.record(call("mixed-2")),
    recorder.record(call("mixed-3", { durationMs: 3_000_000_000 })),
    recorder.record(call("mixed-4")),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(await count("mixed-")).toBe(3);
  await recorder.record(call("mixed-5"));
  expect(await count("mixed-")).toBe(4);
});

test("a call that has begun is there without an answer, and takes it after its month was prepared", async () => {
  const { responseBody, statusCode, isSuccess, error, durationMs, ...sent } = call("begun");
  const outcome = { responseBody, statusCode, isSuccess, error, durationMs };
  const begun = await createApiCallRecorder(connection.db).begin(sent);
  const read = () => connection.db.select().from(apiCalls).where(eq(apiCalls.relatedId, "begun"));
  const none = { responseBody: null, statusCode: null, isSuccess: null, error: null, durationMs: null };
  expect(await read()).toEqual([{ callId: expect.any(Number), ...sent, ...none }]);
  await connection.db.execute(sql`select ensure_api_calls_partition(${timestamp(sent.calledAt)})`);
  await begun.end(outcome);
  expect(await read()).toEqual([{ callId: expect.any(Number), ...sent, ...outcome }]);
});

test("when the database is gone every caller hears of it", async () => {
  const lost = await openTestConnection();
  const recorder = createApiCallRecorder(lost.db);
  await lost.close();
  const errors = await Promise.all(
    [1, 2, 3].map((n) => recorder.record(call(`gone-${n}`)).catch((thrown) => thrown)),
  );
  expect(errors.map((error) => error.code)).toEqual(Array(3).fill("database_unavailable"));
});
