// Long because moves, starts, walks and ends are checked against one and the same timeline.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { OpsError } from "../../domain/errors.ts";
import {
  ENDED,
  FIRST_STATUSES,
  hasEnded,
  mayBecome,
  ORDER_STATUSES,
  type OrderStatus,
  TRANSITIONS,
} from "../../domain/order-lifecycle.ts";
import { checkDatabase } from "../check.ts";
import type { Database } from "../database.ts";
import { closeFailures, findOpenFailure, recordFailure } from "./failures.ts";
import { lockStatus, type Move, moveOrder, readStatus, startOrder, walkOrder } from "./order-status.ts";
import { NOW, placeOrder } from "./testing/place-order.ts";

const RACERS = 8;

let connection: TestConnection;
let db: Database;
let orderId: string;
let placed = 0;
beforeAll(async () => {
  connection = await openTestConnection({ poolSize: RACERS });
  db = connection.db;
});
afterAll(async () => {
  const findings = await checkDatabase(connection);
  await connection.close();
  expect(findings).toEqual([]);
});
beforeEach(() => {
  orderId = `order-${++placed}`;
});

const start = (to: OrderStatus) => ({ orderId, to, notes: null, actor: "test", at: NOW, action: "test" });
const move = (from: readonly OrderStatus[], to: OrderStatus): Move => ({ ...start(to), from });

const tryMove = (one: Move): Promise<"won" | string> =>
  db
    .transaction((tx) => moveOrder(tx, one))
    .then(
      () => "won",
      (thrown) => (thrown instanceof OpsError ? thrown.code : Promise.reject(thrown)),
    );

const count = (results: string[], which: string) => results.filter((result) => result === which).length;

async function timeline(id = orderId) {
  const rows = await db.execute<{ seq: number; status: OrderStatus }>(
    sql`select seq, status from order_status_history where order_id = ${id} order by seq`,
  );
  return rows.map(({ seq, status }) => ({ seq, status }));
}

async function projection(id = orderId) {
  const rows = await db.execute<{ seq: number; status: OrderStatus }>(
    sql`select seq, status from order_current_status where order_id = ${id}`,
  );
  return rows.map(({ seq, status }) => ({ seq, status }));
}

async function operationsOf(id = orderId) {
  const rows = await db.execute<{ message: string; status: string }>(
    sql`select message, status from operations where order_id = ${id} order by operation_id`,
  );
  return rows.map(({ message, status }) => ({ message, status }));
}

/** What must hold whatever was tried: gapless, legal, each step told once, and the projection is the newest row. */
async function expectSoundTimeline() {
  const steps = await timeline();
  expect(steps.map(({ seq }) => seq)).toEqual(steps.map((_, index) => index + 1));
  for (const [index, { status }] of steps.entries()) {
    const before = steps[index - 1]?.status;
    expect(before ? mayBecome(before, status) : FIRST_STATUSES.includes(status)).toBe(true);
  }
  expect(await projection()).toEqual(steps.slice(-1));
  const told = (await operationsOf()).map(({ message }) => message);
  expect(told).toEqual(steps.map(({ status }) => status));
}

describe("moves", () => {
  test("whatever legal moves race each other, one wins each round and the timeline stays whole", async () => {
    const choices = fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: RACERS }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...FIRST_STATUSES), choices, async (first, rounds) => {
        orderId = await placeOrder(db, { orderId: `raced-${++placed}`, status: null });
        await db.transaction((tx) => startOrder(tx, start(first)));
        let at = first;
        for (const racers of rounds) {
          const next = TRANSITIONS[at];
          if (next.length === 0) break;
          const targets = racers.map((n) => next[n % next.length] ?? at);
          const results = await Promise.all(targets.map((to) => tryMove(move([at], to))));
          expect(count(results, "won")).toBe(1);
          expect(count(results, "lost_race")).toBe(racers.length - 1);
          at = targets[results.indexOf("won")] ?? at;
          expect(await readStatus(db, orderId)).toBe(at);
        }
        await expectSoundTimeline();
      }),
      { numRuns: 40 },
    );
  });

  test("whatever is tried from whatever status, each try wins, loses or is illegal, and only wins are written", async () => {
    const anyStatus = fc.constantFrom(...ORDER_STATUSES);
    const anyMove = fc.record({ from: fc.array(anyStatus, { maxLength: 4 }), to: anyStatus });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyMove, { maxLength: RACERS }), { maxLength: 8 }),
        async (rounds) => {
          orderId = await placeOrder(db, { orderId: `raced-${++placed}`, status: "pending_acceptance" });
          const before = (await operationsOf()).length;
          let won = 0;
          for (const tries of rounds) {
            const results = await Promise.all(tries.map(({ from, to }) => tryMove(move(from, to))));
            for (const [index, { from, to }] of tries.entries()) {
              const isLegal = from.some((status) => mayBecome(status, to));
              expect(results[index] === "illegal_move").toBe(!isLegal);
            }
            won += count(results, "won");
          }
          expect((await timeline()).length).toBe(before + won);
          await expectSoundTimeline();
        },
      ),
      { numRuns: 40 },
    );
  });

  test("exactly one of many racers wins, on every one of many orders", async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, n) => placeOrder(db, { orderId: `contested-${n}`, status: "accepted" })),
    );
    const results = await Promise.all(
      ids.flatMap((id) =>
        Array.from({ length: RACERS }, (_, n) =>
          tryMove({ ...move(["accepted"], n % 2 ? "label_created" : "label_failed"), orderId: id }),
        ),
      ),
    );
    expect(count(results, "won")).toBe(ids.length);
    expect(count(results, "lost_race")).toBe(ids.length * (RACERS - 1));
    for (const id of ids) expect(await timeline(id)).toHaveLength(2);
  });

  test("every illegal pair fails and changes nothing; every legal pair succeeds", async () => {
    for (const from of ORDER_STATUSES)
      for (const to of ORDER_STATUSES) {
        orderId = await placeOrder(db, { orderId: `pair-${from}-${to}`, status: from });
        const before = await timeline();
        const isLegal = mayBecome(from, to);
        expect(await tryMove(move([from], to))).toBe(isLegal ? "won" : "illegal_move");
        expect((await timeline()).length).toBe(before.length + (isLegal ? 1 : 0));
      }
  });

  test("a move from several statuses ignores those that the table forbids", async () => {
    await placeOrder(db, { orderId, status: "shipped" });
    const error = await db
      .transaction((tx) => moveOrder(tx, move(["accepted", "shipped"], "label_created")))
      .catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: "lost_race",
      facts: { orderId, from: ["accepted"], to: "label_created" },
    });
  });

  test("an order without a status can not be moved", async () => {
    await placeOrder(db, { orderId, status: null });
    expect(await tryMove(move(["accepted"], "label_created"))).toBe("lost_race");
    expect(await readStatus(db, orderId)).toBeNull();
    expect(await db.transaction((tx) => lockStatus(tx, orderId))).toBeNull();
  });
});

describe("a move is one change", () => {
  test("a caller that fails afterwards leaves neither the step nor its operation", async () => {
    await placeOrder(db, { orderId });
    const before = { timeline: await timeline(), operations: await operationsOf() };
    const failing = db.transaction(async (tx) => {
      await moveOrder(tx, move(["accepted"], "label_created"));
      throw new Error("the caller's own trouble");
    });
    await expect(failing).rejects.toThrow("the caller's own trouble");
    expect({ timeline: await timeline(), operations: await operationsOf() }).toEqual(before);
    expect(await readStatus(db, orderId)).toBe("accepted");
  });

  test("an operation that can not be written leaves no step", async () => {
    await placeOrder(db, { orderId });
    await db.execute(sql.raw(`alter table operations add constraint refused check (actor <> 'refused')`));
    try {
      const failing = db.transaction((tx) =>
        moveOrder(tx, { ...move(["accepted"], "label_created"), actor: "refused" }),
      );
      await expect(failing).rejects.toThrow("refused");
    } finally {
      await db.execute(sql.raw("alter table operations drop constraint refused"));
    }
    await expectSoundTimeline();
    expect(await readStatus(db, orderId)).toBe("accepted");
  });

  test("history rows can not be updated, and say so", async () => {
    await placeOrder(db, { orderId });
    const change = async () => {
      await db.execute(sql`update order_status_history set notes = 'x' where order_id = ${orderId}`);
    };
    await expect(change()).rejects.toThrow("rows of order_status_history are permanent");
  });

  test("a failure is logged as an error with its reason, a step without notes by its name", async () => {
    await placeOrder(db, { orderId });
    const failure = { ...move(["accepted"], "label_failed"), notes: "no street", carrier: "canada-post" };
    await db.transaction((tx) => moveOrder(tx, failure));
    await db.transaction((tx) => moveOrder(tx, move(["label_failed"], "accepted")));
    expect((await operationsOf()).slice(-2)).toEqual([
      { message: "label_failed: no street", status: "ERROR" },
      { message: "accepted", status: "OK" },
    ]);
  });
});

describe("starting an order", () => {
  test.each(ORDER_STATUSES.map((status) => [status, FIRST_STATUSES.includes(status)] as const))(
    "with %s: %p",
    async (status, mayStart) => {
      await placeOrder(db, { orderId, status: null });
      const started = db.transaction((tx) => startOrder(tx, start(status)));
      if (mayStart) expect(await started).toBe(true);
      else await expect(started).rejects.toMatchObject({ code: "illegal_move" });
      expect(await readStatus(db, orderId)).toBe(mayStart ? status : null);
    },
  );

  test("happens once, whoever else sees the order first at the same time", async () => {
    for (const round of [1, 2, 3, 4, 5]) {
      orderId = await placeOrder(db, { orderId: `started-${round}`, status: null });
      const firsts = Array.from({ length: RACERS }, (_, n) => FIRST_STATUSES[n % 2] ?? "accepted");
      const started = await Promise.all(
        firsts.map((to) => db.transaction((tx) => startOrder(tx, start(to)))),
      );
      expect(started.filter(Boolean)).toHaveLength(1);
      await expectSoundTimeline();
      expect((await projection()).map(({ status }) => status)).toEqual(
        firsts.filter((_, index) => started[index]),
      );
    }
  });

  test("does nothing to an order that has gone on since", async () => {
    await placeOrder(db, { orderId, status: "tracked" });
    const before = await timeline();
    expect(await db.transaction((tx) => startOrder(tx, start("accepted")))).toBe(false);
    expect(await timeline()).toEqual(before);
  });
});

describe("walking an order", () => {
  test("writes every step between, in one transaction", async () => {
    await placeOrder(db, { orderId, status: "pending_acceptance" });
    await db.transaction((tx) => walkOrder(tx, { ...start("complete"), from: "pending_acceptance" }));
    expect((await timeline()).map(({ status }) => status)).toEqual([
      "pending_acceptance",
      "accepted",
      "shipped",
      "complete",
    ]);
    await expectSoundTimeline();
  });

  test("that can not arrive writes nothing", async () => {
    await placeOrder(db, { orderId, status: "shipped" });
    const before = await timeline();
    const walking = db.transaction((tx) => walkOrder(tx, { ...start("cancelled"), from: "shipped" }));
    await expect(walking).rejects.toMatchObject({ code: "illegal_move" });
    const elsewhere = db.transaction((tx) => walkOrder(tx, { ...start("complete"), from: "accepted" }));
    await expect(elsewhere).rejects.toMatchObject({ code: "lost_race" });
    expect(await timeline()).toEqual(before);
  });

  test("of several racers brings the order there once", async () => {
    await placeOrder(db, { orderId, status: "accepted" });
    const results = await Promise.all(
      Array.from({ length: RACERS }, () =>
        db
          .transaction((tx) => walkOrder(tx, { ...start("complete"), from: "accepted" }))
          .then(
            () => "won",
            (thrown) => thrown.code,
          ),
      ),
    );
    expect(count(results, "won")).toBe(1);
    expect(count(results, "lost_race")).toBe(RACERS - 1);
    await expectSoundTimeline();
  });
});

describe("the end of an order", () => {
  const fail = (processName: string) =>
    recordFailure(db, {
      processName,
      relatedId: orderId,
      connection: "bestbuy/main",
      code: "timed_out",
      details: "no answer",
      payload: {},
      needs: "retry",
      retryAt: NOW,
      at: NOW,
    });
  const isOpen = async (processName: string) =>
    (await findOpenFailure(db, { processName, relatedId: orderId })) !== null;

  const endings = ORDER_STATUSES.flatMap((from) =>
    ENDED.filter((to) => mayBecome(from, to)).map((to) => [from, to] as const),
  );

  test.each(endings)(
    "from %s to %s closes its failures, but not those of a label that still exists",
    async (from, to) => {
      await placeOrder(db, { orderId, status: from });
      await fail("ShippingLabelCreation");
      await fail("LabelOrphaned");
      await db.transaction((tx) => moveOrder(tx, move([from], to)));
      expect(await isOpen("ShippingLabelCreation")).toBe(false);
      expect(await isOpen("LabelOrphaned")).toBe(true);
      await closeFailures(db, { relatedId: orderId, by: "test", resolution: "voided", at: NOW });
    },
  );

  test("closes them on a first sight that is an end, too, and never on another step", async () => {
    await placeOrder(db, { orderId, status: null });
    await fail("OrderReading");
    await db.transaction((tx) => startOrder(tx, start("accepted")));
    for (const to of ["label_created", "tracked", "shipped"] as const) {
      const from = await readStatus(db, orderId);
      await db.transaction((tx) => moveOrder(tx, move(from ? [from] : [], to)));
      expect(hasEnded(to)).toBe(false);
      expect(await isOpen("OrderReading")).toBe(true);
    }
    await db.transaction((tx) => moveOrder(tx, move(["shipped"], "complete")));
    expect(await isOpen("OrderReading")).toBe(false);
  });
});
