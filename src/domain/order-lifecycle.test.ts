import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  ENDED,
  FIRST_STATUSES,
  hasEnded,
  INTERNAL_STATE,
  mayBecome,
  ORDER_STATUSES,
  type OrderStatus,
  TRANSITIONS,
  walk,
} from "./order-lifecycle.ts";

const anyStatus = fc.constantFrom(...ORDER_STATUSES);
const isFailure = (status: OrderStatus) => status.endsWith("_failed");

describe("the transition table", () => {
  test("every status can be reached from a first one", () => {
    const reached = new Set<OrderStatus>(FIRST_STATUSES);
    for (const status of reached) for (const next of TRANSITIONS[status]) reached.add(next);
    expect([...reached].sort()).toEqual([...ORDER_STATUSES].sort());
  });

  test("only an order that has ended can go nowhere", () => {
    const stuck = ORDER_STATUSES.filter((status) => TRANSITIONS[status].length === 0);
    expect(stuck).toEqual([...ENDED]);
    expect(ORDER_STATUSES.filter(hasEnded)).toEqual([...ENDED]);
  });

  test("every order can still be shipped, cancelled or refused until it is shipped", () => {
    for (const status of ORDER_STATUSES) {
      if (hasEnded(status) || status === "shipped") continue;
      expect(walk(status, "complete")).not.toBeNull();
      expect(walk(status, "cancelled")).toEqual(["cancelled"]);
    }
  });

  test("no status becomes itself, and none is first that stands for a failure", () => {
    for (const status of ORDER_STATUSES) expect(mayBecome(status, status)).toBe(false);
    expect(FIRST_STATUSES.filter(isFailure)).toEqual([]);
  });

  test("what was bought is not forgotten: only statuses without a label lead back to a decision", () => {
    for (const status of ORDER_STATUSES)
      if (mayBecome(status, "pending_acceptance")) expect(status).toBe("acceptance_failed");
  });

  test("the orders view has a word for every status between acceptance and completion, and no word twice", () => {
    const silent = ORDER_STATUSES.filter((status) => INTERNAL_STATE[status] === undefined);
    expect(silent).toEqual(["pending_acceptance", "acceptance_failed", "cancelled", "refused"]);
    const words = Object.values(INTERNAL_STATE);
    expect(new Set(words).size).toBe(words.length);
  });
});

describe("a walk", () => {
  test("goes by legal steps only and ends where it should", () => {
    fc.assert(
      fc.property(anyStatus, anyStatus, (from, to) => {
        let at = from;
        for (const step of walk(from, to) ?? []) {
          expect(mayBecome(at, step)).toBe(true);
          at = step;
        }
        if (walk(from, to) !== null) expect(at).toBe(to);
      }),
    );
  });

  test("never passes through a failure", () => {
    for (const from of ORDER_STATUSES)
      for (const to of ORDER_STATUSES)
        expect(walk(from, to)?.slice(0, -1).filter(isFailure) ?? []).toEqual([]);
  });

  test("is the shortest there is, and missing only where there is none", () => {
    const lengths = distancesAvoidingFailures();
    for (const from of ORDER_STATUSES)
      for (const to of ORDER_STATUSES)
        expect(walk(from, to)?.length ?? Number.POSITIVE_INFINITY).toBe(lengths[from][to]);
  });

  test.each([
    ["pending_acceptance", "shipped", ["accepted", "shipped"]],
    ["accepted", "tracked", ["label_created", "tracked"]],
    ["label_failed", "awaiting_tracking", ["label_created", "awaiting_tracking"]],
    ["push_failed", "complete", ["shipped", "complete"]],
    ["tracked", "tracked", []],
    ["complete", "shipped", null],
    ["shipped", "cancelled", null],
  ] as const)("from %s to %s", (from, to, steps) => {
    expect(walk(from, to)).toEqual(steps === null ? null : [...steps]);
  });
});

/** Floyd and Warshall's, with failures allowed as ends only. */
function distancesAvoidingFailures(): Record<OrderStatus, Record<OrderStatus, number>> {
  const first = (from: OrderStatus, to: OrderStatus) => {
    if (from === to) return 0;
    return mayBecome(from, to) ? 1 : Number.POSITIVE_INFINITY;
  };
  const table = Object.fromEntries(
    ORDER_STATUSES.map((from) => [
      from,
      Object.fromEntries(ORDER_STATUSES.map((to) => [to, first(from, to)])),
    ]),
  ) as Record<OrderStatus, Record<OrderStatus, number>>;
  for (const over of ORDER_STATUSES.filter((status) => !isFailure(status)))
    for (const from of ORDER_STATUSES)
      for (const to of ORDER_STATUSES)
        table[from][to] = Math.min(table[from][to], table[from][over] + table[over][to]);
  return table;
}
