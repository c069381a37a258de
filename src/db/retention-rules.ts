import { type SQL, sql } from "drizzle-orm";
import type { RetentionSettings } from "../platform/config/config.ts";
import { isOver } from "./is-over.ts";
import { timestamp } from "./sql-values.ts";

/** A rule for one table: rows that match `old` are deleted, or changed by `set`, in which case they must not match again. */
export interface RetentionRule {
  table: string;
  old: SQL;
  set?: SQL;
  before: Date;
}

/** What the settings say, in the order in which it is to be done; 0 days are no rule. */
export function retentionRules(
  retention: RetentionSettings,
  before: (days: number) => Date,
): RetentionRule[] {
  const { operationsDays, failuresDays, webhookDays, scheduleSlotsDays, apiCallsDays } = retention;
  const { payloadDays, messagesDays, customersDays } = retention;
  const older = (table: string, column: string, days: number): RetentionRule[] =>
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

function payloadRules(before: Date): RetentionRule[] {
  return [
    {
      table: "orders",
      before,
      old: overWith("orders", before, sql`raw_order_data <> '{}'`),
      set: sql`raw_order_data = '{}'`,
    },
    {
      table: "order_observations",
      before,
      old: overWith("order_observations", before, sql`raw <> '{}' or ship_to is not null`),
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
function messageRules(before: Date): RetentionRule[] {
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
const customerRule = (before: Date): RetentionRule => ({
  table: "customers",
  before,
  old: sql`(first_name is not null or last_name is not null or email is not null) and created_at < ${timestamp(before)}
    and not exists (select from orders where customer_id = customers.customer_id and not ${isOver("orders", before)})
    and not exists (select from conversations c where c.customer_id = customers.customer_id
      and coalesce(c.last_message_at, c.created_at) >= ${timestamp(before)})`,
  set: sql`first_name = null, last_name = null, email = null`,
});

/** Long values are stored apart from their rows: those of orders that go on are not read, however many they are. */
const overWith = (table: string, before: Date, something: SQL): SQL =>
  sql`case when ${isOver(table, before)} then ${something} end`;
