import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { readCursor, writeCursor } from "./cursors.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

const nine = new Date("2026-03-01T09:00:00Z");
const ten = new Date("2026-03-01T10:00:00Z");
const eleven = new Date("2026-03-01T11:00:00Z");

test("a cursor that was never written is null", async () => {
  expect(await readCursor(connection.db, "orders:bestbuy/main")).toBeNull();
});

test("a watermark moves forward only, whichever run ends last", async () => {
  const { db } = connection;
  await writeCursor(db, { name: "a", watermark: ten, at: eleven, full: true, meta: { pages: 3 } });
  await writeCursor(db, { name: "a", watermark: nine, at: ten });
  const cursor = {
    cursorName: "a",
    watermark: ten,
    lastRunAt: eleven,
    lastFullAt: eleven,
    meta: { pages: 3 },
  };
  expect(await readCursor(db, "a")).toEqual(cursor);
  await writeCursor(db, { name: "a", watermark: eleven, at: eleven });
  expect(await readCursor(db, "a")).toEqual({ ...cursor, watermark: eleven });
});

test("a run that saw nothing new leaves the watermark", async () => {
  const { db } = connection;
  await writeCursor(db, { name: "b", watermark: null, at: nine });
  expect(await readCursor(db, "b")).toMatchObject({
    watermark: null,
    lastRunAt: nine,
    lastFullAt: null,
    meta: {},
  });
  await writeCursor(db, { name: "b", watermark: nine, at: nine });
  await writeCursor(db, { name: "b", watermark: null, at: ten, meta: { note: "quiet" } });
  expect(await readCursor(db, "b")).toMatchObject({
    watermark: nine,
    lastRunAt: ten,
    meta: { note: "quiet" },
  });
});
