import { type SQL, sql } from "drizzle-orm";
import type { RetentionSettings } from "../platform/config/config.ts";
import type { Database } from "./database.ts";
import { type RetentionRule, retentionRules } from "./retention-rules.ts";
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

/** 2 MB of a table: a moment, however large it is. */
const PAGES_AT_ONCE = 256;
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
  for (const rule of retentionRules(retention, before)) {
    if (signal?.aborted) break;
    const rows = await (dryRun ? count : apply)(db, rule, signal);
    pruned.push({ table: rule.table, how: rule.set ? "emptied" : "deleted", rows, before: rule.before });
  }
  return pruned;
}

type Part = Pick<RetentionRule, "table" | "old" | "set">;

const count = (db: Database, { table, old }: Part, signal?: AbortSignal): Promise<number> =>
  sumOfPages(db, table, {
    signal,
    statement: (here) => sql`select from ${sql.identifier(table)} where ${here} and ${old}`,
  });

const apply = (db: Database, { table, old, set }: Part, signal?: AbortSignal): Promise<number> =>
  sumOfPages(db, table, {
    signal,
    statement: (here) =>
      set
        ? sql`update ${sql.identifier(table)} set ${set} where ${here} and ${old}`
        : sql`delete from ${sql.identifier(table)} where ${here} and ${old}`,
  });

interface Pages {
  /** What is done to the rows `here`, which are some pages of the table. */
  statement(here: SQL): SQL;
  signal: AbortSignal | undefined;
}

/** Goes through a table once, some pages at a time: how many rows were met in all. */
async function sumOfPages(db: Database, table: string, { statement, signal }: Pages): Promise<number> {
  const [size] = await db.execute<{ pages: number }>(sql`
    select (pg_relation_size(${table}::regclass) / current_setting('block_size')::int)::int as pages`);
  let total = 0;
  for (let page = 0; page < (size?.pages ?? 0) && !signal?.aborted; page += PAGES_AT_ONCE) {
    const here = sql`ctid >= ${`(${page},0)`}::tid and ctid < ${`(${page + PAGES_AT_ONCE},0)`}::tid`;
    total += (await db.execute(statement(here))).count;
  }
  return total;
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
