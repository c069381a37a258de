import type { DatabaseConnection } from "../../src/db/connect.ts";
import { unhurriedPool } from "../../src/db/long-transaction.ts";

export const CONNECTION = "bestbuy/main";

/** Orders that wait for each thing that can be due; all others are done with. */
export const DUE_OF_EACH = 100;

/** What the generated rows take for the present. */
export const NOW = new Date("2026-03-02T15:00:00Z");

/** By number: accept, validate, read again, label, push, confirm the shipment, look at the parcel; then the past. */
const STAGES = ["accept", "validate", "reread", "label", "push", "confirm", "track"] as const;
export const DUE_ORDERS = STAGES.length * DUE_OF_EACH;

/** What may pile up while nothing is wrong with the orders: the others are done within minutes of their turn. */
const PILES_UP: readonly Stage[] = ["accept", "label", "push", "track"];
type Stage = (typeof STAGES)[number];

interface Filling {
  orders: number;
  dueOfEach?: number;
  /** Orders that wait to be accepted, labelled, pushed and tracked, each. */
  backlog?: number;
}

/**
 * Orders from 1, each with a line, up to five steps of history, a decision and a shipment as far as it has come; every
 * hundredth has had a failure and a hold. Keys are not checked and triggers do not run, which takes a third of the
 * time. PostgreSQL then does what it would have done in the background.
 */
export async function fillOrders(
  connection: DatabaseConnection,
  { orders, dueOfEach = DUE_OF_EACH, backlog = dueOfEach }: Filling,
): Promise<void> {
  const counts = STAGES.map((stage) => (PILES_UP.includes(stage) ? backlog : dueOfEach));
  const pool = unhurriedPool(connection);
  try {
    await pool.query("set session_replication_role = replica");
    await pool.query(FILL.replaceAll(":orders", String(orders)).replaceAll(":stage", stageOf(counts)));
    await pool.query("vacuum (analyze)");
    await pool.query("checkpoint");
  } finally {
    await pool.end();
  }
}

/** The stage of order `n`: so many of each, one stage after the other. */
function stageOf(counts: readonly number[]): string {
  let last = 0;
  const cases = STAGES.map((stage, index) => {
    last += counts[index] ?? 0;
    return `when n <= ${last} then '${stage}'`;
  });
  return `(case ${cases.join(" ")} else 'done' end)`;
}

const stage = ":stage";
const present = `timestamptz '${NOW.toISOString()}'`;
const orderId = `'ORDER-' || lpad(n::text, 9, '0')`;
/** Old orders lie years back, a minute apart. */
const past = `${present} - n * interval '1 minute'`;
const numbers = "generate_series(1, :orders) n";

const FILL = `
insert into connections values ('${CONNECTION}', 'bestbuy', 'main', '', '2020-01-01', '2020-01-01') on conflict do nothing;

insert into orders (order_id, connection, marketplace, shop, marketplace_order_id, currency, total_cents, ordered_at, raw_order_data, created_at)
select ${orderId}, '${CONNECTION}', 'bestbuy', 'main', ${orderId}, 'CAD', 4999, ${past}, jsonb_build_object('order_id', ${orderId}), ${past}
from ${numbers};

insert into order_lines (order_line_id, order_id, marketplace_line_id, sku, title, quantity, unit_price_cents)
select ${orderId} || '-1', ${orderId}, ${orderId} || '-1', 'SKU-' || n % 500, 'Cable', 1, 4999 from ${numbers};

insert into order_observations (order_id, marketplace_state, can_shop_ship, has_open_incident, shipping_deadline, shipping_type_code, tracking_number, lines, source_updated_at, observed_at, raw)
select ${orderId},
  case when ${stage} in ('accept', 'validate') then 'WAITING_ACCEPTANCE' when ${stage} = 'done' then 'RECEIVED'
    when ${stage} = 'track' then 'SHIPPED' else 'SHIPPING' end,
  true, false, ${past} + interval '2 days', 'STD', case when ${stage} in ('track', 'done') then 'T' || n end, '[]', ${past},
  ${present} - case ${stage} when 'label' then interval '1 minute' else interval '1 hour' end, '{}'
from ${numbers};

with steps as (
  select n, step.seq, step.status from ${numbers}
  cross join lateral unnest(array['pending_acceptance', 'accepted', 'tracked', 'shipped', 'complete']) with ordinality step (status, seq)
  where step.seq <= case when ${stage} in ('accept', 'validate') then 1 when ${stage} in ('reread', 'label') then 2
    when ${stage} in ('push', 'confirm') then 3 when ${stage} = 'track' then 4 else 5 end
), history as (
  insert into order_status_history (order_id, seq, status, actor, "timestamp")
  select ${orderId}, seq, status, 'bench', ${past} + seq * interval '1 minute' from steps
)
insert into order_current_status (order_id, seq, status, since, connection, created_at, deadline, marketplace_state, observed_at)
select distinct on (n) order_id, seq, status, ${past}, o.connection, o.created_at,
  deadline_of(status, o.ordered_at, obs.shipping_deadline), obs.marketplace_state, obs.observed_at
from steps join orders o on o.order_id = ${orderId} join order_observations obs using (order_id) order by n, seq desc;

insert into acceptances (order_id, decision, state, requested_by, requested_at, sent_at, next_check_at)
select ${orderId}, 'accept', case ${stage} when 'validate' then 'sent' else 'confirmed' end, 'bench', ${past}, ${past},
  case ${stage} when 'validate' then ${present} - interval '1 minute' end
from ${numbers} where ${stage} <> 'accept';

insert into shipments (order_id, request_key, carrier, carrier_account, environment, status, purchase, tracking_pin, next_push_check_at, tracked_at, next_track_at, created_at, created_by, bought_at)
select ${orderId}, ${orderId}, 'canada-post', 'main', 'production',
  case when ${stage} in ('track', 'done') then 'tracking_updated' else 'label_created' end, 'bought', 'T' || n,
  case ${stage} when 'confirm' then ${present} - interval '1 minute' end,
  case when ${stage} in ('track', 'done') then ${past} end,
  case ${stage} when 'track' then ${present} - n * interval '1 second' end, ${past}, 'bench', ${past}
from ${numbers} where ${stage} in ('push', 'confirm', 'track', 'done');

insert into process_failures (process_name, related_id, connection, code, details, needs, first_at, last_at, retry_at, resolved_at)
select 'ShippingLabelCreation', ${orderId}, '${CONNECTION}', 'timed_out', '', 'retry', ${past}, ${past}, ${past}, ${past}
from ${numbers} where n % 100 = 0;

insert into order_holds (order_id, reason, held_by, held_at, released_at)
select ${orderId}, 'manual', 'bench', ${past}, ${past} from ${numbers} where n % 100 = 0;
`;
