// Long because the table of situations in which something is due, or is not, is one thing.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import type { MarketplaceOrder } from "../../domain/marketplace-order.ts";
import type { OrderStatus } from "../../domain/order-lifecycle.ts";
import type { Database } from "../database.ts";
import { decide, markSending, updateAcceptance } from "./acceptances.ts";
import type { Due } from "./due.ts";
import { dueAcceptances } from "./due-acceptances.ts";
import { dueLabels } from "./due-labels.ts";
import { duePushes } from "./due-pushes.ts";
import { dueReadings } from "./due-readings.ts";
import { closeFailures, recordFailure } from "./failures.ts";
import { holdOrder, releaseHolds } from "./holds.ts";
import { endShipment, insertShipment } from "./shipments.ts";
import { minutesFrom, NOW, placeOrder } from "./testing/place-order.ts";

const BEFORE = minutesFrom(NOW, -1);
const AFTER = minutesFrom(NOW, 1);
const FRESHNESS_MS = 5 * 60_000;
const FRESH_SINCE = minutesFrom(NOW, -5);
const LONG_AGO = minutesFrom(NOW, -60);

let connection: TestConnection;
let db: Database;
let orderId: string;
let placed = 0;
beforeAll(async () => {
  connection = await openTestConnection();
  db = connection.db;
});
afterAll(() => connection.close());
beforeEach(() => {
  orderId = `order-${++placed}`;
});

const question = { connections: ["bestbuy/main"], now: NOW, limit: 1000 };

/** Whether the order is due; asking about it alone answers the same as asking about all. */
async function isDue(ask: (id?: string) => Promise<Due[]>): Promise<boolean> {
  const amongAll = (await ask()).some(({ id }) => id === orderId);
  expect((await ask(orderId)).map(({ id }) => id)).toEqual(amongAll ? [orderId] : []);
  return amongAll;
}

interface Situation {
  status?: OrderStatus | null;
  state?: string;
  connection?: string;
  observedAt?: Date;
  order?: Partial<MarketplaceOrder>;
}

const place = ({ state = "SHIPPING", order, ...situation }: Situation = {}) =>
  placeOrder(db, { orderId, ...situation, order: { ...order, state } });

const hold = (until: Date | null = null) =>
  holdOrder(db, { orderId, reason: "manual", until, by: "ana", at: LONG_AGO });
const release = () => releaseHolds(db, { orderIds: [orderId], by: "ana", at: NOW });

const fail = (processName: string, needs: "retry" | "human", retryAt: Date | null = null) =>
  recordFailure(db, {
    processName,
    relatedId: orderId,
    connection: "bestbuy/main",
    code: "timed_out",
    details: "no answer",
    payload: {},
    needs,
    retryAt,
    at: LONG_AGO,
  });
const resolve = (processName: string) =>
  closeFailures(db, { relatedId: orderId, processName, by: "ana", resolution: "seen to", at: NOW });

type Shipment = Parameters<typeof insertShipment>[1];
const ship = (change: Partial<Shipment> = {}) =>
  db.transaction((tx) =>
    insertShipment(tx, {
      orderId,
      requestKey: `key-${orderId}`,
      carrier: "canada-post",
      carrierAccount: "main",
      environment: "production",
      status: "label_created",
      purchase: "bought",
      trackingPin: `PIN-${orderId}`,
      createdAt: LONG_AGO,
      createdBy: "test",
      ...change,
    }),
  );
const end = async (shipment: Promise<{ shipmentId: number }>) =>
  endShipment(db, { shipmentId: (await shipment).shipmentId, as: "rejected", at: NOW });

type Case = [name: string, isDue: boolean, arrange: () => Promise<unknown>];

/** What every question has in common: holds and failures. */
const commonCases = (arrange: () => Promise<unknown>, processName: string): Case[] => [
  ["held", false, () => arrange().then(() => hold())],
  ["held until later", false, () => arrange().then(() => hold(AFTER))],
  ["held until now", true, () => arrange().then(() => hold(NOW))],
  ["held until before", true, () => arrange().then(() => hold(BEFORE))],
  ["held and released", true, () => arrange().then(() => hold().then(release))],
  ["failed, for a person", false, () => arrange().then(() => fail(processName, "human"))],
  [
    "failed, with a person told, to be retried now",
    true,
    () => arrange().then(() => fail(processName, "human", NOW)),
  ],
  ["failed, to be retried later", false, () => arrange().then(() => fail(processName, "retry", AFTER))],
  ["failed, to be retried now", true, () => arrange().then(() => fail(processName, "retry", NOW))],
  ["failed, to be retried before", true, () => arrange().then(() => fail(processName, "retry", BEFORE))],
  ["failed at something else", true, () => arrange().then(() => fail("MessageSync", "human"))],
  [
    "failed, and a person has seen to it",
    true,
    () => arrange().then(() => fail(processName, "human").then(() => resolve(processName))),
  ],
];

describe("an acceptance is due", () => {
  const waiting = (situation: Situation = {}) =>
    place({ status: "pending_acceptance", state: "WAITING_ACCEPTANCE", ...situation });
  const accept = () => decide(db, { orderId, decision: "accept", by: "ana", at: NOW });
  const send = () => markSending(db, { orderId, at: NOW, nextCheckAt: AFTER });
  const ask = (onlyDecided: boolean) => isDue((id) => dueAcceptances(db, { ...question, onlyDecided, id }));

  test.each<Case>([
    ["waiting for a decision", true, () => waiting()],
    ["of another connection", false, () => waiting({ connection: "walmart/main" })],
    ["without a status", false, () => waiting({ status: null })],
    ["accepted already", false, () => waiting({ status: "accepted" })],
    ["shown as accepted by the marketplace", false, () => waiting({ state: "WAITING_DEBIT" })],
    ["in a state that we do not know", false, () => waiting({ state: "NEW" })],
    ["decided and not sent", true, () => waiting().then(accept)],
    ["decided and sent", false, () => waiting().then(accept).then(send)],
    [
      "confirmed",
      false,
      () =>
        waiting()
          .then(accept)
          .then(() => updateAcceptance(db, orderId, { state: "confirmed" })),
    ],
    ["failed without an open failure", false, () => waiting({ status: "acceptance_failed" })],
    [
      "failed and to be retried",
      true,
      () => waiting({ status: "acceptance_failed" }).then(() => fail("OrderAcceptance", "retry", BEFORE)),
    ],
    [
      "failed and with a person",
      false,
      () => waiting({ status: "acceptance_failed" }).then(() => fail("OrderAcceptance", "human")),
    ],
    ...commonCases(waiting, "OrderAcceptance"),
  ])("%s: %p", async (_name, expected, arrange) => {
    await arrange();
    expect(await ask(false)).toBe(expected);
  });

  test.each<Case>([
    ["when nobody has decided", false, () => waiting()],
    ["when a person has decided", true, () => waiting().then(accept)],
    ["when the decision is sent", false, () => waiting().then(accept).then(send)],
  ])("where people decide, %s: %p", async (_name, expected, arrange) => {
    await arrange();
    expect(await ask(true)).toBe(expected);
  });

  test("24 hours after the order was placed", async () => {
    await waiting({ order: { createdAt: LONG_AGO } });
    const due = await dueAcceptances(db, { ...question, onlyDecided: false, id: orderId });
    expect(due).toEqual([
      { id: orderId, deadline: minutesFrom(LONG_AGO, 24 * 60), connection: "bestbuy/main" },
    ]);
  });
});

describe("a label is due", () => {
  const ask = () =>
    isDue((id) =>
      dueLabels(db, {
        ...question,
        finishing: ["bestbuy/main", "newegg/main"],
        freshnessMs: FRESHNESS_MS,
        id,
      }),
    );
  const failedBefore = () => place({ status: "label_failed" });
  const unfinished = (change: Partial<Shipment>) =>
    place().then(() => ship({ status: "label_creation_initiated", trackingPin: null, ...change }));

  test.each<Case>([
    ["for an accepted order in SHIPPING", true, () => place()],
    ["for an order of another connection", false, () => place({ connection: "walmart/main" })],
    ["for an order of a connection that buys no more", false, () => place({ connection: "newegg/main" })],
    ["for an order without a status", false, () => place({ status: null })],
    ["for an order that was shipped", false, () => place({ status: "shipped" })],
    ["while payment is awaited", false, () => place({ state: "WAITING_DEBIT_PAYMENT" })],
    ["when it was read just long enough ago", true, () => place({ observedAt: FRESH_SINCE })],
    ["when it was not read lately", false, () => place({ observedAt: minutesFrom(FRESH_SINCE, -1) })],
    ["when the last label was refused", true, () => place().then(() => end(ship()))],
    ["when there is a label", false, () => place().then(() => ship())],
    ["when nothing came of the last request", true, () => unfinished({ purchase: "ready" })],
    ["failed without an open failure", false, failedBefore],
    [
      "failed and to be retried",
      true,
      () => failedBefore().then(() => fail("ShippingLabelCreation", "retry", NOW)),
    ],
    [
      "failed and with a person",
      false,
      () => failedBefore().then(() => fail("ShippingLabelCreation", "human")),
    ],
    ...commonCases(place, "ShippingLabelCreation"),
  ])("%s: %p", async (_name, expected, arrange) => {
    await arrange();
    expect(await ask()).toBe(expected);
  });

  const doubtful = (nextLookUpAt: Date | null) => unfinished({ purchase: "in_doubt", nextLookUpAt });
  test.each<Case>([
    ["a request that may have left", true, () => unfinished({ purchase: "sending" })],
    ["a look-up whose time has come", true, () => doubtful(NOW)],
    ["a look-up whose time is to come", false, () => doubtful(AFTER)],
    ["a purchase in doubt that a person decides about", false, () => doubtful(null)],
    [
      "a look-up of which a person was warned",
      true,
      () => doubtful(NOW).then(() => fail("ShippingLabelCreation", "human")),
    ],
    ["a paid label that is not stored", true, () => unfinished({ purchase: "bought" })],
    [
      "a paid label that is to be fetched later",
      false,
      () => unfinished({ purchase: "bought" }).then(() => fail("ShippingLabelCreation", "retry", AFTER)),
    ],
    [
      "a paid label that could not be fetched",
      false,
      () => unfinished({ purchase: "bought" }).then(() => fail("ShippingLabelCreation", "human")),
    ],
    [
      "a purchase that has ended",
      false,
      () =>
        place({ status: "cancelled" }).then(() =>
          end(ship({ status: "label_creation_initiated", purchase: "in_doubt", nextLookUpAt: NOW })),
        ),
    ],
    ["of a held order", true, () => unfinished({ purchase: "bought" }).then(() => hold())],
    [
      "of an order that was read long ago",
      true,
      () =>
        place({ observedAt: LONG_AGO }).then(() =>
          ship({ status: "label_creation_initiated", purchase: "sending" }),
        ),
    ],
    [
      "of an order that has ended",
      true,
      () =>
        place({ status: "cancelled", state: "CANCELED" }).then(() =>
          ship({ status: "label_creation_initiated", purchase: "sending" }),
        ),
    ],
    [
      "of another connection",
      false,
      () =>
        place({ connection: "walmart/main" }).then(() =>
          ship({ status: "label_creation_initiated", purchase: "sending" }),
        ),
    ],
    [
      "of a connection that buys no more",
      true,
      () =>
        place({ connection: "newegg/main" }).then(() =>
          ship({ status: "label_creation_initiated", purchase: "sending" }),
        ),
    ],
  ])("to be finished: %s: %p", async (_name, expected, arrange) => {
    await arrange();
    expect(await ask()).toBe(expected);
  });
});

describe("a push is due", () => {
  const ask = (pushWhen: "label" | "packed" | "manifest" = "label") =>
    isDue((id) => duePushes(db, { ...question, pushWhen, id }));
  const tracked = (change: Partial<Shipment> = {}, situation: Situation = {}) =>
    place({ status: "tracked", ...situation }).then(() => ship(change));
  const failedBefore = () => tracked({}, { status: "push_failed" });

  test.each<Case>([
    ["for a stored label with a number", true, () => tracked()],
    ["for an order of another connection", false, () => tracked({}, { connection: "walmart/main" })],
    ["for an order that was shipped", false, () => tracked({}, { status: "shipped" })],
    ["for an order that was cancelled", false, () => tracked({}, { status: "cancelled" })],
    [
      "while the number is awaited",
      false,
      () => tracked({ trackingPin: null }, { status: "awaiting_tracking" }),
    ],
    ["without a shipment", false, () => place({ status: "tracked" })],
    ["when the label has ended", false, () => place({ status: "tracked" }).then(() => end(ship()))],
    ["when the label is not stored yet", false, () => tracked({ status: "label_creation_initiated" })],
    ["when the marketplace has it", false, () => tracked({ status: "tracking_updated" })],
    ["while its read-back is awaited", false, () => tracked({ nextPushCheckAt: AFTER })],
    ["while its read-back is due", false, () => tracked({ nextPushCheckAt: BEFORE })],
    ["failed without an open failure", false, failedBefore],
    ["failed and to be retried", true, () => failedBefore().then(() => fail("TrackingUpdate", "retry", NOW))],
    ["failed and with a person", false, () => failedBefore().then(() => fail("TrackingUpdate", "human"))],
    ...commonCases(tracked, "TrackingUpdate"),
  ])("%s: %p", async (_name, expected, arrange) => {
    await arrange();
    expect(await ask()).toBe(expected);
  });

  test.each([
    ["label", {}, true],
    ["packed", {}, false],
    ["packed", { packedAt: NOW }, true],
    ["manifest", { packedAt: NOW }, false],
    ["manifest", { manifestedAt: NOW }, true],
  ] as const)("when the setting is %s and the parcel is %p: %p", async (pushWhen, change, expected) => {
    await tracked(change);
    expect(await ask(pushWhen)).toBe(expected);
  });
});

describe("a reading is due", () => {
  const ask = async (name = "bestbuy/main") => {
    const readings = await dueReadings(db, {
      connection: name,
      now: NOW,
      freshnessMs: FRESHNESS_MS,
      limit: 1000,
    });
    return readings.some((reading) => reading.orderId === orderId);
  };
  const waiting = () => place({ status: "pending_acceptance", state: "WAITING_ACCEPTANCE" });
  const sent = (nextCheckAt: Date) =>
    waiting()
      .then(() => decide(db, { orderId, decision: "accept", by: "ana", at: NOW }))
      .then(() => markSending(db, { orderId, at: NOW, nextCheckAt }));
  const stale = (situation: Situation = {}) => place({ observedAt: LONG_AGO, ...situation });
  const pushed = (nextPushCheckAt: Date) =>
    place({ status: "tracked" }).then(() => ship({ nextPushCheckAt }));

  test.each<Case>([
    ["of a decision whose time has come", true, () => sent(NOW)],
    ["of a decision whose time is to come", false, () => sent(AFTER)],
    ["of an order without a decision", false, waiting],
    [
      "of a decision that is confirmed",
      false,
      () => sent(NOW).then(() => updateAcceptance(db, orderId, { state: "confirmed" })),
    ],
    ["of a decision on a held order", true, () => sent(NOW).then(() => hold())],
    ["of a push whose time has come", true, () => pushed(NOW)],
    ["of a push whose time is to come", false, () => pushed(AFTER)],
    [
      "of a push whose label has ended",
      false,
      () => place({ status: "tracked" }).then(() => end(ship({ nextPushCheckAt: NOW }))),
    ],
    ["before a label is bought, when the last is old", true, () => stale()],
    ["before a label is bought, when the last is fresh", false, () => place()],
    ["of an old order that needs no label", false, () => stale({ status: "tracked" })],
    ["of an old order that is not in SHIPPING", false, () => stale({ state: "WAITING_DEBIT" })],
    ["of an old order that is held", false, () => stale().then(() => hold())],
    ["of an old order that has a label", false, () => stale().then(() => ship())],
    [
      "of an old order whose label waits for a person",
      false,
      () => stale().then(() => fail("ShippingLabelCreation", "human")),
    ],
    [
      "of an old order that could not be read",
      false,
      () => stale().then(() => fail("OrderReading", "human")),
    ],
    [
      "of an old order that could be read again",
      true,
      () => stale().then(() => fail("OrderReading", "human").then(() => resolve("OrderReading"))),
    ],
    ["of another connection's order", false, () => stale({ connection: "walmart/main" })],
  ])("%s: %p", async (_name, expected, arrange) => {
    await arrange();
    expect(await ask()).toBe(expected);
  });

  test("with the marketplace's own id, each order once", async () => {
    await sent(NOW);
    await ship({ nextPushCheckAt: NOW });
    const readings = await dueReadings(db, {
      connection: "bestbuy/main",
      now: NOW,
      freshnessMs: FRESHNESS_MS,
      limit: 1000,
    });
    expect(readings.filter((reading) => reading.orderId === orderId)).toEqual([
      { orderId, marketplaceOrderId: orderId },
    ]);
  });
});
