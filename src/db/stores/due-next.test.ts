import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { addFailure, addShipment } from "../../reports/testing/order-facts.ts";
import { decide, markSending, updateAcceptance } from "./acceptances.ts";
import { nextAcceptance } from "./due-acceptances.ts";
import { nextLabel } from "./due-labels.ts";
import { nextPush } from "./due-pushes.ts";
import { nextReading } from "./due-readings.ts";
import { closeFailures } from "./failures.ts";
import { holdOrder } from "./holds.ts";
import { endShipment, type Shipment } from "./shipments.ts";
import { minutesFrom, NOW, placeOrder } from "./testing/place-order.ts";

const at = (minute: number) => minutesFrom(NOW, minute);
const SHOP = "bestbuy/main";
const FRESHNESS_MS = 5 * 60_000;

let own: TestConnection;
beforeEach(async () => {
  own = await openTestConnection({ poolSize: 1 });
});
afterEach(() => own.close());

type Situation = Partial<Parameters<typeof placeOrder>[1]>;
const place = (situation: Situation = {}) =>
  placeOrder(own.db, { orderId: "A", observedAt: at(10), ...situation });
const undecided = () => place({ status: "pending_acceptance", order: { state: "WAITING_ACCEPTANCE" } });
const elsewhere = (situation: Situation = {}) => place({ connection: "walmart/main", ...situation });
const tracked = () => place({ status: "tracked" }).then(() => addShipment(own.db, { orderId: "A" }));

const retry = (processName: string, retryAt: Date | null = at(10), needs: "retry" | "human" = "retry") =>
  addFailure(own.db, { relatedId: "A", processName, code: "timed_out", needs, retryAt });
const labelRetry = (retryAt?: Date | null, needs?: "human") => retry("ShippingLabelCreation", retryAt, needs);
const hold = (until: Date | null) =>
  holdOrder(own.db, { orderId: "A", reason: "manual", until, by: "ana", at: NOW });
const send = (nextCheckAt: Date) =>
  decide(own.db, { orderId: "A", decision: "accept", by: "ana", at: NOW }).then(() =>
    markSending(own.db, { orderId: "A", at: NOW, nextCheckAt }),
  );
const buy = (change: Partial<Shipment>) =>
  addShipment(own.db, { orderId: "A", status: "label_creation_initiated", trackingPin: null, ...change });
const doubt = (minute: number) => buy({ purchase: "in_doubt", nextLookUpAt: at(minute) });
const endAll = async (shipment: Promise<Shipment>) =>
  endShipment(own.db, { shipmentId: (await shipment).shipmentId, as: "voided", at: NOW });

type Case = [what: string, minute: number | null, arrange: () => Promise<unknown>];
const connections = [SHOP];

/** What every question about retries has in common. */
const commonCases = (arrange: () => Promise<unknown>, processName: string): Case[] => [
  ["nothing has failed", null, arrange],
  ["it is tried again", 10, () => arrange().then(() => retry(processName))],
  ["it was to be tried again before", null, () => arrange().then(() => retry(processName, at(-1)))],
  [
    "a person was told and it is tried again",
    10,
    () => arrange().then(() => retry(processName, at(10), "human")),
  ],
  ["a person decides", null, () => arrange().then(() => retry(processName, null, "human"))],
  ["something else failed", null, () => arrange().then(() => retry("MessageSync"))],
  [
    "a person has seen to it",
    null,
    () =>
      arrange()
        .then(() => retry(processName))
        .then(() => closeFailures(own.db, { relatedId: "A", by: "ana", resolution: "seen to", at: NOW })),
  ],
  [
    "it is held",
    null,
    () =>
      arrange()
        .then(() => retry(processName))
        .then(() => hold(null)),
  ],
  [
    "it is held for longer",
    null,
    () =>
      arrange()
        .then(() => retry(processName))
        .then(() => hold(at(11))),
  ],
  [
    "its hold ends before",
    10,
    () =>
      arrange()
        .then(() => retry(processName))
        .then(() => hold(at(10))),
  ],
];

const expectNext = async (minute: number | null, next: Promise<Date | null>) =>
  expect(await next).toEqual(minute === null ? null : at(minute));

describe("the next acceptance is", () => {
  test.each<Case>([
    ...commonCases(undecided, "OrderAcceptance"),
    [
      "sent already",
      null,
      () =>
        undecided()
          .then(() => send(at(5)))
          .then(() => retry("OrderAcceptance")),
    ],
    ["over", null, () => place().then(() => retry("OrderAcceptance"))],
  ])("when %s: in %p minutes", async (_what, minute, arrange) => {
    await arrange();
    await expectNext(minute, nextAcceptance(own.db, { connections, from: NOW, onlyDecided: false }));
    await expectNext(null, nextAcceptance(own.db, { connections: [], from: NOW, onlyDecided: false }));
    await expectNext(null, nextAcceptance(own.db, { connections, from: NOW, onlyDecided: true }));
  });
});

describe("the next label is", () => {
  test.each<Case>([
    ...commonCases(place, "ShippingLabelCreation"),
    ["read too long ago by then", null, () => place({ observedAt: at(4) }).then(() => labelRetry())],
    ["of a shop that buys none", null, () => elsewhere().then(() => labelRetry())],
    [
      "looked up, be the order held or not",
      20,
      () =>
        place()
          .then(() => doubt(20))
          .then(() => hold(null)),
    ],
    ["looked up where none is bought", 20, () => elsewhere().then(() => doubt(20))],
    [
      "looked up by a person",
      null,
      () => place().then(() => buy({ purchase: "in_doubt", nextLookUpAt: null })),
    ],
    [
      "to be fetched again",
      10,
      () =>
        place()
          .then(() => buy({}))
          .then(() => labelRetry()),
    ],
    ["voided", null, () => place().then(() => endAll(doubt(20)))],
  ])("when %s: in %p minutes", async (_what, minute, arrange) => {
    await arrange();
    const finishing = [SHOP, "walmart/main"];
    const question = { connections, finishing, from: NOW, freshnessMs: FRESHNESS_MS };
    await expectNext(minute, nextLabel(own.db, question));
    await expectNext(null, nextLabel(own.db, { ...question, connections: [], finishing: [] }));
  });
});

describe("the next push is", () => {
  test.each<Case>([
    ...commonCases(tracked, "TrackingUpdate"),
    [
      "read back first",
      null,
      () =>
        place({ status: "tracked" })
          .then(() => addShipment(own.db, { orderId: "A", nextPushCheckAt: at(5) }))
          .then(() => retry("TrackingUpdate")),
    ],
  ])("when %s: in %p minutes", async (_what, minute, arrange) => {
    await arrange();
    await expectNext(minute, nextPush(own.db, { connections, from: NOW, pushWhen: "label" }));
    await expectNext(null, nextPush(own.db, { connections, from: NOW, pushWhen: "packed" }));
    await expectNext(null, nextPush(own.db, { connections: [], from: NOW, pushWhen: "label" }));
  });
});

describe("the next reading is", () => {
  const pushed = (situation: Situation = {}) =>
    place({ status: "tracked", ...situation }).then(() =>
      addShipment(own.db, { orderId: "A", nextPushCheckAt: at(30) }),
    );
  const orderReading = (needs: "retry" | "human") =>
    addFailure(own.db, { relatedId: "A", processName: "OrderReading", needs, retryAt: at(10) });

  test.each<Case>([
    ["there is nothing to read", null, () => place()],
    ["a decision was sent", 40, () => undecided().then(() => send(at(40)))],
    ["a decision was to be looked at before", null, () => undecided().then(() => send(at(-1)))],
    [
      "the decision is confirmed",
      null,
      () =>
        undecided()
          .then(() => send(at(40)))
          .then(() => updateAcceptance(own.db, "A", { state: "confirmed" })),
    ],
    ["a shipment was sent", 30, () => pushed()],
    ["a shipment was sent for a held order", 30, () => pushed().then(() => hold(null))],
    ["a shipment was sent elsewhere", null, () => pushed({ connection: "walmart/main" })],
    ["a person wants an order to be asked for again", 10, () => place().then(() => orderReading("retry"))],
    ["a person sees to an order", null, () => place().then(() => orderReading("human"))],
    [
      "a label is tried again, on an old reading",
      10,
      () => place({ observedAt: NOW }).then(() => labelRetry()),
    ],
    [
      "a label is tried again, on a fresh one",
      null,
      () => place({ observedAt: at(6) }).then(() => labelRetry()),
    ],
  ])("when %s: in %p minutes", async (_what, minute, arrange) => {
    await arrange();
    await expectNext(minute, nextReading(own.db, { connection: SHOP, from: NOW, freshnessMs: FRESHNESS_MS }));
  });

  test("the earliest of all, and not hidden by what has passed and was not kept", async () => {
    await pushed();
    await placeOrder(own.db, { orderId: "B", status: "tracked" });
    await addShipment(own.db, { orderId: "B", nextPushCheckAt: at(-5) });
    await orderReading("retry");
    const next = (minute: number) =>
      nextReading(own.db, { connection: SHOP, from: at(minute), freshnessMs: null });
    await expectNext(10, next(0));
    await expectNext(10, next(10));
    await expectNext(30, next(11));
    await expectNext(null, next(31));
  });
});
