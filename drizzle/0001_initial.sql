-- People search by a part of an id, a number or a name.
create extension if not exists pg_trgm;

-- Orders: what never changes once it is first seen.
create table connections (
  connection text primary key,
  marketplace text not null,
  shop text not null,
  order_prefix text not null,
  live_from timestamptz not null,
  first_import_at timestamptz not null,
  unique (marketplace, shop)
);

create table customers (
  customer_id bigint generated always as identity primary key,
  marketplace text not null,
  mirakl_customer_id text not null,
  first_name text,
  last_name text,
  email text,
  created_at timestamptz not null default now(),
  -- What was ordered until then says nothing of the person any more, and no reading may bring it back.
  erased_at timestamptz,
  erased_by text,
  unique (marketplace, mirakl_customer_id)
);
create index on customers using gin ((coalesce(first_name, '') || ' ' || coalesce(last_name, '')) gin_trgm_ops);

create table orders (
  order_id text primary key,
  connection text not null references connections,
  marketplace text not null,
  shop text not null,
  marketplace_order_id text not null,
  commercial_id text,
  customer_id bigint references customers,
  currency text not null,
  total_cents bigint not null,
  ordered_at timestamptz not null,
  raw_order_data jsonb not null,
  created_at timestamptz not null default now(),
  unique (marketplace, marketplace_order_id)
);
create index on orders (connection);
create index on orders (customer_id);
create index on orders (ordered_at, order_id);
create index on orders using gin (order_id gin_trgm_ops, marketplace_order_id gin_trgm_ops);

create table order_lines (
  order_line_id text primary key,
  order_id text not null references orders on delete cascade,
  marketplace_line_id text not null,
  sku text not null,
  title text not null,
  quantity integer not null,
  unit_price_cents bigint not null,
  unique (order_id, marketplace_line_id)
);
create index on order_lines using gin (sku gin_trgm_ops);

-- What the marketplace last told us. An older answer never overwrites a newer one.
create table order_observations (
  order_id text primary key references orders on delete cascade,
  marketplace_state text not null,
  can_shop_ship boolean not null,
  has_open_incident boolean not null,
  shipping_deadline timestamptz,
  shipping_type_code text not null,
  pick_up_point_id text,
  carrier_code text,
  tracking_number text,
  ship_to jsonb,
  lines jsonb not null,
  source_updated_at timestamptz not null,
  observed_at timestamptz not null,
  raw jsonb not null
);
create index on order_observations (coalesce(shipping_deadline, 'infinity'::timestamptz), order_id);
create index on order_observations using gin (tracking_number gin_trgm_ops);

create table order_status_history (
  history_id bigint generated always as identity primary key,
  order_id text not null references orders on delete cascade,
  seq integer not null,
  status text not null check (status in (
    'pending_acceptance', 'acceptance_failed', 'accepted', 'label_failed', 'label_created', 'awaiting_tracking',
    'tracking_failed', 'tracked', 'push_failed', 'shipped', 'complete', 'cancelled', 'refused')),
  notes text,
  "timestamp" timestamptz not null default now(),
  actor text not null,
  unique (order_id, seq)
);

-- What `due` asks of every order, in one narrow row: its newest step, and what the marketplace last told of it that
-- decides whether and by when something is to be done. Kept by triggers.
create table order_current_status (
  order_id text primary key references orders on delete cascade,
  seq integer not null,
  status text not null,
  since timestamptz not null,
  connection text not null,
  created_at timestamptz not null,
  -- By when the present step is to be followed by the next.
  deadline timestamptz,
  marketplace_state text,
  observed_at timestamptz
);
create index on order_current_status (status, order_id);
create index order_current_status_due on order_current_status (status, deadline, created_at);
create index order_current_status_read on order_current_status (status, observed_at);
-- One follows from the other: taken for independent, a backlog looks so small that it would be sorted whole.
create statistics order_current_status_together (mcv) on status, marketplace_state from order_current_status;

-- Days may differ by marketplace; 24 hours to decide is what sellers are held to.
create function deadline_of(status text, ordered_at timestamptz, shipping_deadline timestamptz) returns timestamptz
language sql immutable as $$
  select case when status in ('pending_acceptance', 'acceptance_failed') then ordered_at + interval '24 hours'
    else shipping_deadline end
$$;

create function project_order_status() returns trigger language plpgsql as $$
begin
  insert into order_current_status as c
    (order_id, seq, status, since, connection, created_at, deadline, marketplace_state, observed_at)
  select distinct on (a.order_id) a.order_id, a.seq, a.status, a."timestamp", o.connection, o.created_at,
    deadline_of(a.status, o.ordered_at, obs.shipping_deadline), obs.marketplace_state, obs.observed_at
  from added a join orders o using (order_id) left join order_observations obs using (order_id)
  order by a.order_id, a.seq desc
  on conflict (order_id) do update
    set (seq, status, since, deadline, marketplace_state, observed_at) =
      (excluded.seq, excluded.status, excluded.since, excluded.deadline, excluded.marketplace_state, excluded.observed_at)
    where c.seq < excluded.seq;
  return null;
end $$;
create trigger project_order_status after insert on order_status_history
  referencing new table as added for each statement execute function project_order_status();

create function project_observation() returns trigger language plpgsql as $$
begin
  update order_current_status c
  set (deadline, marketplace_state, observed_at) =
    (deadline_of(c.status, o.ordered_at, new.shipping_deadline), new.marketplace_state, new.observed_at)
  from orders o where c.order_id = new.order_id and o.order_id = new.order_id;
  return null;
end $$;
create trigger project_observation after insert or update of shipping_deadline, marketplace_state, observed_at
  on order_observations for each row execute function project_observation();

-- Notes alone may go, and only when a person is erased.
create function refuse_change() returns trigger language plpgsql as $$
begin
  if current_setting('ops.erasing', true) = 'on' and to_jsonb(new) - 'notes' = to_jsonb(old) - 'notes' then
    return new;
  end if;
  raise exception 'rows of % are permanent', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger history_is_permanent before update on order_status_history
  for each row execute function refuse_change();

create table order_holds (
  hold_id bigint generated always as identity primary key,
  order_id text not null references orders on delete cascade,
  reason text not null,
  note text,
  held_by text not null,
  held_at timestamptz not null,
  until timestamptz,
  released_at timestamptz,
  released_by text
);
create unique index one_open_hold_per_reason on order_holds (order_id, reason) where released_at is null;
create index on order_holds (order_id);

-- The decision sent to the marketplace, and the read-backs that confirm it.
create table acceptances (
  order_id text primary key references orders on delete cascade,
  decision text not null check (decision in ('accept', 'refuse')),
  -- Lines refused while the others are accepted; empty for a whole decision.
  refused_lines text[] not null default '{}',
  -- wanted: to be sent. sent: it may have left, read-backs tell. confirmed: the marketplace shows it.
  state text not null check (state in ('wanted', 'sent', 'confirmed')),
  requested_by text not null,
  requested_at timestamptz not null,
  sent_at timestamptz,
  answered_at timestamptz,
  checks integer not null default 0,
  next_check_at timestamptz,
  confirmed_at timestamptz
);
create index acceptances_to_check on acceptances (next_check_at) where state = 'sent';

create table products (
  sku text primary key,
  title text,
  weight_grams integer check (weight_grams > 0),
  length_mm integer check (length_mm > 0),
  width_mm integer check (width_mm > 0),
  height_mm integer check (height_mm > 0),
  hs_code text,
  origin_country text,
  origin_province text,
  customs_description text,
  dangerous_goods boolean not null default false,
  stock integer,
  updated_at timestamptz not null
);

create table shipments (
  shipment_id bigint generated always as identity primary key,
  order_id text not null references orders on delete cascade,
  parcel_no integer not null default 1,
  generation integer not null default 1,
  request_key text not null unique,
  carrier text not null,
  carrier_account text not null,
  environment text not null check (environment in ('production', 'development')),
  status text not null check (status in ('label_creation_initiated', 'label_created', 'tracking_updated')),
  purchase text not null check (purchase in ('ready', 'sending', 'in_doubt', 'bought', 'rejected')),
  service_code text,
  request_body text,
  weight_grams integer,
  destination_postal_code text,
  carrier_shipment_id text,
  tracking_pin text,
  -- The number that the carrier gave, while another order has it.
  contested_pin text,
  links jsonb not null default '{}',
  cp_api_label_url text,
  label_pdf_path text,
  label_sha256 text,
  price_cents bigint,
  created_at timestamptz not null,
  created_by text not null,
  posts integer not null default 0,
  last_post_at timestamptz,
  in_doubt_since timestamptz,
  -- Of the present round, which each further request begins anew; and of all of them.
  look_ups integer not null default 0,
  look_ups_in_all integer not null default 0,
  next_look_up_at timestamptz,
  -- How often the carrier has said that it has had this request before, and last when.
  duplicate_refusals integer not null default 0,
  duplicate_refused_at timestamptz,
  bought_at timestamptz,
  labelled_at timestamptz,
  packed_at timestamptz,
  manifested_at timestamptz,
  tracking_pushed_at timestamptz,
  ship_sent_at timestamptz,
  ship_answered_at timestamptz,
  push_checks integer not null default 0,
  push_error text,
  next_push_check_at timestamptz,
  -- The last look at the carrier's tracking and the next. There is no next one until the order is shipped, and none once
  -- it has arrived, is given up, or its order has ended.
  tracked_at timestamptz,
  next_track_at timestamptz,
  tracking_status text,
  delivered_at timestamptz,
  ended_at timestamptz,
  ended_as text check (ended_as in ('rejected', 'voided', 'refunded', 'never_created', 'disowned', 'kept', 'lost')),
  check ((ended_at is null) = (ended_as is null))
);
create unique index one_live_shipment_per_parcel on shipments (order_id, parcel_no) where ended_at is null;
create index on shipments (order_id);
create unique index tracking_pin_is_unique on shipments (carrier, tracking_pin)
  where environment = 'production' and tracking_pin is not null and ended_as is distinct from 'disowned';
create index shipments_contested on shipments (contested_pin) where contested_pin is not null;
create index on shipments using gin (tracking_pin gin_trgm_ops);
create index shipments_unfinished on shipments (next_look_up_at) where ended_at is null and status = 'label_creation_initiated';
create index shipments_to_push on shipments (order_id) where ended_at is null and status = 'label_created';
create index shipments_bought on shipments (bought_at, shipment_id) where purchase = 'bought';
create index shipments_to_track on shipments (next_track_at)
  where ended_at is null and next_track_at is not null and tracking_pin is not null;
create index shipments_to_check on shipments (next_push_check_at) where ended_at is null and next_push_check_at is not null;

create table label_days (
  connection text not null references connections,
  day date not null,
  labels integer not null,
  primary key (connection, day)
);

create table shipment_events (
  shipment_id bigint not null references shipments on delete cascade,
  code text not null,
  status text,
  occurred_at timestamptz not null,
  raw jsonb not null,
  received_at timestamptz not null default now(),
  unique (shipment_id, code, occurred_at)
);
create index shipment_events_unknown on shipment_events (received_at) where status = 'unknown';

create table api_calls (
  call_id bigint generated always as identity,
  service text not null,
  endpoint text not null,
  related_id text,
  method text not null,
  url text not null,
  request_payload jsonb,
  response_body text,
  status_code integer,
  -- Null until it is known what came of a call that changes something: its row stands before it leaves.
  is_success boolean,
  error text,
  attempt integer not null,
  duration_ms integer,
  called_at timestamptz not null,
  primary key (call_id, called_at),
  check ((is_success is null) = (duration_ms is null))
) partition by range (called_at);
create index on api_calls (related_id, called_at);
create index on api_calls (called_at, call_id);
create index on api_calls (endpoint, called_at, call_id);
create index api_calls_failed on api_calls (called_at, call_id) where is_success is not true;
create table api_calls_default partition of api_calls default;

-- Rows of a month that was not prepared in time wait in the default partition and move when it is.
create function ensure_api_calls_partition(at timestamptz) returns void language plpgsql as $$
declare
  first_day timestamp := date_trunc('month', at at time zone 'UTC');
  part text := 'api_calls_' || to_char(first_day, 'YYYY_MM');
  since timestamptz := first_day at time zone 'UTC';
  until timestamptz := (first_day + interval '1 month') at time zone 'UTC';
begin
  if to_regclass(part) is not null then return; end if;
  lock table api_calls, api_calls_default in access exclusive mode;
  if to_regclass(part) is not null then return; end if;
  execute format('create table %I (like api_calls including defaults including constraints)', part);
  execute format('with late as (delete from api_calls_default where called_at >= $1 and called_at < $2 returning *)
    insert into %I select * from late', part) using since, until;
  execute format('alter table api_calls attach partition %I for values from (%L) to (%L)', part, since, until);
end $$;

create table process_failures (
  failure_id bigint generated always as identity primary key,
  process_name text not null,
  related_id text not null,
  connection text,
  code text not null,
  details text not null,
  payload jsonb not null default '{}',
  needs text not null check (needs in ('retry', 'human')),
  occurrences integer not null default 1,
  -- Those that count towards the retries: a call that was throttled does not.
  tries integer not null default 0,
  first_at timestamptz not null,
  last_at timestamptz not null,
  retry_at timestamptz,
  resolved_at timestamptz,
  resolved_by text,
  resolution text
);
create unique index one_open_failure on process_failures (process_name, related_id) where resolved_at is null;
create index on process_failures (related_id);
create index process_failures_to_retry on process_failures (process_name, retry_at) where resolved_at is null;

create table operations (
  operation_id bigint generated always as identity primary key,
  at timestamptz not null,
  scope text not null,
  action text not null,
  order_id text,
  carrier text,
  status text not null check (status in ('OK', 'ERROR', 'INFO')),
  message text,
  meta jsonb not null default '{}',
  actor text not null
);
create index on operations (order_id);
create index on operations (at, operation_id);

-- What stops work by name: `connection:bestbuy/main`, `connection:bestbuy/main#push-tracking`, `workflow:create-labels`, `effects`.
create table pauses (
  pause_id bigint generated always as identity primary key,
  scope text not null,
  code text not null,
  reason text not null,
  settings_fingerprint text,
  paused_by text not null,
  paused_at timestamptz not null,
  resumed_at timestamptz,
  resumed_by text
);
create unique index one_open_pause on pauses (scope) where resumed_at is null;

-- Shared budgets of outside services: the times of the calls that still count.
create table rate_budgets (
  budget text primary key,
  taken timestamptz[] not null default '{}',
  exhausted_until timestamptz
);

-- Two points may have one time: only one of them goes.
create function without_point(taken timestamptz[], point timestamptz) returns timestamptz[] language sql immutable as $$
  select case when point = any(taken)
    then taken[:array_position(taken, point) - 1] || taken[array_position(taken, point) + 1:] else taken end
$$;

-- Takes a point when fewer than `points` were taken in the window that ends at `at`: `wait_ms` is 0, and `taken_at` the
-- point's time. Otherwise `wait_ms` is how long until one may be free. `instead_of` is a point of the same taker that was
-- not used: while its window lasts, another one takes its place at once. The row's lock makes the takers of all
-- processes queue.
create function take_from_budget(
  name text, points integer, window_ms integer, at timestamptz, instead_of timestamptz,
  out wait_ms integer, out taken_at timestamptz)
language plpgsql as $$
declare
  width interval := window_ms * interval '1 ms';
  b rate_budgets;
  recent timestamptz[];
  free_at timestamptz;
begin
  insert into rate_budgets (budget) values (name) on conflict do nothing;
  select * into b from rate_budgets where budget = name for update;
  b.taken := without_point(b.taken, instead_of);
  -- Without a given time: the database's own, read after the wait for the lock.
  at := coalesce(at, clock_timestamp());
  -- Nobody takes before the last one did. What lies far ahead comes from a clock that was wrong.
  at := greatest(at, (select max(t) from unnest(b.taken) t where t <= at + width + interval '10 minutes'));
  recent := array(select t from unnest(b.taken) t where t > at - width and t <= at order by t);
  free_at := greatest(
    case when cardinality(recent) >= points then recent[cardinality(recent) - points + 1] + width end,
    b.exhausted_until);
  if free_at > at then
    wait_ms := ceil(extract(epoch from free_at - at) * 1000);
    return;
  end if;
  update rate_budgets set taken = recent || at, exhausted_until = null where budget = name;
  wait_ms := 0;
  taken_at := at;
end $$;

-- Slow-changing answers of a marketplace (SH21, SH12, PC01), read about once a day.
create table marketplace_facts (
  connection text not null,
  name text not null,
  value jsonb not null,
  fetched_at timestamptz not null,
  primary key (connection, name)
);

create table sync_cursors (
  cursor_name text primary key,
  watermark timestamptz,
  last_run_at timestamptz not null,
  last_full_at timestamptz,
  meta jsonb not null default '{}'
);

create table schedule_slots (
  schedule text not null,
  slot timestamptz not null,
  outcome text not null check (outcome in ('running', 'ran', 'caught_up', 'skipped', 'failed')),
  reason text,
  worker text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  -- By the database's clock, for those of machines differ: whoever runs a slot says again and again that it does.
  alive_at timestamptz not null default now(),
  primary key (schedule, slot)
);
create index schedule_slots_running on schedule_slots (schedule) where outcome = 'running';

create table conversations (
  conversation_id bigint generated always as identity primary key,
  marketplace text not null,
  mirakl_thread_id text not null,
  customer_id bigint references customers,
  order_id text references orders,
  subject text,
  last_message_at timestamptz,
  created_at timestamptz not null default now(),
  unique (marketplace, mirakl_thread_id)
);
create index on conversations (order_id);
create index on conversations (last_message_at desc);

create table messages (
  message_id bigint generated always as identity primary key,
  conversation_id bigint not null references conversations on delete cascade,
  marketplace text not null,
  mirakl_message_id text,
  sender text not null check (sender in ('customer', 'technician')),
  body text not null,
  "timestamp" timestamptz not null,
  delivery text not null default 'received',
  unique (marketplace, mirakl_message_id)
);
create index on messages (conversation_id, "timestamp");

create table webhook_deliveries (
  delivery_id bigint generated always as identity primary key,
  carrier text not null,
  event_id text not null,
  body text not null,
  received_at timestamptz not null,
  processed_at timestamptz,
  unique (carrier, event_id)
);
create index webhooks_to_process on webhook_deliveries (received_at) where processed_at is null;
