import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "./database.ts";
import { textArray, timestamp } from "./sql-values.ts";

interface Erasure {
  customerId: number;
  by: string;
  at: Date;
}

/** Rows of which something was left, by table. */
export type ErasedRows = Record<string, number>;

/** Shorter words stand in too many sentences that are not about the person. */
const SHORTEST_WORD = 3;

const GONE = "[erased]";

/**
 * Takes a person out of every row of theirs: payloads and addresses as a whole, sentences that name them, messages.
 * Amounts, dates, statuses and ids stay. What it can not know are sentences in rows that belong to no order of theirs.
 */
export async function eraseCustomer(tx: Tx, { customerId, by, at }: Erasure): Promise<ErasedRows> {
  await tx.execute(sql`set local ops.erasing = 'on'`);
  const words = await wordsOf(tx, customerId);
  const ours = sql`(select order_id from orders where customer_id = ${customerId})`;
  const named = (column: SQL) =>
    sql`exists (select from unnest(${textArray(words)}) word where position(word in lower(${column}::text)) > 0)`;
  const hidden = (column: string) =>
    sql`${sql.identifier(column)} = case when ${named(sql`${sql.identifier(column)}`)} then ${GONE} else ${sql.identifier(column)} end`;
  const related = sql`related_id in (select unnest(array[order_id, marketplace_order_id]) from orders where customer_id = ${customerId})`;
  const threads = sql`(customer_id = ${customerId} or order_id in ${ours})`;
  const statements: [table: string, statement: SQL][] = [
    [
      "api_calls",
      sql`update api_calls set request_payload = null, response_body = null, ${hidden("error")} where ${related}
      and (request_payload is not null or response_body is not null or ${named(sql`error`)})`,
    ],
    [
      "process_failures",
      sql`update process_failures set payload = '{}', ${hidden("details")}, ${hidden("resolution")} where ${related}
      and (payload <> '{}' or ${named(sql`details`)} or ${named(sql`resolution`)})`,
    ],
    [
      "operations",
      sql`update operations set ${hidden("message")},
      meta = case when ${named(sql`meta`)} then '{}' else meta end
      where order_id in ${ours} and (${named(sql`message`)} or ${named(sql`meta`)})`,
    ],
    [
      "order_status_history",
      sql`update order_status_history set notes = ${GONE} where order_id in ${ours} and ${named(sql`notes`)}`,
    ],
    [
      "order_holds",
      sql`update order_holds set ${hidden("note")} where order_id in ${ours} and ${named(sql`note`)}`,
    ],
    [
      "shipment_events",
      sql`update shipment_events set raw = raw - 'signatory'
      where raw ? 'signatory' and shipment_id in (select shipment_id from shipments where order_id in ${ours})`,
    ],
    [
      "webhook_deliveries",
      sql`update webhook_deliveries set body = '{}' where body <> '{}' and exists (select from shipments
      where order_id in ${ours} and tracking_pin is not null and position(tracking_pin in body) > 0)`,
    ],
    [
      "shipments",
      sql`update shipments set request_body = null, destination_postal_code = null, label_pdf_path = null,
      ${hidden("push_error")} where order_id in ${ours} and (request_body is not null
      or destination_postal_code is not null or label_pdf_path is not null or ${named(sql`push_error`)})`,
    ],
    [
      "order_observations",
      sql`update order_observations set ship_to = null, raw = '{}'
      where order_id in ${ours} and (ship_to is not null or raw <> '{}')`,
    ],
    [
      "orders",
      sql`update orders set raw_order_data = '{}' where customer_id = ${customerId} and raw_order_data <> '{}'`,
    ],
    [
      "messages",
      sql`update messages set body = ${GONE} where body <> ${GONE} and conversation_id in (select conversation_id from conversations where ${threads})`,
    ],
    ["conversations", sql`update conversations set subject = null where subject is not null and ${threads}`],
    [
      "customers",
      sql`update customers set first_name = null, last_name = null, email = null, erased_at = ${timestamp(at)}, erased_by = ${by}
      where customer_id = ${customerId}`,
    ],
  ];
  const erased: ErasedRows = {};
  for (const [table, statement] of statements) {
    const rows = await tx.execute<{ rows: number }>(
      sql`with changed as (${statement} returning 1) select count(*)::int as rows from changed`,
    );
    erased[table] = rows[0]?.rows ?? 0;
  }
  return erased;
}

/** What names the person, in lower case: name, mail address, and each line of the addresses. */
async function wordsOf(tx: Tx, customerId: number): Promise<string[]> {
  const rows = await tx.execute<{ word: string }>(sql`
    select distinct lower(trim(word)) as word from (
      select unnest(array[first_name, last_name, email]) as word from customers where customer_id = ${customerId}
      union all
      select line.value from order_observations b join orders o on o.order_id = b.order_id,
        lateral jsonb_each_text(case when jsonb_typeof(b.ship_to) = 'object' then b.ship_to else '{}' end) line
      where o.customer_id = ${customerId} and line.key not in ('state', 'country', 'countryIso3')) words
    where length(trim(word)) >= ${SHORTEST_WORD}`);
  return rows.map(({ word }) => word);
}

/** Orders of a customer that still need the address, and label files that are there. */
export async function whatStands(
  tx: Tx,
  customerId: number,
): Promise<{ orderIds: string[]; unshipped: string[]; labels: string[] }> {
  const rows = await tx.execute<{ order_id: string; unshipped: boolean; labels: string[] | null }>(sql`
    select o.order_id, coalesce(s.status not in ('shipped', 'complete', 'cancelled', 'refused'), true) as unshipped,
      (select array_agg(label_pdf_path) from shipments sh where sh.order_id = o.order_id and label_pdf_path is not null) as labels
    from orders o left join order_current_status s on s.order_id = o.order_id
    where o.customer_id = ${customerId} order by o.order_id`);
  return {
    orderIds: rows.map((row) => row.order_id),
    unshipped: rows.filter((row) => row.unshipped).map((row) => row.order_id),
    labels: rows.flatMap((row) => row.labels ?? []),
  };
}
