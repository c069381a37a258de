import { afterAll, beforeAll, expect, test } from "bun:test";
import { asc } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { operations } from "../schema/index.ts";
import { logOperation } from "./operations.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

const at = new Date("2026-03-01T10:00:00Z");

test("an operation is written with its change and goes with it", async () => {
  const { db } = connection;
  const failing = db.transaction(async (tx) => {
    await logOperation(tx, { at, scope: "order", action: "accept", status: "OK", actor: "ana" });
    throw new Error("the change failed");
  });
  expect(await failing.catch((error) => error.message)).toBe("the change failed");
  await logOperation(db, { at, scope: "database", action: "migrate", status: "INFO", actor: "system" });
  await logOperation(db, {
    at,
    scope: "order",
    action: "create_shipment",
    orderId: "A",
    carrier: "canada-post",
    status: "ERROR",
    message: "label_failed: no street",
    meta: { to: "label_failed" },
    actor: "ana",
  });
  const rows = await db.select().from(operations).orderBy(asc(operations.operationId));
  expect(rows.map(({ operationId: _id, ...row }) => row)).toEqual([
    {
      at,
      scope: "database",
      action: "migrate",
      orderId: null,
      carrier: null,
      status: "INFO",
      message: null,
      meta: {},
      actor: "system",
    },
    {
      at,
      scope: "order",
      action: "create_shipment",
      orderId: "A",
      carrier: "canada-post",
      status: "ERROR",
      message: "label_failed: no street",
      meta: { to: "label_failed" },
      actor: "ana",
    },
  ]);
});
