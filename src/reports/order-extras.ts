import { and, asc, desc, inArray, isNull, sum } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { orderHolds, orderLines, processFailures, shipments } from "../db/schema/index.ts";
import type { ErrorCode } from "../domain/error-codes.ts";
import { holdStands } from "./hold-stands.ts";

type LiveShipment = Pick<
  typeof shipments.$inferSelect,
  | "orderId"
  | "carrier"
  | "trackingPin"
  | "carrierShipmentId"
  | "labelPdfPath"
  | "status"
  | "purchase"
  | "trackingStatus"
>;

interface OpenFailure {
  failureId: number;
  code: ErrorCode;
  needs: "retry" | "human";
}

/** What stands in other tables about an order, as a list shows it. */
export interface OrderExtras {
  /** Units ordered. */
  items: number;
  /** Reasons of the holds that stand. */
  holds: string[];
  /** Of the first parcel. */
  shipment: LiveShipment | null;
  /** The one that needs a person, or the newest. */
  failure: OpenFailure | null;
}

/** For each of these orders; `at` tells which holds have run out. */
export async function readOrderExtras(
  ex: Executor,
  { orderIds, at }: { orderIds: string[]; at: Date },
): Promise<(orderId: string) => OrderExtras> {
  if (orderIds.length === 0) return () => ({ items: 0, holds: [], shipment: null, failure: null });
  const [units, holds, parcels, failures] = await Promise.all([
    readUnits(ex, orderIds),
    readHolds(ex, orderIds, at),
    readShipments(ex, orderIds),
    readFailures(ex, orderIds),
  ]);
  return (orderId) => ({
    items: units.get(orderId)?.[0]?.units ?? 0,
    holds: (holds.get(orderId) ?? []).map((hold) => hold.reason),
    shipment: parcels.get(orderId)?.[0] ?? null,
    failure: worst(failures.get(orderId) ?? []),
  });
}

function worst(failures: OpenFailure[]): OpenFailure | null {
  const failure = failures.find(({ needs }) => needs === "human") ?? failures[0];
  return failure ? { failureId: failure.failureId, code: failure.code, needs: failure.needs } : null;
}

async function readUnits(ex: Executor, orderIds: string[]) {
  const rows = await ex
    .select({ orderId: orderLines.orderId, units: sum(orderLines.quantity).mapWith(Number) })
    .from(orderLines)
    .where(inArray(orderLines.orderId, orderIds))
    .groupBy(orderLines.orderId);
  return Map.groupBy(rows, (row) => row.orderId);
}

async function readHolds(ex: Executor, orderIds: string[], at: Date) {
  const rows = await ex
    .select({ orderId: orderHolds.orderId, reason: orderHolds.reason })
    .from(orderHolds)
    .where(and(inArray(orderHolds.orderId, orderIds), holdStands(at)))
    .orderBy(asc(orderHolds.holdId));
  return Map.groupBy(rows, (row) => row.orderId);
}

async function readShipments(ex: Executor, orderIds: string[]) {
  const rows: LiveShipment[] = await ex
    .select({
      orderId: shipments.orderId,
      carrier: shipments.carrier,
      trackingPin: shipments.trackingPin,
      carrierShipmentId: shipments.carrierShipmentId,
      labelPdfPath: shipments.labelPdfPath,
      status: shipments.status,
      purchase: shipments.purchase,
      trackingStatus: shipments.trackingStatus,
    })
    .from(shipments)
    .where(and(inArray(shipments.orderId, orderIds), isNull(shipments.endedAt)))
    .orderBy(asc(shipments.parcelNo));
  return Map.groupBy(rows, (row) => row.orderId);
}

async function readFailures(ex: Executor, orderIds: string[]) {
  const rows = await ex
    .select({
      orderId: processFailures.relatedId,
      failureId: processFailures.failureId,
      code: processFailures.code,
      needs: processFailures.needs,
    })
    .from(processFailures)
    .where(and(inArray(processFailures.relatedId, orderIds), isNull(processFailures.resolvedAt)))
    .orderBy(desc(processFailures.failureId));
  return Map.groupBy(rows, (row) => row.orderId);
}
