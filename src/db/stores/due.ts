import { type SQL, sql } from "drizzle-orm";
import { hasEnded, ORDER_STATUSES } from "../../domain/order-lifecycle.ts";
import type { Executor } from "../database.ts";
import { textArray, timestamp } from "../sql-values.ts";

/** Something due: an order, when it must be done, and whose it is. */
export interface Due {
  id: string;
  deadline: Date | null;
  connection: string;
}

interface Question {
  /** Connections that may work now. */
  connections: readonly string[];
  now: Date;
  limit: number;
  /** Whether this one is due; all otherwise. */
  id?: string;
}

/** Days may differ by marketplace; 24 hours is what sellers are held to. */
const ACCEPTANCE_WINDOW = sql`interval '24 hours'`;

const notHeld = (orderId: SQL, now: Date) => sql`not exists (
  select from order_holds h where h.order_id = ${orderId} and h.released_at is null
  and (h.until is null or h.until > ${timestamp(now)}))`;

const openFailure = (processName: string, orderId: SQL) => sql`
  left join process_failures f on f.process_name = ${processName} and f.related_id = ${orderId} and f.resolved_at is null`;

/**
 * No failure, or one that is to be tried again by now, whether or not a person was told of it. Bounded on both sides,
 * for without statistics the planner expects few rows of such a range and half a table below a bound.
 */
const mayTry = (now: Date) =>
  sql`(f.failure_id is null or f.retry_at between '-infinity' and ${timestamp(now)})`;

/** For the question about one order. */
const isAsked = (orderId: SQL, id: string | undefined) =>
  id === undefined ? sql`true` : sql`${orderId} = ${id}`;

/** A failed status without an open failure waits for nothing: a person has closed it and decides. */
const failedIsRetried = (failed: string) => sql`(s.status <> ${failed} or f.failure_id is not null)`;

async function ask(ex: Executor, query: SQL): Promise<Due[]> {
  const rows = await ex.execute<{ id: string; deadline: Date | null; connection: string }>(query);
  return rows.map(({ id, deadline, connection }) => ({ id, deadline, connection }));
}

/** Orders to be accepted or refused now. Where decisions are manual, only those that a person has decided. */
export function dueAcceptances(ex: Executor, q: Question & { onlyDecided: boolean }): Promise<Due[]> {
  return ask(
    ex,
    sql`
    select s.order_id as id, o.ordered_at + ${ACCEPTANCE_WINDOW} as deadline, o.connection
    from order_current_status s
    join orders o on o.order_id = s.order_id
    join order_observations obs on obs.order_id = s.order_id
    left join acceptances a on a.order_id = s.order_id
    ${openFailure("OrderAcceptance", sql`s.order_id`)}
    where s.status in ('pending_acceptance', 'acceptance_failed') and o.connection = any(${textArray(q.connections)})
      and ${isAsked(sql`s.order_id`, q.id)} and obs.marketplace_state = 'WAITING_ACCEPTANCE'
      and coalesce(a.state, 'wanted') = 'wanted' and (${!q.onlyDecided} or a.order_id is not null)
      and ${mayTry(q.now)} and ${failedIsRetried("acceptance_failed")} and ${notHeld(sql`s.order_id`, q.now)}
    order by deadline, o.created_at limit ${q.limit}`,
  );
}

/** Orders for which a label may be bought, as far as the tables can tell. `f` is the open label failure. */
const buyable = (now: Date) => sql`
  from order_current_status s
  join orders o on o.order_id = s.order_id
  join order_observations obs on obs.order_id = s.order_id
  left join shipments sh on sh.order_id = s.order_id and sh.ended_at is null
  ${openFailure("ShippingLabelCreation", sql`s.order_id`)}
  where s.status in ('accepted', 'label_failed') and obs.marketplace_state = 'SHIPPING'
    and (sh.shipment_id is null or sh.purchase = 'ready')
    and ${mayTry(now)} and ${failedIsRetried("label_failed")} and ${notHeld(sql`s.order_id`, now)}`;

interface LabelQuestion extends Question {
  /** Connections whose purchases may be finished now, also where none may be made. */
  finishing: readonly string[];
  /** An order that was read before is not bought for. */
  freshSince: Date;
}

/**
 * Labels to be bought, and purchases to be finished: a request that may have left and whose process died, a look-up
 * whose time has come, a paid label that is not stored yet. Those go on for held and ended orders too.
 */
export function dueLabels(ex: Executor, q: LabelQuestion): Promise<Due[]> {
  return ask(
    ex,
    sql`
    (select s.order_id as id, obs.shipping_deadline as deadline, o.connection, o.created_at ${buyable(q.now)}
      and o.connection = any(${textArray(q.connections)}) and ${isAsked(sql`s.order_id`, q.id)}
      and obs.observed_at >= ${timestamp(q.freshSince)})
    union all
    (select sh.order_id, obs.shipping_deadline, o.connection, o.created_at
      from shipments sh
      join orders o on o.order_id = sh.order_id
      join order_observations obs on obs.order_id = sh.order_id
      ${openFailure("ShippingLabelCreation", sql`sh.order_id`)}
      where sh.ended_at is null and sh.status = 'label_creation_initiated' and o.connection = any(${textArray(q.finishing)})
        and ${isAsked(sql`sh.order_id`, q.id)}
        and (sh.purchase = 'sending' or (sh.purchase = 'in_doubt' and sh.next_look_up_at <= ${timestamp(q.now)})
             or (sh.purchase = 'bought' and ${mayTry(q.now)})))
    order by deadline nulls last, created_at limit ${q.limit}`,
  );
}

/** Orders whose tracking number is to be told to the marketplace. */
export function duePushes(
  ex: Executor,
  q: Question & { pushWhen: "label" | "packed" | "manifest" },
): Promise<Due[]> {
  const ready = {
    label: sql`true`,
    packed: sql`sh.packed_at is not null`,
    manifest: sql`sh.manifested_at is not null`,
  };
  return ask(
    ex,
    sql`
    select s.order_id as id, obs.shipping_deadline as deadline, o.connection
    from shipments sh
    join order_current_status s on s.order_id = sh.order_id
    join orders o on o.order_id = sh.order_id
    join order_observations obs on obs.order_id = sh.order_id
    ${openFailure("TrackingUpdate", sql`sh.order_id`)}
    where sh.ended_at is null and sh.status = 'label_created' and sh.tracking_pin is not null
      and sh.next_push_check_at is null and ${ready[q.pushWhen]} and ${isAsked(sql`sh.order_id`, q.id)}
      and s.status in ('tracked', 'push_failed') and o.connection = any(${textArray(q.connections)})
      and ${mayTry(q.now)} and ${failedIsRetried("push_failed")} and ${notHeld(sql`sh.order_id`, q.now)}
    order by deadline nulls last, o.created_at limit ${q.limit}`,
  );
}

interface TrackingQuestion extends Omit<Question, "connections"> {
  /** Connections that may work now, each with whose numbers can be asked about, and in which environment. */
  trackers: readonly { connection: string; carrier: string; environment: string }[];
}

/**
 * Orders on their way with a parcel to be looked at. A failure keeps its retries, also of a parcel that is given up; while
 * a person is asked the looks go on at their pace, for the parcel may arrive all the same.
 */
export function dueTracking(ex: Executor, q: TrackingQuestion): Promise<Due[]> {
  const column = (key: "connection" | "carrier" | "environment") =>
    textArray(q.trackers.map((tracker) => tracker[key]));
  const trackable = sql`sh.ended_at is null and sh.tracking_pin is not null and ${isAsked(sql`sh.order_id`, q.id)}`;
  return ask(
    ex,
    sql`
    select s.order_id as id, null::timestamptz as deadline, o.connection
    from (
      select sh.order_id, sh.carrier, sh.environment, sh.next_track_at
      from shipments sh ${openFailure("TrackingRefresh", sql`sh.order_id`)}
      where ${trackable} and sh.tracking_ended_at is null and f.needs is distinct from 'retry'
        and coalesce(sh.next_track_at, '-infinity'::timestamptz) <= ${timestamp(q.now)}
      union all
      select sh.order_id, sh.carrier, sh.environment, sh.next_track_at
      from process_failures f join shipments sh on sh.order_id = f.related_id
      where f.process_name = 'TrackingRefresh' and f.resolved_at is null and f.needs = 'retry'
        and f.retry_at <= ${timestamp(q.now)} and ${trackable} and sh.delivered_at is null) sh
    join order_current_status s on s.order_id = sh.order_id
    join orders o on o.order_id = s.order_id
    join unnest(${column("connection")}, ${column("carrier")}, ${column("environment")}) t (connection, carrier, environment)
      on t.connection = o.connection and t.carrier = sh.carrier and t.environment = sh.environment
    where s.status = 'shipped' and ${notHeld(sql`s.order_id`, q.now)}
    group by s.order_id, o.connection
    order by min(sh.next_track_at) nulls first, s.order_id limit ${q.limit}`,
  );
}

export interface DueReading {
  orderId: string;
  marketplaceOrderId: string;
}

interface ReadingQuestion {
  connection: string;
  now: Date;
  /** Orders about to be labelled whose last reading is older than this are read again; null while none is bought. */
  staleBefore: Date | null;
  limit: number;
}

/**
 * Orders of one connection that the marketplace is to be asked about: sent decisions and shipments, which wait for
 * nothing else, then labels to buy, however many those are.
 */
export async function dueReadings(ex: Executor, q: ReadingQuestion): Promise<DueReading[]> {
  const rows = await ex.execute<{ order_id: string; marketplace_order_id: string }>(sql`
    select o.order_id, o.marketplace_order_id from orders o join (
      select order_id, 1 as turn from acceptances where state = 'sent' and next_check_at <= ${timestamp(q.now)}
      union all
      select order_id, 1 from shipments where ended_at is null and next_push_check_at <= ${timestamp(q.now)}
      union all
      (select s.order_id, 2 ${buyable(q.now)} and obs.observed_at < ${timestamp(q.staleBefore)}
        and not exists (select from process_failures r where r.process_name = 'OrderReading'
                        and r.related_id = s.order_id and r.resolved_at is null))) due on due.order_id = o.order_id
    where o.connection = ${q.connection}
    group by o.order_id order by min(due.turn), o.ordered_at limit ${q.limit}`);
  return rows.map((row) => ({ orderId: row.order_id, marketplaceOrderId: row.marketplace_order_id }));
}

/**
 * Orders of one connection that could not be read, or were not shown, and that a person wants to be asked for again.
 * Some were never taken in, so that their marketplace's id is what follows the prefix.
 */
export async function retriedReadings(
  ex: Executor,
  q: Omit<ReadingQuestion, "staleBefore">,
): Promise<DueReading[]> {
  const rows = await ex.execute<{ order_id: string; marketplace_order_id: string }>(sql`
    select f.related_id as order_id, substr(f.related_id, length(c.order_prefix) + 1) as marketplace_order_id
    from process_failures f join connections c on c.connection = f.connection
    where f.process_name = 'OrderReading' and f.resolved_at is null and f.connection = ${q.connection}
      and f.related_id <> f.connection and f.needs = 'retry' and f.retry_at <= ${timestamp(q.now)}
    order by f.retry_at, f.failure_id limit ${q.limit}`);
  return rows.map((row) => ({ orderId: row.order_id, marketplaceOrderId: row.marketplace_order_id }));
}

const UNSHIPPED = ORDER_STATUSES.filter((status) => status !== "shipped" && !hasEnded(status));

/**
 * Connections that are not known, but have orders that are neither shipped, ended nor held. Whoever has none may have many
 * that are done with: the orders that are open are looked up one by one.
 */
export async function strandedConnections(
  ex: Executor,
  { known, now }: { known: readonly string[]; now: Date },
): Promise<string[]> {
  const rows = await ex.execute<{ connection: string }>(sql`
    select distinct of.connection
    from order_current_status s,
      lateral (select o.connection from orders o where o.order_id = s.order_id limit 1) of
    where s.status = any(${textArray(UNSHIPPED)}) and of.connection <> all(${textArray(known)})
      and ${notHeld(sql`s.order_id`, now)}
    order by of.connection`);
  return rows.map(({ connection }) => connection);
}

/** When the next thing falls due by itself, from a moment on: a read-back, a look-up, a retry. Null when nothing is planned. */
export async function nextAppointment(ex: Executor, from: Date): Promise<Date | null> {
  const later = (column: SQL) => sql`${column} >= ${timestamp(from)}`;
  const rows = await ex.execute<{ at: Date | null }>(sql`
    select min(at) as at from (
      select min(next_check_at) as at from acceptances where state = 'sent' and ${later(sql`next_check_at`)}
      union all select min(next_push_check_at) from shipments
        where ended_at is null and ${later(sql`next_push_check_at`)}
      union all select min(next_look_up_at) from shipments
        where ended_at is null and status = 'label_creation_initiated' and purchase = 'in_doubt'
          and ${later(sql`next_look_up_at`)}
      union all select min(retry_at) from process_failures
        where resolved_at is null and process_name <> 'TrackingRefresh' and ${later(sql`retry_at`)}
    ) planned`);
  return rows[0]?.at ?? null;
}
