import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { milliseconds, textArray, timestamp } from "../sql-values.ts";
import { earliest, isFree, nearest, nextRetry, notHeld } from "./due.ts";
import { isBuyable, LABEL_PROCESS, TO_LABEL } from "./due-labels.ts";

export interface DueReading {
  orderId: string;
  marketplaceOrderId: string;
}

interface ReadingQuestion {
  connection: string;
  now: Date;
  /** Orders about to be labelled whose last reading is older are read again; null while none is bought. */
  freshnessMs: number | null;
  limit: number;
}

const PROCESS = "OrderReading";

/** Nothing is in the way of a reading of the order `s` of a connection. */
const isReadable = (connection: string) => sql`
  s.connection = ${connection}
  and not exists (select from process_failures r where r.process_name = ${PROCESS}
                  and r.related_id = s.order_id and r.resolved_at is null)`;

/** Also, a label may be bought for it. */
const isReadForLabel = (connection: string) => sql`${isBuyable} and ${isReadable(connection)}`;

/** What was sent and is confirmed by a reading, with the moment of its next look as `look_at`. */
const SENT = [
  sql`(select order_id, next_check_at as look_at from acceptances where state = 'sent')`,
  sql`(select order_id, next_push_check_at as look_at from shipments where ended_at is null)`,
];

/** The looks at what was sent for a connection, nearest first. */
const looks = (columns: SQL, { connection, when, limit }: { connection: string; when: SQL; limit: number }) =>
  SENT.map(
    (sent) => sql`
    (select ${columns} from ${sent} sent join order_current_status s using (order_id)
      where s.connection = ${connection} and sent.look_at ${when} order by sent.look_at limit ${limit})`,
  );

/**
 * Orders of one connection that the marketplace is to be asked about: sent decisions and shipments, which wait for
 * nothing else, then labels to buy, nearest deadline first, however many those are.
 */
export async function dueReadings(ex: Executor, q: ReadingQuestion): Promise<DueReading[]> {
  const { connection, now, limit } = q;
  const sent = looks(sql`s.order_id, 1 as turn, sent.look_at as deadline, s.created_at`, {
    connection,
    when: sql`<= ${timestamp(now)}`,
    limit,
  });
  const staleBefore = q.freshnessMs === null ? null : new Date(now.getTime() - q.freshnessMs);
  const stale = nearest(
    TO_LABEL,
    limit,
    (status) => sql`
    select s.order_id, 2, s.deadline, s.created_at from order_current_status s
    where ${isReadForLabel(connection)} and s.observed_at < ${timestamp(staleBefore)}
      and ${isFree(status, LABEL_PROCESS, now)}`,
  );
  // A request that may have to be sent again goes by a fresh reading too.
  const inDoubt = sql`
    (select s.order_id, 2, s.deadline, s.created_at from shipments sh join order_current_status s using (order_id)
      where sh.ended_at is null and sh.status = 'label_creation_initiated' and sh.purchase = 'in_doubt'
        and sh.next_look_up_at is not null and s.status = any(${textArray(TO_LABEL)}) and ${isReadable(connection)}
        and s.observed_at < ${timestamp(staleBefore)} and ${notHeld(sql`s.order_id`, timestamp(now))}
      order by sh.next_look_up_at limit ${limit})`;
  const rows = await ex.execute<{ order_id: string; marketplace_order_id: string }>(sql`
    select o.order_id, o.marketplace_order_id from (
      select order_id, min(turn) as turn, min(deadline) as deadline, min(created_at) as created_at from (
        ${sql.join([...sent, inDoubt, stale], sql` union all `)}) reasons
      group by order_id order by turn, deadline, created_at limit ${limit}) due
    join orders o using (order_id) order by due.turn, due.deadline, due.created_at`);
  return rows.map((row) => ({ orderId: row.order_id, marketplaceOrderId: row.marketplace_order_id }));
}

/** An order that a person wants to be asked for again, with its failure `f`. */
const isAskedAgain = (connection: string) => sql`
  f.process_name = ${PROCESS} and f.resolved_at is null and f.connection = ${connection}
  and f.related_id <> f.connection and f.needs = 'retry'`;

/**
 * Orders of one connection that could not be read, or were not shown, and that a person wants to be asked for again.
 * Some were never taken in, so that their marketplace's id is what follows the prefix.
 */
export async function retriedReadings(
  ex: Executor,
  { connection, now, limit }: Omit<ReadingQuestion, "freshnessMs">,
): Promise<DueReading[]> {
  const rows = await ex.execute<{ order_id: string; marketplace_order_id: string }>(sql`
    select f.related_id as order_id, substr(f.related_id, length(c.order_prefix) + 1) as marketplace_order_id
    from process_failures f join connections c on c.connection = f.connection
    where ${isAskedAgain(connection)} and f.retry_at <= ${timestamp(now)}
    order by f.retry_at, f.failure_id limit ${limit}`);
  return rows.map((row) => ({ orderId: row.order_id, marketplaceOrderId: row.marketplace_order_id }));
}

/** When the next order of a connection is to be asked about, by itself. */
export function nextReading(
  ex: Executor,
  { connection, from, freshnessMs }: Pick<ReadingQuestion, "connection" | "freshnessMs"> & { from: Date },
): Promise<Date | null> {
  const since = sql`>= ${timestamp(from)}`;
  const forLabels = nextRetry({
    processName: LABEL_PROCESS,
    statuses: TO_LABEL,
    from,
    of: sql`${isReadForLabel(connection)} and s.observed_at < f.retry_at - ${milliseconds(freshnessMs)}`,
  });
  return earliest(ex, [
    ...looks(sql`sent.look_at as at`, { connection, when: since, limit: 1 }),
    sql`(select f.retry_at from process_failures f
      where ${isAskedAgain(connection)} and f.retry_at ${since} order by f.retry_at limit 1)`,
    forLabels,
  ]);
}
