import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { openPauses, pause, resume } from "./pauses.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

const at = new Date("2026-03-01T10:00:00Z");
const later = new Date("2026-03-01T11:00:00Z");
const refused = {
  code: "credentials_rejected",
  reason: "401",
  settingsFingerprint: "abc",
  by: "system",
} as const;

test("a scope is paused once until it is resumed", async () => {
  const { db } = connection;
  const scope = "connection:bestbuy/main";
  expect(await pause(db, { scope, ...refused, at })).toBe(true);
  expect(await pause(db, { scope, ...refused, reason: "401 again", at: later })).toBe(false);
  expect(await openPauses(db)).toEqual([
    {
      pauseId: expect.any(Number),
      scope,
      code: "credentials_rejected",
      reason: "401",
      settingsFingerprint: "abc",
      pausedBy: "system",
      pausedAt: at,
      resumedAt: null,
      resumedBy: null,
    },
  ]);
  expect(await resume(db, { scope, by: "ana", at: later })).toBe(true);
  expect(await resume(db, { scope, by: "ana", at: later })).toBe(false);
  expect(await openPauses(db)).toEqual([]);
  expect(await pause(db, { scope, ...refused, at: later })).toBe(true);
});

test("pauses of several scopes stand beside each other, oldest first", async () => {
  const { db } = connection;
  await pause(db, { scope: "effects", code: "paused", reason: "restored", by: "ana", at });
  await pause(db, { scope: "workflow:create-labels", code: "paused", reason: "stock count", by: "ana", at });
  const scopes = (await openPauses(db)).map(({ scope }) => scope);
  expect(scopes.slice(-2)).toEqual(["effects", "workflow:create-labels"]);
});
