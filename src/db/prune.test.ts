import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { TEST_LIMIT_MS } from "../../test/support/test-limit.ts";
import type { RetentionSettings } from "../platform/config/config.ts";
import { pruneDatabase } from "./prune.ts";
import { timestamp } from "./sql-values.ts";
import { placeOrder } from "./stores/testing/place-order.ts";

setDefaultTimeout(TEST_LIMIT_MS);

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

const RETENTION: RetentionSettings = {
  apiCallsDays: 60,
  operationsDays: 90,
  failuresDays: 90,
  webhookDays: 30,
  scheduleSlotsDays: 30,
  payloadDays: 90,
};
const KEPT_FOR_EVER: RetentionSettings = {
  apiCallsDays: 0,
  operationsDays: 0,
  failuresDays: 0,
  webhookDays: 0,
  scheduleSlotsDays: 0,
  payloadDays: 0,
};
const TABLES = ["api_calls", "operations", "process_failures", "webhook_deliveries", "schedule_slots"];
const PER_DAY = 20;

async function countRows(table: string): Promise<number> {
  const rows = await connection.db.execute<{ n: number }>(
    sql`select count(*)::int as n from ${sql.identifier(table)}`,
  );
  return rows[0]?.n ?? 0;
}

/** What a day leaves behind: all of it done with by the evening. */
async function liveThrough(day: Date): Promise<void> {
  const at = timestamp(day);
  const each = sql`from generate_series(1, ${PER_DAY}) n`;
  const key = day.toISOString().slice(0, 10);
  const { db } = connection;
  await db.execute(sql`insert into api_calls (service, endpoint, method, url, is_success, attempt, duration_ms, called_at)
    select 'S', 'E', 'GET', 'https://example.com', true, 1, 5, ${at} ${each}`);
  await db.execute(sql`insert into operations (at, scope, action, status, actor)
    select ${at}, 'order', 'accept', 'OK', 'test' ${each}`);
  await db.execute(sql`insert into process_failures
    (process_name, related_id, code, details, needs, first_at, last_at, resolved_at)
    select 'OrderAcceptance', n::text, 'timed_out', '', 'retry', ${at}, ${at}, ${at} ${each}`);
  await db.execute(sql`insert into webhook_deliveries (carrier, event_id, body, received_at, processed_at)
    select 'tipsa', ${key}::text || n, '{}', ${at}, ${at} ${each}`);
  await db.execute(sql`insert into schedule_slots (schedule, slot, outcome, worker, started_at, finished_at)
    select 'fetch-orders', ${at} + n * interval '1 minute', 'ran', 'test', ${at}, ${at} ${each}`);
}

test("a year of traffic leaves no more behind than the settings keep, and nothing that is open goes", async () => {
  const { db } = connection;
  await db.execute(sql`insert into process_failures (process_name, related_id, code, details, needs, first_at, last_at)
    values ('OrderAcceptance', 'open', 'timed_out', '', 'human', '2025-01-01', '2025-01-01')`);
  await db.execute(sql`insert into webhook_deliveries (carrier, event_id, body, received_at)
    values ('tipsa', 'waiting', '{}', '2025-01-01')`);
  const sizes: Record<string, number>[] = [];
  for (let day = 0; day < 365; day++) {
    const now = new Date(Date.UTC(2025, 0, 1 + day, 3));
    await liveThrough(now);
    await pruneDatabase(db, { retention: RETENTION, now, dryRun: false });
    if (day % 91 === 0)
      sizes.push(
        Object.fromEntries(await Promise.all(TABLES.map(async (table) => [table, await countRows(table)]))),
      );
  }
  const late = sizes.slice(2);
  expect(late.length).toBeGreaterThan(1);
  for (const size of late) {
    expect(size.operations).toBe(PER_DAY * 91);
    expect(size.process_failures).toBe(PER_DAY * 91 + 1);
    expect(size.webhook_deliveries).toBe(PER_DAY * 31 + 1);
    expect(size.schedule_slots).toBe(PER_DAY * 31);
    expect(size.api_calls).toBeLessThanOrEqual(PER_DAY * (61 + 31));
  }
  const [parts] = await db.execute<{ names: string[] }>(sql`
    select array_agg(inhrelid::regclass::text order by 1) as names from pg_inherits where inhparent = 'api_calls'::regclass`);
  expect(parts?.names).toContain("api_calls_2026_01");
  expect(parts?.names).not.toContain("api_calls_2025_06");
});

test("what a dry run counts is what then goes; 0 days keep everything", async () => {
  const { db } = connection;
  const now = new Date(Date.UTC(2026, 5, 1));
  expect(await pruneDatabase(db, { retention: KEPT_FOR_EVER, now, dryRun: false })).toEqual([]);
  const rehearsal = await pruneDatabase(db, { retention: RETENTION, now, dryRun: true });
  expect(rehearsal.find(({ table }) => table === "operations")?.rows).toBe(PER_DAY * 91);
  expect(await pruneDatabase(db, { retention: RETENTION, now, dryRun: false })).toEqual(rehearsal);
  const again = await pruneDatabase(db, { retention: RETENTION, now, dryRun: false });
  expect(again.map(({ rows }) => rows)).toEqual(again.map(() => 0));
});

test("an order that ended long ago loses its payloads and its address, and keeps what it came to", async () => {
  const { db } = connection;
  await placeOrder(db, { orderId: "ended", status: "complete" });
  await placeOrder(db, { orderId: "waiting", status: "accepted" });
  await pruneDatabase(db, { retention: RETENTION, now: new Date(Date.UTC(2026, 11, 1)), dryRun: false });
  const rows = await db.execute<{ order_id: string; bare: boolean; total_cents: number }>(sql`
    select o.order_id, o.raw_order_data = '{}' and b.raw = '{}' and b.ship_to is null as bare, o.total_cents
    from orders o join order_observations b on b.order_id = o.order_id order by o.order_id`);
  expect(rows.map(({ order_id, bare }) => [order_id, bare])).toEqual([
    ["ended", true],
    ["waiting", false],
  ]);
  expect(rows[0]?.total_cents).toBeGreaterThan(0);
});
