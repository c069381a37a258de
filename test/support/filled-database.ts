import { sql } from "drizzle-orm";
import type { Database } from "../../src/db/database.ts";

/** Characters that a text format has to escape: line feeds, tabs, backslashes, the end mark of COPY, quotes, no ASCII. */
const AWKWARD = `a\\nb \\N \\. \n\\.\n\t\r\v "quoted" 'single' {curly} é 😀 ,;`;

/** Puts rows into every table, with awkward text, nulls, empty text and times between two milliseconds. */
export async function fillEveryTable(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql.raw(ORDERS));
    await tx.execute(sql.raw(WORK));
    await tx.execute(sql.raw(CONVERSATIONS));
    await tx.execute(
      sql`update orders set raw_order_data = jsonb_build_object('text', ${AWKWARD}::text, 'none', null)`,
    );
    await tx.execute(sql`update customers set first_name = ${AWKWARD}, last_name = '', email = null`);
    await tx.execute(sql`update messages set body = ${AWKWARD}`);
    await tx.execute(sql`update api_calls set response_body = ${AWKWARD} where call_id = 1`);
  });
}

const ORDERS = `
  insert into connections values ('bestbuy/main', 'bestbuy', 'main', 'BB-', '2026-01-01', '2026-01-02 03:04:05.678901');
  insert into customers (marketplace, mirakl_customer_id) select 'bestbuy', n from generate_series(1, 5) n;
  insert into orders (order_id, connection, marketplace, shop, marketplace_order_id, customer_id, currency, total_cents,
    ordered_at, raw_order_data)
  select 'BB-' || n, 'bestbuy/main', 'bestbuy', 'main', n, n, 'CAD', 9007199254740991, '2026-02-01', '{}'
  from generate_series(1, 5) n;
  insert into order_lines select order_id || '-1', order_id, '1', 'LAMP', 'Lamp', 2, 1999 from orders;
  insert into order_observations (order_id, marketplace_state, can_shop_ship, has_open_incident, shipping_type_code,
    ship_to, lines, source_updated_at, observed_at, raw)
  select order_id, 'SHIPPING', true, false, 'STD', 'null', '[]', '2026-02-01', '2026-02-01', '"text"' from orders;
  insert into order_status_history (order_id, seq, status, actor) select order_id, 1, 'pending_acceptance', 'import' from orders;
  insert into order_status_history (order_id, seq, status, actor) select order_id, 2, 'accepted', 'import' from orders;
  insert into order_holds (order_id, reason, held_by, held_at) values ('BB-1', 'manual', 'ana', '2026-02-01');
  insert into acceptances (order_id, decision, refused_lines, state, requested_by, requested_at)
  values ('BB-1', 'accept', '{"a,b","c\\"d",NULL}', 'sent', 'ana', '2026-02-01');
  insert into products (sku, title, weight_grams, updated_at) values ('LAMP', '', 900, '2026-02-01')`;

const WORK = `
  insert into shipments (order_id, request_key, carrier, carrier_account, environment, status, purchase, created_at, created_by)
  select order_id, 'key-' || order_id, 'canada-post', 'main', 'production', 'label_created', 'bought', now(), 'system' from orders;
  delete from shipments where order_id = 'BB-5';
  insert into shipment_events (shipment_id, code, occurred_at, raw) select shipment_id, '0100', '2026-02-02', '{}' from shipments;
  insert into label_days values ('bestbuy/main', '2026-02-01', 3);
  insert into api_calls (service, endpoint, method, url, is_success, attempt, duration_ms, called_at, request_payload)
  values ('S', 'E', 'GET', 'https://example.com', true, 1, 5, now(), '{"a":1.10}'),
         ('S', 'E', 'GET', 'https://example.com', true, 1, 5, '2019-05-05', null),
         ('S', 'E', 'PUT', 'https://example.com', null, 1, null, now(), null);
  insert into process_failures (process_name, related_id, code, details, needs, first_at, last_at)
  values ('OrderAcceptance', 'BB-1', 'timed_out', 'no answer', 'retry', '2026-02-01', '2026-02-01');
  insert into operations (at, scope, action, status, actor) values ('2026-02-01', 'order', 'accept', 'OK', 'ana');
  insert into pauses (scope, code, reason, paused_by, paused_at)
  values ('workflow:create-labels', 'paused', 'stock count', 'ana', '2026-02-01');
  insert into rate_budgets values ('mirakl:bestbuy/main', '{2026-02-01,2026-02-02}', null);
  insert into marketplace_facts values ('bestbuy/main', 'SH21', '["CPCL"]', '2026-02-01');
  insert into sync_cursors (cursor_name, last_run_at) values ('orders:bestbuy/main', '2026-02-01');
  insert into schedule_slots values ('prune', '2026-02-01', 'ran', null, 'host:1', '2026-02-01', null);
  insert into webhook_deliveries (carrier, event_id, body, received_at) values ('tipsa', 'e1', '{}', '2026-02-01')`;

const CONVERSATIONS = `
  insert into conversations (marketplace, mirakl_thread_id, customer_id, order_id) values ('bestbuy', 't1', 1, 'BB-1');
  insert into messages (conversation_id, marketplace, sender, body, "timestamp")
  values (1, 'bestbuy', 'customer', 'x', '2026-02-01'), (1, 'bestbuy', 'technician', 'y', '2026-02-01')`;
