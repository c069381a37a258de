import { afterAll, beforeAll, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { processFailures } from "../db/schema/index.ts";
import { closeFailures } from "../db/stores/failures.ts";
import { minutesFrom, NOW, placeOrder } from "../db/stores/testing/place-order.ts";
import { ERROR_CODES } from "../domain/error-codes.ts";
import { readFailure } from "./failure-details.ts";
import { type FailureFilters, groupFailures, listFailures } from "./failures-inbox.ts";
import { addCall, addFailure } from "./testing/order-facts.ts";

let connection: TestConnection;
const hours = (count: number) => minutesFrom(NOW, count * 60);

beforeAll(async () => {
  connection = await openTestConnection();
  const { db } = connection;
  const place = (orderId: string, shippingDeadline: Date | null) =>
    placeOrder(db, { orderId, status: "label_failed", order: { shippingDeadline } });
  await place("A", hours(30));
  await place("B", hours(3));
  await place("C", null);
  await addFailure(db, { relatedId: "A", at: hours(-3) });
  await addFailure(db, { relatedId: "A", at: hours(-2), payload: { field: "city" } });
  await addFailure(db, { relatedId: "B", at: hours(-1), details: "B, last" });
  await addFailure(db, { relatedId: "C", code: "timed_out", needs: "retry", retryAt: hours(1) });
  await addFailure(db, {
    relatedId: "connection:bestbuy/main",
    processName: "OrderFetch",
    code: "credentials_rejected",
    connection: "bestbuy/main",
  });
  await addFailure(db, { relatedId: "A", processName: "TrackingUpdate", connection: "other/shop" });
  await closeFailures(db, {
    relatedId: "A",
    processName: "TrackingUpdate",
    by: "ana",
    resolution: "done",
    at: NOW,
  });
});
afterAll(() => connection.close());

const ids = async (filters: FailureFilters = {}) =>
  (await listFailures(connection.db, filters)).failures.map((failure) => failure.relatedId);

test("open failures are listed by the deadlines of their orders, with the next step", async () => {
  const { failures, next } = await listFailures(connection.db, {});
  expect(
    failures.map(({ relatedId, shippingDeadline, orderStatus }) => [
      relatedId,
      shippingDeadline,
      orderStatus,
    ]),
  ).toEqual([
    ["B", hours(3), "label_failed"],
    ["A", hours(30), "label_failed"],
    ["C", null, "label_failed"],
    ["connection:bestbuy/main", null, null],
  ]);
  expect(next).toBeNull();
  expect(failures[1]).toMatchObject({
    process: "ShippingLabelCreation",
    code: "address_invalid",
    kind: "rejected",
    hint: ERROR_CODES.address_invalid.hint,
    occurrences: 2,
    firstAt: hours(-3),
    lastAt: hours(-2),
  });
});

test("pages show every failure once, those without a deadline included", async () => {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page = await listFailures(connection.db, { limit: 1, after });
    seen.push(...page.failures.map((failure) => failure.relatedId));
    after = page.next;
  } while (after !== null);
  expect(seen).toEqual(["B", "A", "C", "connection:bestbuy/main"]);
});

test.each<[string, FailureFilters, string[]]>([
  ["process", { process: "OrderFetch" }, ["connection:bestbuy/main"]],
  ["code", { code: "timed_out" }, ["C"]],
  ["who must act", { needs: "human", process: "ShippingLabelCreation" }, ["B", "A"]],
  ["connection", { connection: "other/shop" }, []],
  ["thing", { relatedId: "A" }, ["A"]],
])("failures are filtered by %s", async (_, filters, expected) => {
  expect(await ids(filters)).toEqual(expected);
});

test("failures with one cause are one group, the most urgent first", async () => {
  expect(await groupFailures(connection.db, {})).toEqual([
    {
      process: "ShippingLabelCreation",
      code: "address_invalid",
      ...ERROR_CODES.address_invalid,
      failures: 2,
      human: 2,
      firstAt: hours(-3),
      lastAt: hours(-1),
      nearestDeadline: hours(3),
      retryAt: null,
      examples: ["B", "A"],
      newest: "B",
      details: "B, last",
    },
    expect.objectContaining({ code: expect.any(String), failures: 1, nearestDeadline: null }),
    expect.objectContaining({ code: expect.any(String), failures: 1, nearestDeadline: null }),
  ]);
  expect(await groupFailures(connection.db, { code: "timed_out" })).toMatchObject([{ failures: 1 }]);
});

test("a group tells how many of it wait for a person, however many others there are", async () => {
  const { db } = connection;
  const code = "service_error";
  const add = (index: number, needs: "human" | "retry") =>
    addFailure(db, {
      relatedId: `many-${index}`,
      code,
      needs,
      retryAt: needs === "retry" ? hours(index) : null,
      at: hours(-index),
      details: `of ${index}`,
    });
  await add(1, "human");
  for (let index = 2; index <= 60; index++) await add(index, "retry");
  const [group] = await groupFailures(db, { code });
  expect(group).toMatchObject({ failures: 60, human: 1, retryAt: hours(2), details: "of 1" });
  expect(group?.examples).toHaveLength(5);
  await db.update(processFailures).set({ resolvedAt: NOW }).where(eq(processFailures.code, code));
});

test("one failure comes with its payload, its order and the newest calls about it", async () => {
  const { db } = connection;
  for (let minute = 0; minute < 12; minute++)
    await addCall(db, { relatedId: "A", calledAt: minutesFrom(NOW, minute) });
  const { failures } = await listFailures(db, { relatedId: "A" });
  const failureId = failures[0]?.failureId ?? 0;
  const failure = await readFailure(db, { failureId, at: NOW });
  expect(failure).toMatchObject({
    payload: { field: "city" },
    hint: ERROR_CODES.address_invalid.hint,
    order: { orderId: "A", status: "label_failed" },
  });
  expect(failure.calls.map((call) => call.calledAt)).toEqual(
    Array.from({ length: 10 }, (_, index) => minutesFrom(NOW, 11 - index)),
  );
  await expect(readFailure(db, { failureId: 999, at: NOW })).rejects.toMatchObject({ code: "not_found" });
});

test("a failure of a connection has no order", async () => {
  const { failures } = await listFailures(connection.db, { process: "OrderFetch" });
  const failure = await readFailure(connection.db, { failureId: failures[0]?.failureId ?? 0, at: NOW });
  expect(failure).toMatchObject({ order: null, calls: [] });
});
