import { and, asc, eq, isNull } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { lastIfNull } from "../db/keyset.ts";
import { orderObservations, orders, shipments } from "../db/schema/index.ts";
import { type PurchaseDoubt, purchaseDoubt } from "./purchase-doubt.ts";

/** A purchase in doubt, with what tells how urgent it is. */
export interface DoubtfulPurchase extends PurchaseDoubt {
  orderId: string;
  connection: string;
  carrier: string;
  carrierAccount: string;
  /** What the carrier is asked by. */
  requestKey: string;
  shippingDeadline: Date | null;
}

/** Which of them are listed; what is absent lets all through. */
export interface DoubtFilters {
  orderId?: string;
  /** `<marketplace>/<shop>`. */
  connection?: string;
}

/** Nearest shipping deadline first; what has none follows. */
export async function listPurchasesInDoubt(
  ex: Executor,
  { orderId, connection }: DoubtFilters,
): Promise<DoubtfulPurchase[]> {
  const rows = await ex
    .select({
      shipment: shipments,
      connection: orders.connection,
      shippingDeadline: orderObservations.shippingDeadline,
    })
    .from(shipments)
    .innerJoin(orders, eq(orders.orderId, shipments.orderId))
    .leftJoin(orderObservations, eq(orderObservations.orderId, shipments.orderId))
    .where(
      and(
        isNull(shipments.endedAt),
        eq(shipments.status, "label_creation_initiated"),
        eq(shipments.purchase, "in_doubt"),
        orderId === undefined ? undefined : eq(shipments.orderId, orderId),
        connection === undefined ? undefined : eq(orders.connection, connection),
      ),
    )
    .orderBy(asc(lastIfNull(orderObservations.shippingDeadline)), asc(shipments.shipmentId));
  return rows.flatMap(({ shipment, ...row }) => {
    const doubt = purchaseDoubt(shipment);
    const { orderId: id, carrier, carrierAccount, requestKey } = shipment;
    return doubt ? [{ orderId: id, carrier, carrierAccount, requestKey, ...row, ...doubt }] : [];
  });
}
