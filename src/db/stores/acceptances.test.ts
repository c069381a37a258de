import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import type { Database } from "../database.ts";
import { changeSent, decide, findAcceptance, markSending, updateAcceptance } from "./acceptances.ts";
import { minutesFrom, NOW, placeOrder } from "./testing/place-order.ts";

let connection: TestConnection;
let db: Database;
let orderId: string;
let placed = 0;
beforeAll(async () => {
  connection = await openTestConnection({ poolSize: 8 });
  db = connection.db;
});
afterAll(() => connection.close());
beforeEach(async () => {
  orderId = await placeOrder(db, { orderId: `order-${++placed}`, status: "pending_acceptance" });
});

const nextCheckAt = minutesFrom(NOW, 1);
const accept = (by = "ana") => decide(db, { orderId, decision: "accept", by, at: NOW });
const refuse = (by = "bob") => decide(db, { orderId, decision: "refuse", by, at: minutesFrom(NOW, 2) });
const send = () => markSending(db, { orderId, at: NOW, nextCheckAt });

test("a decision can be changed until it is sent, and starts its read-backs anew", async () => {
  expect(await findAcceptance(db, orderId)).toBeNull();
  expect(await accept()).toBe(true);
  expect(await refuse()).toBe(true);
  expect(await findAcceptance(db, orderId)).toMatchObject({
    decision: "refuse",
    state: "wanted",
    requestedBy: "bob",
    checks: 0,
  });
  expect(await send()).toMatchObject({ orderId, state: "sent" });
  expect(await accept()).toBe(false);
  expect(await findAcceptance(db, orderId)).toMatchObject({
    decision: "refuse",
    state: "sent",
    sentAt: NOW,
    nextCheckAt,
  });
});

test("a confirmed decision can be neither changed nor sent again", async () => {
  await accept();
  await send();
  await updateAcceptance(db, orderId, { state: "confirmed", confirmedAt: NOW, nextCheckAt: null });
  expect(await refuse()).toBe(false);
  expect(await send()).toBeNull();
  expect(await findAcceptance(db, orderId)).toMatchObject({ decision: "accept", state: "confirmed" });
});

test("one of many senders sends, and none before there is a decision", async () => {
  expect(await send()).toBeNull();
  await accept();
  const sent = await Promise.all(Array.from({ length: 20 }, send));
  expect(sent.filter(Boolean)).toHaveLength(1);
});

test("a decision that is wanted again forgets its old answer and count", async () => {
  await accept();
  await send();
  await updateAcceptance(db, orderId, { answeredAt: NOW, checks: 5 });
  await updateAcceptance(db, orderId, { state: "wanted", nextCheckAt: null });
  expect(await send()).toMatchObject({ orderId, state: "sent" });
  expect(await findAcceptance(db, orderId)).toMatchObject({ state: "sent", answeredAt: null, checks: 0 });
});

test("what is heard of a sent decision changes neither one that was sent again nor one that was confirmed", async () => {
  await accept();
  const first = await send();
  if (!first) throw new Error("It was not sent.");
  const later = new Date(NOW.getTime() + 60_000);
  await changeSent(db, first, { state: "wanted" });
  await markSending(db, { orderId, at: later, nextCheckAt });
  await changeSent(db, first, { state: "wanted" });
  expect(await findAcceptance(db, orderId)).toMatchObject({ state: "sent", sentAt: later });
  await updateAcceptance(db, orderId, { state: "confirmed" });
  await changeSent(db, { orderId, sentAt: later }, { state: "wanted" });
  expect(await findAcceptance(db, orderId)).toMatchObject({ state: "confirmed" });
});

test("refused lines are kept with a partial decision and dropped with the next", async () => {
  await decide(db, { orderId, decision: "accept", refusedLines: ["A-1", "A,2"], by: "ana", at: NOW });
  expect((await findAcceptance(db, orderId))?.refusedLines).toEqual(["A-1", "A,2"]);
  await accept();
  expect((await findAcceptance(db, orderId))?.refusedLines).toEqual([]);
});
