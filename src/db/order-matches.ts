import { type SQL, sql } from "drizzle-orm";
import { orders } from "./schema/index.ts";

/** Below this a trigram index can only tell how a word begins. */
const LEAST_INSIDE = 3;

/**
 * Orders that a person means by a text: part of our id, of the marketplace's, of a SKU or of a tracking number, or all
 * words of it in the customer's name, in any case. One or two characters must be how it begins. The time it takes grows
 * with the orders that match: milliseconds for an id or a number, a second where a tenth of 500,000 orders match.
 */
export function orderMatches(text: string): SQL {
  const wanted = pattern(text.trim());
  const inName = text
    .trim()
    .split(/\s+/)
    .map((word) => sql`coalesce(first_name, '') || ' ' || coalesce(last_name, '') ilike ${pattern(word)}`);
  return sql`${orders.orderId} in (
    select order_id from orders where order_id ilike ${wanted} or marketplace_order_id ilike ${wanted}
    union all select order_id from order_lines where sku ilike ${wanted}
    union all select order_id from shipments where tracking_pin ilike ${wanted}
    union all select order_id from shipments where contested_pin ilike ${wanted}
    union all select order_id from order_observations where tracking_number ilike ${wanted}
    union all select o.order_id from orders o join customers using (customer_id)
      where ${sql.join(inName, sql` and `)})`;
}

const pattern = (text: string): string => {
  const plain = text.replace(/[\\%_]/g, "\\$&");
  return [...text].length < LEAST_INSIDE ? `${plain}%` : `%${plain}%`;
};
