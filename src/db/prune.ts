import { type SQL, sql } from "drizzle-orm";
import type { RetentionSettings } from "../platform/config/config.ts";
import type { Database } from "./database.ts";
import { isOver } from "./is-over.ts";
import { timestamp } from "./sql-values.ts";

/** What was removed of one table, or would be. */
export interface Pruned {
  /** A table, or `label files`. */
  table: string;
  /** `emptied`: the rows stay, without their payloads. `dropped`: with the whole month that they were of. */
  how: "deleted" | "emptied" | "dropped";
  rows: number;
  /** What is older than this has gone. */
  before: Date;
}

export interface Pruning {
  retention: RetentionSettings;
  now: Date;
  /** Counts and changes nothing. */
  dryRun: boolean;
  /** Ends it before the next batch. */
  signal?: AbortSignal;
}

/** A rule for one table: rows that match `old` are deleted, or changed by `set`, in which case they must not match again. */
interface Rule {
  table: string;
  old: SQL;
  set?: SQL;
  before: Date;
}

const ROWS_AT_ONCE = 2_000;
const DAY_MS = 86_400_000;

/** What is older has been kept for so many days. */
export const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);

/**
 * Removes what is older than the settings keep: whole months of `api_calls`, the rest in batches of their own
 * transactions, so that nobody waits long for a lock. Prepares the audit's next month. May be stopped and run again.
 */
export async function pruneDatabase(db: Database, pruning: Pruning): Promise<Pruned[]> {
  const { retention, now, dryRun, signal } = pruning;
  const nextMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  if (!dryRun)
    await db.execute(
      sql`select ensure_api_calls_partition(${timestamp(now)}), ensure_api_calls_partition(${timestamp(nextMonth)})`,
    );
  const before = (days: number) => daysBefore(now, days);
  const pruned: Pruned[] = [];
  if (retention.apiCallsDays > 0)
    pruned.push(await dropMonths(db, { before: before(retention.apiCallsDays), dryRun }));
  for (const rule of rulesOf(retention, before)) {
    if (signal?.aborted) break;
    const rows = dryRun ? await count(db, rule) : await apply(db, rule, signal);
    pruned.push({ table: rule.table, how: rule.set ? "emptied" : "deleted", rows, before: rule.before });
  }
  return pruned;
}

function rulesOf(retention: RetentionSettings, before: (days: number) => Date): Rule[] {
  const { operationsDays, failuresDays, webhookDays, scheduleSlotsDays, apiCallsDays } = retention;
  const { payloadDays, messagesDays, customersDays } = retention;
  const older = (table: string, column: string, days: number): Rule[] =>
    days === 0
      ? []
      : [{ table, before: before(days), old: sql`${sql.raw(column)} < ${timestamp(before(days))}` }];
  return [
    // Rows of months that were never prepared.
    ...older("api_calls_default", "called_at", apiCallsDays),
    ...older("operations", "at", operationsDays),
    ...older("process_failures", "resolved_at", failuresDays),
    ...older("webhook_deliveries", "processed_at", webhookDays),
    ...older("schedule_slots", "finished_at", scheduleSlotsDays),
    ...(payloadDays === 0 ? [] : payloadRules(before(payloadDays))),
    ...(messagesDays === 0 ? [] : messageRules(before(messagesDays))),
    ...(customersDays === 0 ? [] : [customerRule(before(customersDays))]),
  ];
}

function payloadRules(before: Date): Rule[] {
  return [
    {
      table: "orders",
      before,
      old: sql`raw_order_data <> '{}' and ${isOver("orders", before)}`,
      set: sql`raw_order_data = '{}'`,
    },
    {
      table: "order_observations",
      before,
      old: sql`(raw <> '{}' or ship_to is not null) and ${isOver("order_observations", before)}`,
      set: sql`raw = '{}', ship_to = null`,
    },
    {
      table: "shipments",
      before,
      // What nobody knows the outcome of may have to be sent once more.
      old: sql`request_body is not null and (purchase = 'bought' or ended_at is not null) and ${isOver("shipments", before)}`,
      set: sql`request_body = null`,
    },
    {
      table: "shipment_events",
      before,
      old: sql`raw <> '{}' and shipment_id in (select shipment_id from shipments where ${isOver("shipments", before)})`,
      set: sql`raw = '{}'`,
    },
  ];
}

/** Messages before the conversations that hold them, so that each is counted. */
function messageRules(before: Date): Rule[] {
  const over = sql`coalesce(last_message_at, created_at) < ${timestamp(before)} and (order_id is null or ${isOver("conversations", before)})`;
  return [
    {
      table: "messages",
      before,
      old: sql`conversation_id in (select conversation_id from conversations where ${over})`,
    },
    { table: "conversations", before, old: over },
  ];
}

/** Rows of customers stay, for their orders name them. */
const customerRule = (before: Date): Rule => ({
  table: "customers",
  before,
  old: sql`(first_name is not null or last_name is not null or email is not null) and created_at < ${timestamp(before)}
    and not exists (select from orders where customer_id = customers.customer_id and not ${isOver("orders", before)})
    and not exists (select from conversations c where c.customer_id = customers.customer_id
      and coalesce(c.last_message_at, c.created_at) >= ${timestamp(before)})`,
  set: sql`first_name = null, last_name = null, email = null`,
});

async function count(db: Database, { table, old }: Pick<Rule, "table" | "old">): Promise<number> {
  const rows = await db.execute<{ rows: number }>(
    sql`select count(*)::int as rows from ${sql.identifier(table)} where ${old}`,
  );
  return rows[0]?.rows ?? 0;
}

async function apply(db: Database, { table, old, set }: Rule, signal?: AbortSignal): Promise<number> {
  const name = sql.identifier(table);
  const chosen = sql`ctid = any(array(select ctid from ${name} where ${old} limit ${ROWS_AT_ONCE}))`;
  const change = set
    ? sql`update ${name} set ${set} where ${chosen}`
    : sql`delete from ${name} where ${chosen}`;
  for (let total = 0; ; ) {
    const rows = await db.execute<{ rows: number }>(
      sql`with changed as (${change} returning 1) select count(*)::int as rows from changed`,
    );
    const changed = rows[0]?.rows ?? 0;
    total += changed;
    if (changed < ROWS_AT_ONCE || signal?.aborted) return total;
  }
}

/** Drops the partitions of months that are over and older as a whole. */
async function dropMonths(
  db: Database,
  { before, dryRun }: { before: Date; dryRun: boolean },
): Promise<Pruned> {
  const partitions = await db.execute<{ name: string }>(sql`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'api_calls'::regclass and c.relname ~ '^api_calls_\\d{4}_\\d{2}$' order by c.relname`);
  let rows = 0;
  for (const { name } of partitions) {
    const [year = 0, month = 0] = name.slice("api_calls_".length).split("_").map(Number);
    // Months count from 0 there, so that this is the first day of the next one.
    if (Date.UTC(year, month, 1) > before.getTime()) continue;
    rows += await count(db, { table: name, old: sql`true` });
    if (!dryRun) await db.execute(sql`drop table if exists ${sql.identifier(name)}`);
  }
  return { table: "api_calls", how: "dropped", rows, before };
}
