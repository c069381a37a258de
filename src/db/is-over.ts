import { type SQL, sql } from "drizzle-orm";
import { timestamp } from "./sql-values.ts";

/** Whether the order that a row of this table belongs to ended, or was shipped, before that. */
export const isOver = (table: string, before: Date): SQL =>
  sql`exists (select from order_current_status o where o.order_id = ${sql.identifier(table)}.order_id
    and o.status in ('shipped', 'complete', 'cancelled', 'refused') and o.since < ${timestamp(before)})`;
