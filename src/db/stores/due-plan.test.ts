import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type SQL, sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { TEST_LIMIT_MS } from "../../../test/support/test-limit.ts";
import type { Executor } from "../database.ts";
import { dueAcceptances, nextAcceptance } from "./due-acceptances.ts";
import { dueLabels, nextLabel } from "./due-labels.ts";
import { duePushes, nextPush } from "./due-pushes.ts";
import { dueReadings, nextReading, retriedReadings } from "./due-readings.ts";
import { dueTracking } from "./due-tracking.ts";
import { fillHistory } from "./testing/fill-history.ts";
import { NOW } from "./testing/place-order.ts";
import { strandedConnections } from "./unshipped-orders.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const MONTH_OF_ORDERS = 16_000;

/** With a year's orders, and with a month's of which as many are open. */
let connection: TestConnection;
let month: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection({ poolSize: 1 });
  month = await openTestConnection({ poolSize: 1 });
  await fillHistory(connection.db, 12 * MONTH_OF_ORDERS);
  await fillHistory(month.db, MONTH_OF_ORDERS);
});
afterAll(async () => {
  await connection.close();
  await month.close();
});

const question = { connections: ["bestbuy/main"], now: NOW, limit: 2000 };
const buying = { finishing: question.connections, freshnessMs: 300_000 };
const reading = { connection: "bestbuy/main", freshnessMs: 300_000 };
const next = { connections: question.connections, from: NOW };

const TRACKER = { connection: "bestbuy/main", carrier: "canada-post", environment: "production" };

type Ask = (ex: Executor, id?: string) => Promise<unknown[]>;
const QUESTIONS: [what: string, due: number, ask: Ask][] = [
  ["acceptances", 50, (ex, id) => dueAcceptances(ex, { ...question, onlyDecided: false, id })],
  ["labels", 50, (ex, id) => dueLabels(ex, { ...question, ...buying, id })],
  ["pushes", 50, (ex, id) => duePushes(ex, { ...question, pushWhen: "label", id })],
  ["readings", 50, (ex) => dueReadings(ex, { ...question, ...reading })],
  [
    "looks at parcels",
    50,
    (ex, id) => dueTracking(ex, { trackers: [TRACKER], now: NOW, limit: question.limit, id }),
  ],
  ["readings once more", 50, (ex) => retriedReadings(ex, { ...question, connection: "bestbuy/main" })],
  ["shops that are known no more", 1, (ex) => strandedConnections(ex, { known: [], now: NOW })],
  ["the next acceptance", 1, async (ex) => [await nextAcceptance(ex, { ...next, onlyDecided: false })]],
  ["the next label", 1, async (ex) => [await nextLabel(ex, { ...next, ...buying })]],
  ["the next push", 1, async (ex) => [await nextPush(ex, { ...next, pushWhen: "label" })]],
  ["the next reading", 1, async (ex) => [await nextReading(ex, { ...reading, from: NOW })]],
];

/** A row for each shop. */
const ONE_ROW = "connections";

/** The tables that a question reads from end to end. PostgreSQL counts them, some from before the transaction. */
const readWhole = (ask: (ex: Executor) => Promise<unknown>) =>
  connection.db.transaction(async (tx) => {
    const scans = async () => {
      const rows = await tx.execute<{ relname: string; seq_scan: number }>(sql`
        select relname, seq_scan from pg_stat_xact_user_tables where schemaname = current_schema()`);
      return new Map(rows.map((row) => [row.relname, row.seq_scan]));
    };
    const before = await scans();
    await ask(tx);
    return [...(await scans())]
      .filter(([table, count]) => count > (before.get(table) ?? 0) && table !== ONE_ROW)
      .map(([table]) => table);
  });

test("reading a whole table is noticed", async () => {
  expect(await readWhole((ex) => ex.execute(sql`select count(raw_order_data) from orders`))).toEqual([
    "orders",
  ]);
});

/** An index gets a level deeper now and then. */
const MOST_GROWTH = 2;

interface PlanNode {
  Plans?: PlanNode[];
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
}

const rowsOf = (node: PlanNode): number =>
  node["Actual Loops"] * (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) +
  (node.Plans ?? []).reduce((sum, plan) => sum + rowsOf(plan), 0);

/** What PostgreSQL reads to answer a question: blocks, and rows that its steps handle. */
async function readingOf({ db }: TestConnection, ask: Ask): Promise<{ blocks: number; rows: number }> {
  const read = { blocks: 0, rows: 0 };
  const explaining = {
    async execute(statement: SQL) {
      const [row] = await db.execute<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
        sql`explain (analyze, buffers, timing off, format json) ${statement}`,
      );
      for (const { Plan } of row?.["QUERY PLAN"] ?? []) {
        read.blocks += Plan["Shared Hit Blocks"] + Plan["Shared Read Blocks"];
        read.rows += rowsOf(Plan);
      }
      return db.execute(statement);
    },
  };
  await ask(explaining as unknown as Executor);
  return read;
}

describe.each(["none", "fresh"])("with statistics: %s", (statistics) => {
  beforeAll(async () => {
    if (statistics === "fresh") for (const { db } of [connection, month]) await db.execute(sql`analyze`);
  });

  test.each(QUESTIONS)("what is due, %s, is found without reading a whole table", async (_what, due, ask) => {
    expect(await ask(connection.db)).toHaveLength(due);
    expect(await readWhole((ex) => ask(ex))).toEqual([]);
    expect(await readWhole((ex) => ask(ex, "77"))).toEqual([]);
  });

  test.each(QUESTIONS)(
    "what is due, %s, takes as much reading after a year as after a month",
    async (_what, _due, ask) => {
      const [early, late] = [await readingOf(month, ask), await readingOf(connection, ask)];
      expect(early.blocks).toBeGreaterThan(0);
      expect(late.rows).toBeLessThanOrEqual(MOST_GROWTH * early.rows);
      expect(late.blocks).toBeLessThanOrEqual(MOST_GROWTH * early.blocks);
    },
  );
});
