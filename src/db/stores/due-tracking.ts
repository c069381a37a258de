import { sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { textArray, timestamp } from "../sql-values.ts";
import { ask, type Due, type DueQuestion, isAsked, isOpenFailure, notHeld } from "./due.ts";

interface TrackingQuestion extends Omit<DueQuestion, "connections"> {
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
    and sh.delivered_at is null and ${isAsked(sql`sh.order_id`, q.id)} and ${notHeld(sql`sh.order_id`, timestamp(q.now))}`;
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
