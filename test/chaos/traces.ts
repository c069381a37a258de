import type { ChaosShop } from "./chaos-shop.ts";

const OPERATIONS = { AcceptOrder: "OR21", UpdateTracking: "OR23", ShipOrder: "OR24" };

const AUDITED = `
  select coalesce(o.marketplace_order_id, c.related_id) as id, c.endpoint, count(*)::int as rows
  from api_calls c left join orders o on o.order_id = c.related_id
  where c.endpoint = any($1) group by 1, 2`;

/** Of these a call may come twice: fetch sends it again by itself when the connection that it kept was closed. */
const REPEATABLE: ReadonlySet<string> = new Set(["UpdateTracking"]);

/** What changed something outside and has no row here: `OR21 of 900000001-A came 2 times and is audited 1 times`. */
export async function untraced(shop: ChaosShop): Promise<string[]> {
  const [orders, shipments, audited] = await Promise.all([
    shop.outside.orders(),
    shop.outside.shipments(),
    shop.database.query<{ id: string; endpoint: string; rows: number }>(AUDITED, [
      ["CreateShipment", ...Object.keys(OPERATIONS)],
    ]),
  ]);
  const purchases = Map.groupBy(shipments, ({ customerRef1 }) => customerRef1);
  const rowsOf = new Map(audited.map(({ id, endpoint, rows }) => [`${endpoint} ${id}`, rows]));
  return orders.flatMap(({ order_id, calls }) => {
    const came: [endpoint: string, what: string, times: number][] = [
      ["CreateShipment", "a purchase", purchases.get(order_id)?.length ?? 0],
      ...Object.entries(OPERATIONS).map(([endpoint, operation]): [string, string, number] => [
        endpoint,
        operation,
        calls[operation] ?? 0,
      ]),
    ];
    return came.flatMap(([endpoint, what, times]) => {
      const rows = rowsOf.get(`${endpoint} ${order_id}`) ?? 0;
      const least = REPEATABLE.has(endpoint) ? Math.min(times, 1) : times;
      return rows < least ? [`${what} of ${order_id} came ${times} times and is audited ${rows} times`] : [];
    });
  });
}
