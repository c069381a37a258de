import { and, count, eq, isNull } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { processFailures, shipments } from "../db/schema/index.ts";
import { countOrders, type OrderCounts } from "./order-counts.ts";
import { readUnknownCodes, type UnknownCode } from "./unknown-codes.ts";

/** Numbers of the tables for whoever watches from outside. */
export interface DaemonGauges {
  orders: OrderCounts["byStatus"];
  /** Open ones. */
  failures: { process: string; needs: "retry" | "human"; failures: number }[];
  purchasesInDoubt: number;
  /** All that were ever bought, ended ones included. */
  labelsBought: { carrier: string; environment: string; labels: number }[];
  unknownCodes: UnknownCode[];
}

/** Every number comes out of an index: a few milliseconds for a hundred thousand orders. */
export async function readDaemonGauges(ex: Executor, at: Date): Promise<DaemonGauges> {
  const { processName: process, needs } = processFailures;
  const { carrier, environment } = shipments;
  const [orders, failures, inDoubt, labelsBought, unknownCodes] = await Promise.all([
    countOrders(ex),
    ex
      .select({ process, needs, failures: count() })
      .from(processFailures)
      .where(isNull(processFailures.resolvedAt))
      .groupBy(process, needs),
    ex.$count(
      shipments,
      and(
        isNull(shipments.endedAt),
        eq(shipments.status, "label_creation_initiated"),
        eq(shipments.purchase, "in_doubt"),
      ),
    ),
    ex
      .select({ carrier, environment, labels: count() })
      .from(shipments)
      .where(eq(shipments.purchase, "bought"))
      .groupBy(carrier, environment),
    readUnknownCodes(ex, at),
  ]);
  return { orders: orders.byStatus, failures, purchasesInDoubt: inDoubt, labelsBought, unknownCodes };
}
