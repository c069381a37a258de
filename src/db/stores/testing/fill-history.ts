import { sql } from "drizzle-orm";
import type { Database } from "../../database.ts";

const TABLES = [
  "orders",
  "order_observations",
  "order_status_history",
  "order_current_status",
  "shipments",
  "acceptances",
  "process_failures",
  "order_holds",
];
const FILLED = TABLES.map((table) => `'${table}'::regclass`).join(", ");

/**
 * Orders of the past, of which 50 wait for each thing that can be due, and 50 are to be read again. Of those that
 * are on their way 50 are to be looked at, others later, and others are given up. A replica checks no keys and runs no
 * triggers, which takes a third of the time; indexes made of the rows that are there halve that. What making them tells
 * of the tables' sizes is taken back.
 */
const fill = (orders: number) => `
  set session_replication_role = replica;
  update pg_index set indisready = false where indrelid in (${FILLED});
  insert into connections values ('bestbuy/main', 'bestbuy', 'main', '', '2026-01-01', '2026-01-01');
  insert into orders (order_id, connection, marketplace, shop, marketplace_order_id, currency, total_cents, ordered_at, raw_order_data)
  select n::text, 'bestbuy/main', 'bestbuy', 'main', n::text, 'CAD', 100, '2026-03-01', '{}' from generate_series(1, ${orders}) n;
  insert into order_observations (order_id, marketplace_state, can_shop_ship, has_open_incident, shipping_deadline,
    shipping_type_code, lines, source_updated_at, observed_at, raw)
  select n::text, case when n <= 50 then 'WAITING_ACCEPTANCE' when n <= 200 or n % 20 = 0 then 'SHIPPING' else 'SHIPPED' end,
    true, false, '2026-03-05', 'STD', '[]', '2026-03-01',
    timestamptz '2026-03-02 14:58Z' - case when n between 101 and 150 then interval '1 hour' else interval '0' end, '{}'
  from generate_series(1, ${orders}) n;
  insert into order_status_history (order_id, seq, status, actor)
  select n::text, 1, case when n <= 50 then 'pending_acceptance' when n <= 150 then 'accepted' when n <= 200 then 'tracked'
    when n % 10 = 0 then 'shipped' else 'complete' end, 'test' from generate_series(1, ${orders}) n;
  insert into order_current_status (order_id, seq, status, since, connection, created_at, deadline, marketplace_state, observed_at)
  select h.order_id, seq, status, "timestamp", o.connection, o.created_at, deadline_of(status, o.ordered_at, obs.shipping_deadline),
    obs.marketplace_state, obs.observed_at
  from order_status_history h join orders o using (order_id) join order_observations obs using (order_id);
  insert into shipments (order_id, request_key, carrier, carrier_account, environment, status, purchase, tracking_pin,
    created_at, created_by, tracked_at, next_track_at)
  select n::text, n::text, 'canada-post', 'main', 'production', case when n <= 200 then 'label_created' else 'tracking_updated' end,
    'bought', case when n <= 200 or n % 10 = 0 then n::text end, '2026-03-01', 'test', '2026-03-02',
    case when n <= 700 then timestamptz '2026-03-02 12:00Z' when n % 20 = 0 then timestamptz '2026-03-03' end
  from generate_series(151, ${orders}) n;
  insert into acceptances (order_id, decision, state, requested_by, requested_at)
  select n::text, 'accept', 'confirmed', 'test', '2026-03-01' from generate_series(51, ${orders}) n;
  insert into process_failures (process_name, related_id, code, details, needs, first_at, last_at, retry_at, resolved_at)
  select 'ShippingLabelCreation', n::text, 'timed_out', '', 'retry', now(), now(), now(), now() from generate_series(1, ${orders / 10}) n;
  insert into process_failures (process_name, related_id, connection, code, details, needs, first_at, last_at, retry_at)
  select 'OrderReading', n::text, 'bestbuy/main', 'timed_out', '', 'retry', '2026-03-01', '2026-03-01', '2026-03-01'
  from generate_series(301, 350) n;
  insert into order_holds (order_id, reason, held_by, held_at, released_at)
  select n::text, 'cutover', 'test', now(), now() from generate_series(1, ${orders / 10}) n;
  reset session_replication_role;
  ${TABLES.map((table) => `reindex table ${table}`).join(";\n  ")};
  select pg_clear_relation_stats('public', relname) from pg_class where oid in (${FILLED})`;

/** Fills an empty database with so many orders, a multiple of 10; the database has one connection. */
export async function fillHistory(db: Database, orders: number): Promise<void> {
  for (const statement of fill(orders).split(";")) await db.execute(sql.raw(statement));
}
