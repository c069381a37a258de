import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { TEST_LIMIT_MS } from "../../test/support/test-limit.ts";
import type { RetentionSettings } from "../platform/config/config.ts";
import { KEPT_FOR_EVER } from "../platform/config/testing/kept-for-ever.ts";
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
  labelFilesDays: 90,
  messagesDays: 90,
  customersDays: 90,
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

const LATER = new Date(Date.UTC(2026, 11, 1));

/** A parcel of an order, with a word of the carrier's on its way. */
async function sendParcel(orderId: string, purchase: "bought" | "in_doubt"): Promise<void> {
  const { db } = connection;
  await db.execute(sql`insert into shipments (order_id, request_key, carrier, carrier_account, environment, status, purchase,
      request_body, created_at, created_by)
    values (${orderId}, ${`key-${orderId}`}, 'canada-post', 'main', 'production',
      case when ${purchase} = 'bought' then 'tracking_updated' else 'label_creation_initiated' end, ${purchase},
      '<shipment/>', '2026-03-02', 'test')`);
  await db.execute(sql`insert into shipment_events (shipment_id, code, status, occurred_at, raw)
    select shipment_id, '0170', 'in_transit', '2026-03-03', '{"signatory": "Ada"}' from shipments
    where order_id = ${orderId}`);
}

test("an order that ended or was shipped long ago loses its payloads, its address and the carrier's words, and keeps what it came to", async () => {
  const { db } = connection;
  await placeOrder(db, { orderId: "ended", status: "complete" });
  await placeOrder(db, { orderId: "given-up", status: "shipped" });
  await placeOrder(db, { orderId: "waiting", status: "accepted" });
  await placeOrder(db, {
    orderId: "under-way",
    status: "shipped",
    createdAt: new Date(Date.UTC(2026, 10, 1)),
  });
  for (const id of ["ended", "given-up", "waiting", "under-way"]) await sendParcel(id, "bought");
  await placeOrder(db, { orderId: "in-doubt", status: "cancelled" });
  await sendParcel("in-doubt", "in_doubt");
  await pruneDatabase(db, { retention: RETENTION, now: LATER, dryRun: false });
  const rows = await db.execute<{ order_id: string; bare: boolean; parcel: string; total_cents: number }>(sql`
    select o.order_id, o.raw_order_data = '{}' and b.raw = '{}' and b.ship_to is null as bare, o.total_cents,
      concat_ws(' ', s.request_body, e.status, e.raw) as parcel
    from orders o join order_observations b using (order_id) join shipments s using (order_id)
      join shipment_events e using (shipment_id) order by o.order_id`);
  const kept = '<shipment/> in_transit {"signatory": "Ada"}';
  expect(rows.map(({ order_id, bare, parcel }) => [order_id, bare, parcel])).toEqual([
    ["ended", true, "in_transit {}"],
    ["given-up", true, "in_transit {}"],
    // Its body may have to be sent once more.
    ["in-doubt", true, "<shipment/> in_transit {}"],
    ["under-way", false, kept],
    ["waiting", false, kept],
  ]);
  expect(rows[0]?.total_cents).toBeGreaterThan(0);
});

test("conversations go with their messages and customers lose their names, once all that they are about is long over", async () => {
  const { db } = connection;
  await placeOrder(db, { orderId: "talked-about", order: person("over"), status: "complete" });
  await placeOrder(db, { orderId: "again-1", order: person("comes-again"), status: "complete" });
  await placeOrder(db, { orderId: "again-2", order: person("comes-again"), status: "accepted" });
  await placeOrder(db, { orderId: "quiet", order: person("still-writes"), status: "complete" });
  await db.execute(sql`insert into conversations (marketplace, mirakl_thread_id, order_id, customer_id, last_message_at)
    select 'bestbuy', thread, order_id, customer_id, at::timestamptz from orders join (values
      ('talked-about', 'old', '2026-03-05'), ('again-2', 'of-open-order', '2026-03-05'), ('quiet', 'recent', '2026-11-30'))
      threads (order_id, thread, at) using (order_id)`);
  await db.execute(sql`insert into conversations (marketplace, mirakl_thread_id, last_message_at) values
    ('bestbuy', 'of-no-order', '2026-03-05')`);
  await db.execute(sql`insert into messages (conversation_id, marketplace, sender, body, "timestamp")
    select conversation_id, 'bestbuy', 'customer', 'Hello', last_message_at from conversations, generate_series(1, 3)`);
  const pruning = { retention: RETENTION, now: LATER };
  const rehearsal = await pruneDatabase(db, { ...pruning, dryRun: true });
  const pruned = await pruneDatabase(db, { ...pruning, dryRun: false });
  const rowsOf = (table: string) => pruned.find((entry) => entry.table === table)?.rows;
  expect([rowsOf("messages"), rowsOf("conversations")]).toEqual([6, 2]);
  expect(rehearsal.filter(({ table }) => table === "messages" || table === "conversations")).toEqual(
    pruned.filter(({ table }) => table === "messages" || table === "conversations"),
  );
  const threads = await db.execute<{ id: string; messages: number }>(sql`
    select mirakl_thread_id as id, (select count(*)::int from messages m where m.conversation_id = c.conversation_id) as messages
    from conversations c order by id`);
  expect(threads.map(({ id, messages }) => [id, messages])).toEqual([
    ["of-open-order", 3],
    ["recent", 3],
  ]);
  const names = await db.execute<{ id: string; name: string | null; email: string | null }>(sql`
    select mirakl_customer_id as id, first_name as name, email from customers
    where mirakl_customer_id in ('over', 'comes-again', 'still-writes') order by id`);
  expect(names.map(({ id, name, email }) => [id, name, email])).toEqual([
    ["comes-again", "Ada", "ada@example.com"],
    ["over", null, null],
    ["still-writes", "Ada", "ada@example.com"],
  ]);
});

const person = (id: string) => ({
  customer: { id, firstName: "Ada", lastName: "Byron", email: "ada@example.com" },
});
