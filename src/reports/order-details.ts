import { asc, desc, eq, getTableColumns } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { orderHolds, orderLines, processFailures, shipments } from "../db/schema/index.ts";
import { type Acceptance, findAcceptance } from "../db/stores/acceptances.ts";
import { type Erasure, findErasureOf } from "../db/stores/customers.ts";
import type { FailureRow } from "../db/stores/failures.ts";
import type { Hold } from "../db/stores/holds.ts";
import { findObservation, type Observation } from "../db/stores/observations.ts";
import { findOrderByAnyId, type OrderRow } from "../db/stores/orders.ts";
import { findEvents, type ShipmentEvent } from "../db/stores/shipment-events.ts";
import type { Shipment } from "../db/stores/shipments.ts";
import { ERROR_CODES } from "../domain/error-codes.ts";
import { OpsError } from "../domain/errors.ts";
import { type OrderTimeline, readTimeline } from "./order-timeline.ts";
import { findOrderListing, type OrderListing } from "./orders-view.ts";
import { type PurchaseDoubt, purchaseDoubt } from "./purchase-doubt.ts";

/** Everything about one order. Of the customer the name and the address that the marketplace shows, no more. */
export interface OrderDetails {
  order: OrderListing & Pick<OrderRow, "marketplace" | "shop" | "commercialId"> & { importedAt: Date };
  lines: OrderLineDetails[];
  observation: Omit<Observation, "orderId" | "lines">;
  /** Oldest first, those that ended included. */
  holds: HoldDetails[];
  acceptance: Acceptance | null;
  /** Every parcel and generation, those that ended included. */
  shipments: ShipmentDetails[];
  timeline: OrderTimeline;
  /** Who took the customer out of it, and when; null while they stand in it. */
  erasure: Erasure | null;
  /** Open ones first, then the closed from the newest on. */
  failures: FailureWithHint[];
}

export interface OrderLineDetails {
  /** The marketplace's. */
  lineId: string;
  sku: string;
  title: string;
  quantity: number;
  cancelledQuantity: number;
  unitPriceCents: number;
  /** The marketplace's; null when its last answer did not have the line. */
  state: string | null;
}

export type HoldDetails = Omit<Hold, "orderId"> & { stands: boolean };
export type ShipmentDetails = Omit<Shipment, "orderId" | "requestBody" | "links"> & {
  doubt: PurchaseDoubt | null;
  /** What the carrier told of the parcel, oldest first. */
  events: ShipmentEvent[];
};
export type FailureWithHint = FailureRow & { hint: string };

interface DetailsRequest {
  /** Ours, or the marketplace's where it is the only order with it. */
  id: string;
  /** The present, which tells which holds have run out. */
  at: Date;
}

/** @throws `not_found`; `bad_argument` when orders of several marketplaces have the id. */
export async function readOrderDetails(ex: Executor, { id, at }: DetailsRequest): Promise<OrderDetails> {
  const order = await findOrderByAnyId(ex, id);
  if (!order) throw new OpsError("not_found", `There is no order ${id}.`, { facts: { orderId: id } });
  const { orderId, marketplace, shop, commercialId, createdAt: importedAt } = order;
  const [listing, observation, holds, acceptance, parcels, timeline, failures, erasure] = await Promise.all([
    findOrderListing(ex, { orderId, at }),
    findObservation(ex, orderId),
    readHolds(ex, orderId, at),
    findAcceptance(ex, orderId),
    readShipments(ex, orderId),
    readTimeline(ex, orderId, at),
    readFailures(ex, orderId),
    findErasureOf(ex, orderId),
  ]);
  if (!listing || !observation) throw new OpsError("bug", `Order ${orderId} was never observed.`);
  const { orderId: _id, lines, ...shown } = observation;
  return {
    order: { ...listing, marketplace, shop, commercialId, importedAt },
    lines: await readLines(ex, orderId, lines),
    observation: shown,
    holds,
    acceptance,
    shipments: parcels,
    timeline,
    erasure,
    failures,
  };
}

/** As they were ordered, with what the marketplace says of each by now. */
async function readLines(
  ex: Executor,
  orderId: string,
  shown: Observation["lines"],
): Promise<OrderLineDetails[]> {
  const rows = await ex
    .select()
    .from(orderLines)
    .where(eq(orderLines.orderId, orderId))
    .orderBy(asc(orderLines.orderLineId));
  return rows.map(({ marketplaceLineId: lineId, sku, title, quantity, unitPriceCents }) => {
    const now = shown.find((line) => line.lineId === lineId);
    const cancelledQuantity = now?.cancelledQuantity ?? 0;
    return { lineId, sku, title, quantity, cancelledQuantity, unitPriceCents, state: now?.state ?? null };
  });
}

async function readHolds(ex: Executor, orderId: string, at: Date): Promise<HoldDetails[]> {
  const { orderId: id, ...columns } = getTableColumns(orderHolds);
  const rows = await ex
    .select(columns)
    .from(orderHolds)
    .where(eq(id, orderId))
    .orderBy(asc(orderHolds.holdId));
  return rows.map((hold) => ({
    ...hold,
    stands: hold.releasedAt === null && (hold.until === null || hold.until > at),
  }));
}

async function readShipments(ex: Executor, orderId: string): Promise<ShipmentDetails[]> {
  const rows = await ex
    .select()
    .from(shipments)
    .where(eq(shipments.orderId, orderId))
    .orderBy(asc(shipments.parcelNo), asc(shipments.generation));
  return Promise.all(
    rows.map(async (shipment) => {
      const { orderId: _id, requestBody: _body, links: _links, ...facts } = shipment;
      const events = await findEvents(ex, shipment.shipmentId);
      return { ...facts, doubt: purchaseDoubt(shipment), events };
    }),
  );
}

async function readFailures(ex: Executor, orderId: string): Promise<FailureWithHint[]> {
  const rows = await ex
    .select()
    .from(processFailures)
    .where(eq(processFailures.relatedId, orderId))
    .orderBy(desc(processFailures.resolvedAt), desc(processFailures.failureId));
  return rows.map((failure) => ({ ...failure, hint: ERROR_CODES[failure.code].hint }));
}
