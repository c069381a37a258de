import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { readFact, writeFact } from "./marketplace-facts.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

test("the newest answer of each connection is kept with its time", async () => {
  const { db } = connection;
  const at = new Date("2026-03-01T10:00:00Z");
  const later = new Date("2026-03-02T10:00:00Z");
  expect(await readFact(db, { connection: "bestbuy/main", name: "SH21" })).toBeNull();
  await writeFact(db, { connection: "bestbuy/main", name: "SH21", value: [{ code: "CPCL" }], at });
  await writeFact(db, { connection: "bestbuy/main", name: "SH21", value: [{ code: "UPSN" }], at: later });
  await writeFact(db, { connection: "bestbuy/other", name: "SH21", value: [], at });
  expect(await readFact(db, { connection: "bestbuy/main", name: "SH21" })).toEqual({
    value: [{ code: "UPSN" }],
    fetchedAt: later,
  });
});
