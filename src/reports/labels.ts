import { and, count, desc, eq, gte, isNotNull, isNull, lt, sum } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { beyond } from "../db/keyset.ts";
import { orders, shipments } from "../db/schema/index.ts";
import { cutPage, limitOf, type PageRequest, placeOf } from "./page.ts";

/** A label that was paid for, or that was bought elsewhere and adopted. */
export type LabelListing = Awaited<ReturnType<typeof selectLabels>>[number];

export interface LabelFilters {
  /** Our id. */
  orderId?: string;
  /** `<marketplace>/<shop>`. */
  connection?: string;
  /** `canada-post`. */
  carrier?: string;
  environment?: LabelListing["environment"];
  /** True: neither voided nor refunded. False: only those that were. */
  live?: boolean;
  boughtSince?: Date;
  boughtBefore?: Date;
}

export interface LabelsRequest extends LabelFilters, PageRequest {}

/** Newest first. @throws `bad_argument` */
export async function listLabels(
  ex: Executor,
  request: LabelsRequest,
): Promise<{ labels: LabelListing[]; next: string | null }> {
  const limit = limitOf(request);
  const place = placeOf(request);
  const conditions = conditionsOf(request);
  if (place)
    conditions.push(
      beyond({ time: shipments.boughtAt, id: shipments.shipmentId }, { place, descending: true }),
    );
  const rows = await selectLabels(ex)
    .where(and(...conditions))
    .orderBy(desc(shipments.boughtAt), desc(shipments.shipmentId))
    .limit(limit + 1);
  const page = cutPage(rows, {
    limit,
    place: (label) => ({ at: label.boughtAt, id: String(label.shipmentId) }),
  });
  return { labels: page.rows, next: page.next };
}

/** Labels of one carrier account, and what they cost. */
export interface LabelTotal {
  carrier: string;
  /** `elsewhere` for labels that were bought elsewhere. */
  carrierAccount: string;
  environment: LabelListing["environment"];
  labels: number;
  /** Voided and refunded. */
  ended: number;
  /** How many the carrier gave a price for. */
  priced: number;
  /** The sum of those prices, in the carrier's currency. */
  priceCents: number;
}

export async function totalLabels(ex: Executor, filters: LabelFilters): Promise<LabelTotal[]> {
  const { carrier, carrierAccount, environment } = shipments;
  const rows = await ex
    .select({
      carrier,
      carrierAccount,
      environment,
      labels: count(),
      ended: count(shipments.endedAt),
      priced: count(shipments.priceCents),
      priceCents: sum(shipments.priceCents).mapWith(Number),
    })
    .from(shipments)
    .innerJoin(orders, eq(orders.orderId, shipments.orderId))
    .where(and(...conditionsOf(filters)))
    .groupBy(carrier, carrierAccount, environment)
    .orderBy(carrier, carrierAccount, environment);
  return rows.map((row) => ({ ...row, priceCents: row.priceCents ?? 0 }));
}

const selectLabels = (ex: Executor) =>
  ex
    .select({
      shipmentId: shipments.shipmentId,
      orderId: shipments.orderId,
      marketplaceOrderId: orders.marketplaceOrderId,
      connection: orders.connection,
      parcelNo: shipments.parcelNo,
      generation: shipments.generation,
      carrier: shipments.carrier,
      carrierAccount: shipments.carrierAccount,
      environment: shipments.environment,
      serviceCode: shipments.serviceCode,
      carrierShipmentId: shipments.carrierShipmentId,
      trackingNumber: shipments.trackingPin,
      /** Relative to the workspace; null while it is not stored, or when it was bought elsewhere. */
      labelPath: shipments.labelPdfPath,
      labelSha256: shipments.labelSha256,
      priceCents: shipments.priceCents,
      boughtAt: shipments.boughtAt,
      labelledAt: shipments.labelledAt,
      endedAt: shipments.endedAt,
      endedAs: shipments.endedAs,
    })
    .from(shipments)
    .innerJoin(orders, eq(orders.orderId, shipments.orderId));

function conditionsOf(filters: LabelFilters) {
  const { orderId, connection, carrier, environment, live, boughtSince, boughtBefore } = filters;
  return [
    eq(shipments.purchase, "bought"),
    orderId === undefined ? undefined : eq(shipments.orderId, orderId),
    connection === undefined ? undefined : eq(orders.connection, connection),
    carrier === undefined ? undefined : eq(shipments.carrier, carrier),
    environment === undefined ? undefined : eq(shipments.environment, environment),
    live === undefined ? undefined : live ? isNull(shipments.endedAt) : isNotNull(shipments.endedAt),
    boughtSince && gte(shipments.boughtAt, boughtSince),
    boughtBefore && lt(shipments.boughtAt, boughtBefore),
  ];
}
