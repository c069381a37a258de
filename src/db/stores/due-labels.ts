import { sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { milliseconds, textArray, timestamp } from "../sql-values.ts";
import {
  ask,
  type Due,
  type DueQuestion,
  earliest,
  isAsked,
  isFree,
  mayTry,
  type NextQuestion,
  nearest,
  nextRetry,
} from "./due.ts";

interface Buying {
  /** Connections whose purchases may be finished now, also where none may be made. */
  finishing: readonly string[];
  /** An order that was read longer ago is not bought for. */
  freshnessMs: number;
}

export const LABEL_PROCESS = "ShippingLabelCreation";
export const TO_LABEL = ["accepted", "label_failed"] as const;

/** A label may be bought for the order `s`, as far as the tables can tell. */
export const isBuyable = sql`s.marketplace_state = 'SHIPPING' and not exists (
  select from shipments sh where sh.order_id = s.order_id and sh.ended_at is null and sh.purchase <> 'ready')`;

/** The purchase `sh` of the order `s` is to be finished, be the order held or over. */
const isUnfinished = ({ finishing }: Buying) => sql`
  sh.ended_at is null and sh.status = 'label_creation_initiated' and s.connection = any(${textArray(finishing)})`;

const UNFINISHED = sql`shipments sh join order_current_status s on s.order_id = sh.order_id`;

/**
 * Labels to be bought, and purchases to be finished: a request that may have left and whose process died, a look-up
 * whose time has come, a paid label that is not stored yet. Those go on for held and ended orders too.
 */
export function dueLabels(ex: Executor, q: DueQuestion & Buying): Promise<Due[]> {
  const freshSince = new Date(q.now.getTime() - q.freshnessMs);
  // A `case`, for what the planner knows of all readings says nothing of those of the orders to be labelled: it would
  // expect few to be fresh, and sort all of them.
  const toBuy = nearest(
    TO_LABEL,
    q.limit,
    (status) => sql`
    select s.order_id as id, s.deadline, s.connection, s.created_at from order_current_status s
    where ${isBuyable} and s.connection = any(${textArray(q.connections)}) and ${isAsked(sql`s.order_id`, q.id)}
      and ${isFree(status, LABEL_PROCESS, q.now)}
      and case when s.observed_at >= ${timestamp(freshSince)} then true end`,
  );
  return ask(
    ex,
    sql`
    ${toBuy}
    union all
    (select sh.order_id, s.deadline, s.connection, s.created_at from ${UNFINISHED}
      where ${isUnfinished(q)} and ${isAsked(sql`sh.order_id`, q.id)}
        and (sh.purchase = 'sending' or (sh.purchase = 'in_doubt' and sh.next_look_up_at <= ${timestamp(q.now)})
             or (sh.purchase = 'bought' and ${mayTry(LABEL_PROCESS, sql`sh.order_id`, q.now)})))
    order by deadline, created_at limit ${q.limit}`,
  );
}

/** When the next purchase is to be tried again, looked up, or its label fetched again. */
export function nextLabel(ex: Executor, q: NextQuestion & Buying): Promise<Date | null> {
  const from = timestamp(q.from);
  return earliest(ex, [
    nextRetry({
      processName: LABEL_PROCESS,
      statuses: TO_LABEL,
      from: q.from,
      of: sql`${isBuyable} and s.connection = any(${textArray(q.connections)})
        and s.observed_at >= f.retry_at - ${milliseconds(q.freshnessMs)}`,
    }),
    sql`(select sh.next_look_up_at from ${UNFINISHED}
      where ${isUnfinished(q)} and sh.purchase = 'in_doubt' and sh.next_look_up_at >= ${from}
      order by sh.next_look_up_at limit 1)`,
    sql`(select f.retry_at from process_failures f, ${UNFINISHED}
      where f.process_name = ${LABEL_PROCESS} and f.related_id = sh.order_id and f.resolved_at is null
        and f.retry_at >= ${from} and ${isUnfinished(q)} and sh.purchase = 'bought'
      order by f.retry_at limit 1)`,
  ]);
}
