import { type SQL, sql } from "drizzle-orm";
import { hasEnded, ORDER_STATUSES, type OrderStatus } from "../../domain/order-lifecycle.ts";
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

const notHeld = (orderId: SQL, now: Date) => sql`not exists (
  select from order_holds h where h.order_id = ${orderId} and h.released_at is null
  and (h.until is null or h.until > ${timestamp(now)}))`;

/** `f` is the open failure of a process and an order. */
const isOpenFailure = (processName: string, orderId: SQL) =>
  sql`f.process_name = ${processName} and f.related_id = ${orderId} and f.resolved_at is null`;

/**
 * No failure, or one that is to be tried again by now, whether or not a person was told of it. Said as what must not be
 * there, here and below: only of that does the planner know how many orders it leaves.
 */
const mayTry = (processName: string, orderId: SQL, now: Date) => sql`not exists (
  select from process_failures f where ${isOpenFailure(processName, orderId)}
  and (f.retry_at is null or f.retry_at > ${timestamp(now)}))`;

/** For the question about one order. */
const isAsked = (orderId: SQL, id: string | undefined) =>
  id === undefined ? sql`true` : sql`${orderId} = ${id}`;

/** A failed status without an open failure waits for nothing: a person has closed it and decides. */
const isRetried = (status: OrderStatus, processName: string) =>
  status.endsWith("_failed")
    ? sql`exists (select from process_failures f where ${isOpenFailure(processName, sql`s.order_id`)})`
    : sql`true`;

/**
 * Of each status the first that qualify, as an index on the projection `s` has them: nearest deadline first, those
 * without last, then the oldest. However many orders wait, no more are looked at than are asked for.
 */
const nearest = (statuses: readonly OrderStatus[], limit: number, of: (status: OrderStatus) => SQL): SQL =>
  sql.join(
    statuses.map(
      (status) =>
        sql`(${of(status)} and s.status = ${status} order by s.deadline, s.created_at limit ${limit})`,
    ),
    sql` union all `,
  );

async function ask(ex: Executor, query: SQL): Promise<Due[]> {
  const rows = await ex.execute<{ id: string; deadline: Date | null; connection: string }>(query);
  return rows.map(({ id, deadline, connection }) => ({ id, deadline, connection }));
}

/** Orders to be accepted or refused now. Where decisions are manual, only those that a person has decided. */
export function dueAcceptances(ex: Executor, q: Question & { onlyDecided: boolean }): Promise<Due[]> {
  const candidates = nearest(
    ["pending_acceptance", "acceptance_failed"],
    q.limit,
    (status) => sql`
    select s.order_id as id, s.deadline, s.connection, s.created_at
    from order_current_status s
    where s.connection = any(${textArray(q.connections)}) and ${isAsked(sql`s.order_id`, q.id)}
      and s.marketplace_state = 'WAITING_ACCEPTANCE'
      and not exists (select from acceptances a where a.order_id = s.order_id and a.state <> 'wanted')
      and ${q.onlyDecided ? sql`exists (select from acceptances a where a.order_id = s.order_id)` : sql`true`}
      and ${mayTry("OrderAcceptance", sql`s.order_id`, q.now)} and ${isRetried(status, "OrderAcceptance")} and ${notHeld(sql`s.order_id`, q.now)}`,
  );
  return ask(ex, sql`${candidates} order by deadline, created_at limit ${q.limit}`);
}

const TO_LABEL = ["accepted", "label_failed"] as const;

/** Orders for which a label may be bought, as far as the tables can tell. */
const buyable = (status: OrderStatus, now: Date) => sql`
  from order_current_status s
  where s.marketplace_state = 'SHIPPING' and not exists (
      select from shipments sh where sh.order_id = s.order_id and sh.ended_at is null and sh.purchase <> 'ready')
    and ${mayTry("ShippingLabelCreation", sql`s.order_id`, now)} and ${isRetried(status, "ShippingLabelCreation")} and ${notHeld(sql`s.order_id`, now)}`;

/**
 * Whether an order was read since. A `case`, for what the planner knows of all readings says nothing of those of the
 * orders to be labelled: it would expect few to be fresh, and sort all of them.
 */
const isFresh = (since: Date) => sql`case when s.observed_at >= ${timestamp(since)} then true end`;

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
  const toBuy = nearest(
    TO_LABEL,
    q.limit,
    (status) => sql`
    select s.order_id as id, s.deadline, s.connection, s.created_at ${buyable(status, q.now)}
      and s.connection = any(${textArray(q.connections)}) and ${isAsked(sql`s.order_id`, q.id)}
      and ${isFresh(q.freshSince)}`,
  );
  return ask(
    ex,
    sql`
    ${toBuy}
    union all
    (select sh.order_id, s.deadline, s.connection, s.created_at
      from shipments sh
      join order_current_status s on s.order_id = sh.order_id
      where sh.ended_at is null and sh.status = 'label_creation_initiated' and s.connection = any(${textArray(q.finishing)})
        and ${isAsked(sql`sh.order_id`, q.id)}
        and (sh.purchase = 'sending' or (sh.purchase = 'in_doubt' and sh.next_look_up_at <= ${timestamp(q.now)})
             or (sh.purchase = 'bought' and ${mayTry("ShippingLabelCreation", sql`sh.order_id`, q.now)})))
    order by deadline, created_at limit ${q.limit}`,
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
  const candidates = nearest(
    ["tracked", "push_failed"],
    q.limit,
    (status) => sql`
    select s.order_id as id, s.deadline, s.connection, s.created_at
    from order_current_status s
    join shipments sh on sh.order_id = s.order_id
    where sh.ended_at is null and sh.status = 'label_created' and sh.tracking_pin is not null
      and sh.next_push_check_at is null and ${ready[q.pushWhen]} and ${isAsked(sql`s.order_id`, q.id)}
      and s.connection = any(${textArray(q.connections)})
      and ${mayTry("TrackingUpdate", sql`s.order_id`, q.now)} and ${isRetried(status, "TrackingUpdate")} and ${notHeld(sql`s.order_id`, q.now)}`,
  );
  return ask(ex, sql`${candidates} order by deadline, created_at limit ${q.limit}`);
}

interface TrackingQuestion extends Omit<Question, "connections"> {
  /** Connections that may work now, each with whose numbers can be asked about, and in which environment. */
  trackers: readonly { connection: string; carrier: string; environment: string }[];
}

/**
 * Orders on their way with a parcel to be looked at. A failure keeps its retries, also of a parcel that is given up; while
 * a person is asked the looks go on at their pace, for the parcel may arrive all the same. An order with several parcels
 * counts once, so that fewer may come than are due.
 */
export function dueTracking(ex: Executor, q: TrackingQuestion): Promise<Due[]> {
  const column = (key: "connection" | "carrier" | "environment") =>
    textArray(q.trackers.map((tracker) => tracker[key]));
  const parcels = sql`
    join order_current_status s on s.order_id = sh.order_id
    join unnest(${column("connection")}, ${column("carrier")}, ${column("environment")}) t (connection, carrier, environment)
      on t.connection = s.connection and t.carrier = sh.carrier and t.environment = sh.environment`;
  const areOnTheirWay = sql`s.status = 'shipped' and sh.ended_at is null and sh.tracking_pin is not null
    and sh.delivered_at is null and ${isAsked(sql`sh.order_id`, q.id)} and ${notHeld(sql`sh.order_id`, q.now)}`;
  return ask(
    ex,
    sql`
    select id, null::timestamptz as deadline, connection from (
      (select sh.order_id as id, s.connection, sh.next_track_at
        from shipments sh ${parcels}
        where ${areOnTheirWay} and sh.next_track_at <= ${timestamp(q.now)}
          and not exists (select from process_failures f
            where ${isOpenFailure("TrackingRefresh", sql`sh.order_id`)} and f.needs = 'retry')
        order by sh.next_track_at limit ${q.limit})
      union all
      (select sh.order_id, s.connection, f.retry_at
        from process_failures f join shipments sh on sh.order_id = f.related_id ${parcels}
        where f.process_name = 'TrackingRefresh' and f.resolved_at is null and f.needs = 'retry'
          and f.retry_at <= ${timestamp(q.now)} and ${areOnTheirWay}
        order by f.retry_at limit ${q.limit})) parcels
    group by id, connection order by min(next_track_at), id limit ${q.limit}`,
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
 * nothing else, then labels to buy, nearest deadline first, however many those are.
 */
export async function dueReadings(ex: Executor, q: ReadingQuestion): Promise<DueReading[]> {
  const sent = (from: SQL, at: SQL) => sql`
    (select s.order_id, 1 as turn, ${at} as deadline, s.created_at
      from ${from} join order_current_status s using (order_id)
      where s.connection = ${q.connection} and ${at} <= ${timestamp(q.now)} order by ${at} limit ${q.limit})`;
  const stale = nearest(
    TO_LABEL,
    q.limit,
    (status) => sql`
    select s.order_id, 2, s.deadline, s.created_at ${buyable(status, q.now)}
      and s.connection = ${q.connection} and s.observed_at < ${timestamp(q.staleBefore)}
      and not exists (select from process_failures r where r.process_name = 'OrderReading'
                      and r.related_id = s.order_id and r.resolved_at is null)`,
  );
  const rows = await ex.execute<{ order_id: string; marketplace_order_id: string }>(sql`
    select o.order_id, o.marketplace_order_id from (
      select order_id, min(turn) as turn, min(deadline) as deadline, min(created_at) as created_at from (
        ${sent(sql`(select order_id, next_check_at from acceptances where state = 'sent') a`, sql`a.next_check_at`)}
        union all
        ${sent(sql`(select order_id, next_push_check_at from shipments where ended_at is null) sh`, sql`sh.next_push_check_at`)}
        union all ${stale}) reasons
      group by order_id order by turn, deadline, created_at limit ${q.limit}) due
    join orders o using (order_id) order by due.turn, due.deadline, due.created_at`);
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

/** Connections that are not known, but have orders that are neither shipped, ended nor held. */
export async function strandedConnections(
  ex: Executor,
  { known, now }: { known: readonly string[]; now: Date },
): Promise<string[]> {
  const rows = await ex.execute<{ connection: string }>(sql`
    select c.connection from connections c where c.connection <> all(${textArray(known)}) and exists (
      select from order_current_status s
      where s.connection = c.connection and s.status = any(${textArray(UNSHIPPED)})
        and ${notHeld(sql`s.order_id`, now)})
    order by c.connection`);
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
