import type { Executor } from "../db/database.ts";
import { findOrderByAnyId, type OrderRow } from "../db/stores/orders.ts";
import { OpsError } from "../domain/errors.ts";
import type { Clock } from "../platform/clock.ts";
import { nearestName } from "../platform/config/nearest-name.ts";
import { listOrders } from "../reports/orders-view.ts";

interface Searched {
  db: Executor;
  clock: Clock;
}

/** Long enough to leave few orders, short enough that the slip is probably in the other part. */
const PART = 0.6;
const MOST = 20;
/** More would not be a suggestion. */
const FEW = 3;

/**
 * The order that a person means, by our id or the marketplace's.
 * @throws `not_found` with the ids that were probably meant
 */
export async function findOrder(where: Searched, id: string): Promise<OrderRow> {
  const order = await findOrderByAnyId(where.db, id);
  if (order) return order;
  const meant = await idsLike(where, id);
  throw new OpsError("not_found", `There is no order ${id}.`, {
    facts: { orderId: id },
    hint:
      meant.length > 0
        ? `Did you mean ${meant.join(" or ")}?`
        : "`ops orders list --search TEXT` finds orders by part of an id, SKU, number or name.",
  });
}

async function idsLike(where: Searched, id: string): Promise<string[]> {
  const whole = await idsWith(where, id);
  if (whole.length > 0 && whole.length <= FEW) return whole;
  const length = Math.ceil(id.length * PART);
  const parts = await Promise.all(
    [id.slice(0, length), id.slice(-length)].map((part) => idsWith(where, part)),
  );
  const nearest = nearestName(id, [...whole, ...parts.flat()]);
  return nearest === null ? [] : [nearest];
}

/** Orders are searched by names too, which are nobody's idea of an id. */
async function idsWith({ db, clock }: Searched, part: string): Promise<string[]> {
  const { orders } = await listOrders(db, { at: clock.now(), search: part, limit: MOST });
  return orders
    .map(({ orderId }) => orderId)
    .filter((orderId) => orderId.toLowerCase().includes(part.toLowerCase()));
}
