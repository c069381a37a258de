import { sql } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { timestamp } from "../db/sql-values.ts";

/** Where all orders stand. Every order counts once in shipped, complete, ended, held, needsHuman or unfinished. */
export interface RunSummary {
  orders: number;
  shipped: number;
  complete: number;
  /** Cancelled or refused. */
  ended: number;
  /** Neither shipped nor ended, and a hold stands on it. */
  held: number;
  /** Neither shipped, ended nor held, and a person is asked; or observed in a state that has no status yet. */
  needsHuman: number;
  unfinished: number;
  /** Failures that ask a person about something else than an unfinished order: a connection, an orphaned label. */
  otherFailures: number;
  apiCalls: number;
}

/** Counts what became of all orders, at `at`. */
export async function readRunSummary(ex: Executor, { at }: { at: Date }): Promise<RunSummary> {
  const [row] = await ex.execute<{ [K in keyof RunSummary]: number }>(sql`
    with standing as (
      select o.order_id, coalesce(s.status, 'observed') as status,
        exists (select from order_holds h where h.order_id = o.order_id and h.released_at is null
                and (h.until is null or h.until > ${timestamp(at)})) as held,
        exists (select from process_failures f where f.related_id = o.order_id and f.resolved_at is null
                and f.needs = 'human') as asks
      from orders o left join order_current_status s on s.order_id = o.order_id
    ), open as (
      select * from standing where status not in ('shipped', 'complete', 'cancelled', 'refused')
    )
    select
      (select count(*)::int from standing) as orders,
      (select count(*)::int from standing where status = 'shipped') as shipped,
      (select count(*)::int from standing where status = 'complete') as complete,
      (select count(*)::int from standing where status in ('cancelled', 'refused')) as ended,
      (select count(*)::int from open where held) as held,
      (select count(*)::int from open where not held and (asks or status = 'observed')) as "needsHuman",
      (select count(*)::int from open where not held and not asks and status <> 'observed') as unfinished,
      (select count(*)::int from process_failures f where f.resolved_at is null and f.needs = 'human'
        and f.related_id not in (select order_id from open where not held)) as "otherFailures",
      (select count(*)::int from api_calls) as "apiCalls"`);
  if (!row) throw new Error("A count answered no row.");
  return row;
}
