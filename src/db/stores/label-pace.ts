import { sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { timestamp } from "../sql-values.ts";

/** What was bought with a carrier account since a moment, and in how many minutes anything was. */
export interface LabelPace {
  account: string;
  labels: number;
  busyMinutes: number;
}

export async function readLabelPaces(ex: Executor, since: Date): Promise<LabelPace[]> {
  const rows = await ex.execute<{ account: string; labels: number; minutes: number }>(sql`
    select carrier_account as account, count(*)::int as labels,
      count(distinct date_trunc('minute', bought_at))::int as minutes
    from shipments where purchase = 'bought' and bought_at >= ${timestamp(since)} group by carrier_account`);
  return rows.map(({ account, labels, minutes }) => ({ account, labels, busyMinutes: minutes }));
}

/** Labels that count towards the limit of a day, `YYYY-MM-DD`, by connection. */
export async function readLabelsOfDay(ex: Executor, day: string): Promise<Map<string, number>> {
  const rows = await ex.execute<{ connection: string; labels: number }>(
    sql`select connection, labels from label_days where day = ${day}`,
  );
  return new Map(rows.map(({ connection, labels }) => [connection, labels]));
}
