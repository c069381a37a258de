import { type SQL, sql } from "drizzle-orm";
import type { OrderStatus } from "../../domain/order-lifecycle.ts";
import type { Executor } from "../database.ts";
import { textArray, timestamp } from "../sql-values.ts";

/** Something due: an order, when it must be done, and whose it is. */
export interface Due {
  id: string;
  deadline: Date | null;
  connection: string;
}

export interface DueQuestion {
  /** Connections that may work now. */
  connections: readonly string[];
  now: Date;
  limit: number;
  /** Whether this one is due; all otherwise. */
  id?: string;
}

/** What is not due now and will be by itself, as far as nobody changes anything meanwhile. */
export interface NextQuestion {
  /** Connections that may work now. */
  connections: readonly string[];
  /** The moment from which on it falls due. */
  from: Date;
}

export const notHeld = (orderId: SQL, at: SQL) => sql`not exists (
  select from order_holds h where h.order_id = ${orderId} and h.released_at is null
  and (h.until is null or h.until > ${at}))`;

/** `f` is the open failure of a process and an order. */
export const isOpenFailure = (processName: string, orderId: SQL) =>
  sql`f.process_name = ${processName} and f.related_id = ${orderId} and f.resolved_at is null`;

/**
 * No failure, or one that is to be tried again by now, whether or not a person was told of it. Said as what must not be
 * there, here and below: only of that does the planner know how many orders it leaves.
 */
export const mayTry = (processName: string, orderId: SQL, now: Date) => sql`not exists (
  select from process_failures f where ${isOpenFailure(processName, orderId)}
  and (f.retry_at is null or f.retry_at > ${timestamp(now)}))`;

/** A failed status without an open failure waits for nothing: a person has closed it and decides. */
const isRetried = (status: OrderStatus, processName: string) =>
  status.endsWith("_failed")
    ? sql`exists (select from process_failures f where ${isOpenFailure(processName, sql`s.order_id`)})`
    : sql`true`;

/** The order `s` is in the process's hands: not held, no failure in the way. */
export const isFree = (status: OrderStatus, processName: string, now: Date) => sql`
  ${mayTry(processName, sql`s.order_id`, now)} and ${isRetried(status, processName)}
  and ${notHeld(sql`s.order_id`, timestamp(now))}`;

/** For the question about one order. */
export const isAsked = (orderId: SQL, id: string | undefined) =>
  id === undefined ? sql`true` : sql`${orderId} = ${id}`;

/**
 * Of each status the first that qualify, as an index on the projection `s` has them: nearest deadline first, those
 * without last, then the oldest. However many orders wait, no more are looked at than are asked for.
 */
export const nearest = (
  statuses: readonly OrderStatus[],
  limit: number,
  of: (status: OrderStatus) => SQL,
): SQL =>
  sql.join(
    statuses.map(
      (status) =>
        sql`(${of(status)} and s.status = ${status} order by s.deadline, s.created_at limit ${limit})`,
    ),
    sql` union all `,
  );

export async function ask(ex: Executor, query: SQL): Promise<Due[]> {
  const rows = await ex.execute<{ id: string; deadline: Date | null; connection: string }>(query);
  return rows.map(({ id, deadline, connection }) => ({ id, deadline, connection }));
}

interface Retries {
  processName: string;
  statuses: readonly OrderStatus[];
  from: Date;
  /** What else must be true of the order `s`, and of the failure `f`. */
  of: SQL;
}

/**
 * When the first order that waits for nothing but its retry has it. An order that is held by then is passed over. The
 * `offset` keeps the planner from asking of each order that waits whether it has failed.
 */
export const nextRetry = ({ processName, statuses, from, of }: Retries): SQL => sql`
  (select f.retry_at as at from process_failures f, lateral (
      select from order_current_status s
      where s.order_id = f.related_id and s.status = any(${textArray(statuses)})
        and ${of} and ${notHeld(sql`s.order_id`, sql`f.retry_at`)} offset 0) s
    where f.process_name = ${processName} and f.resolved_at is null and f.retry_at >= ${timestamp(from)}
    order by f.retry_at limit 1)`;

/** The earliest of several moments, each asked for as `at`; null when none is planned. */
export async function earliest(ex: Executor, moments: readonly SQL[]): Promise<Date | null> {
  const rows = await ex.execute<{ at: Date | null }>(
    sql`select min(at) as at from (${sql.join([...moments], sql` union all `)}) planned`,
  );
  return rows[0]?.at ?? null;
}
