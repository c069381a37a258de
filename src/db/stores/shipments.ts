import { and, eq, isNotNull, isNull, ne, or, sql } from "drizzle-orm";
import { OpsError } from "../../domain/errors.ts";
import type { EndedAs, PurchaseFacts } from "../../domain/shipment.ts";
import type { Executor, Tx } from "../database.ts";
import { shipments } from "../schema/index.ts";
import { giveLabelOfDayBack } from "./label-days.ts";

export type Shipment = typeof shipments.$inferSelect;
type NewShipment = typeof shipments.$inferInsert;

/** The shipment of a parcel that has not ended; null when there is none. */
export async function findLiveShipment(
  ex: Executor,
  orderId: string,
  parcelNo = 1,
): Promise<Shipment | null> {
  const rows = await ex
    .select()
    .from(shipments)
    .where(and(eq(shipments.orderId, orderId), eq(shipments.parcelNo, parcelNo), isNull(shipments.endedAt)));
  return rows[0] ?? null;
}

/** Every parcel of an order that has a number and has not ended. */
export async function findTrackedShipments(ex: Executor, orderId: string): Promise<Shipment[]> {
  return await ex
    .select()
    .from(shipments)
    .where(and(eq(shipments.orderId, orderId), isNotNull(shipments.trackingPin), isNull(shipments.endedAt)))
    .orderBy(shipments.parcelNo);
}

/** Whether we have, or had, a label with this number for the order, be it another's or not. */
export async function hasShipmentWithPin(
  ex: Executor,
  { orderId, trackingPin }: { orderId: string; trackingPin: string },
): Promise<boolean> {
  const rows = await ex
    .select({ shipmentId: shipments.shipmentId })
    .from(shipments)
    .where(
      and(
        eq(shipments.orderId, orderId),
        or(eq(shipments.trackingPin, trackingPin), eq(shipments.contestedPin, trackingPin)),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** The shipment that a carrier's number belongs to in production; null while nobody has it. */
export async function findNumberHolder(
  ex: Executor,
  { carrier, trackingPin }: { carrier: string; trackingPin: string },
): Promise<Shipment | null> {
  const rows = await ex
    .select()
    .from(shipments)
    .where(
      and(
        eq(shipments.carrier, carrier),
        eq(shipments.trackingPin, trackingPin),
        eq(shipments.environment, "production"),
        or(isNull(shipments.endedAs), ne(shipments.endedAs, "disowned")),
      ),
    );
  return rows[0] ?? null;
}

/** Live shipments that were bought with a number which another order has, oldest first. */
export async function findContesters(
  ex: Executor,
  { carrier, trackingPin }: { carrier: string; trackingPin: string },
): Promise<Shipment[]> {
  return await ex
    .select()
    .from(shipments)
    .where(
      and(
        eq(shipments.carrier, carrier),
        eq(shipments.contestedPin, trackingPin),
        eq(shipments.environment, "production"),
        isNull(shipments.endedAt),
      ),
    )
    .orderBy(shipments.boughtAt);
}

/** @throws `not_found` */
export async function getShipment(ex: Executor, shipmentId: number): Promise<Shipment> {
  const rows = await ex.select().from(shipments).where(eq(shipments.shipmentId, shipmentId));
  if (!rows[0])
    throw new OpsError("not_found", `There is no shipment ${shipmentId}.`, { facts: { shipmentId } });
  return rows[0];
}

/** The generation that a new purchase for the parcel would have: one more than any before. */
export async function nextGeneration(ex: Executor, orderId: string, parcelNo = 1): Promise<number> {
  const rows = await ex
    .select({ last: sql<number>`coalesce(max(${shipments.generation}), 0)::int` })
    .from(shipments)
    .where(and(eq(shipments.orderId, orderId), eq(shipments.parcelNo, parcelNo)));
  return (rows[0]?.last ?? 0) + 1;
}

/** @throws `lost_race` when the parcel has a live shipment already, or another shipment has its key or number. */
export async function insertShipment(tx: Tx, shipment: NewShipment): Promise<Shipment> {
  const rows = await tx.insert(shipments).values(shipment).onConflictDoNothing().returning();
  if (rows[0]) return rows[0];
  const { orderId, parcelNo, requestKey, carrier, trackingPin = null } = shipment;
  const facts = { orderId, requestKey, trackingPin };
  if (await findLiveShipment(tx, orderId, parcelNo))
    throw new OpsError("lost_race", `Order ${orderId} has a live shipment already.`, { facts });
  const holder = trackingPin === null ? null : await findNumberHolder(tx, { carrier, trackingPin });
  if (!holder)
    throw new OpsError("lost_race", `Another shipment has the request key ${requestKey}.`, { facts });
  throw numberTaken(holder, facts);
}

/** What whoever wants to book a number is told while another order has it. */
export function numberTaken(holder: Shipment, facts: Record<string, unknown>): OpsError {
  return new OpsError("lost_race", `Order ${holder.orderId} has label ${holder.trackingPin} already.`, {
    facts: { ...facts, holder: holder.orderId },
    hint: `Look at the number again. If it is not that order's: ops labels disown ${holder.orderId}`,
  });
}

/**
 * Records that the label is stored. Answers the shipment as it is now: a person may have settled its number, or given
 * it up, while the label was fetched.
 */
export async function recordLabel(
  tx: Tx,
  { shipmentId, path, sha256, at }: { shipmentId: number; path: string; sha256: string; at: Date },
): Promise<Shipment> {
  const [row] = await tx
    .update(shipments)
    .set({ status: "label_created", labelPdfPath: path, labelSha256: sha256, labelledAt: at })
    .where(eq(shipments.shipmentId, shipmentId))
    .returning();
  if (!row) throw new OpsError("not_found", `There is no shipment ${shipmentId}.`, { facts: { shipmentId } });
  return row;
}

export async function updateShipment(
  ex: Executor,
  shipmentId: number,
  change: Partial<Omit<NewShipment, "shipmentId" | "orderId" | "requestKey">>,
): Promise<void> {
  await ex.update(shipments).set(change).where(eq(shipments.shipmentId, shipmentId));
}

/**
 * Changes a purchase that still stands where the caller saw it, in its state and in how often it was sent. Answers
 * false when somebody else has gone on with it: whoever lost its job may hear from the carrier late.
 */
export async function changePurchase(
  ex: Executor,
  seen: Pick<Shipment, "shipmentId" | "purchase" | "posts">,
  change: Parameters<typeof updateShipment>[2],
): Promise<boolean> {
  const rows = await ex
    .update(shipments)
    .set(change)
    .where(
      and(
        eq(shipments.shipmentId, seen.shipmentId),
        eq(shipments.purchase, seen.purchase),
        eq(shipments.posts, seen.posts),
        isNull(shipments.endedAt),
      ),
    )
    .returning({ shipmentId: shipments.shipmentId });
  return rows.length > 0;
}

interface RecordedPurchase {
  requestKey: string;
  facts: PurchaseFacts;
  /** Another order has the number: it is kept apart, and told to nobody. */
  isContested?: boolean;
  at: Date;
}

/**
 * Records what was bought under a request key, whoever asks and whatever has become of the order since: money was
 * spent. Repeating it changes nothing. Answers the shipment as it is now, which may have ended.
 * @throws a violation of `tracking_pin_is_unique` when another order has the number
 */
export async function recordPurchase(
  ex: Executor,
  { requestKey, facts, isContested = false, at }: RecordedPurchase,
): Promise<Shipment> {
  const rows = await ex
    .update(shipments)
    .set({
      purchase: "bought",
      carrierShipmentId: facts.carrierShipmentId,
      trackingPin: isContested ? null : facts.trackingPin,
      contestedPin: isContested ? facts.trackingPin : null,
      cpApiLabelUrl: facts.labelUrl,
      links: facts.links,
      priceCents: facts.priceCents,
      boughtAt: sql`coalesce(${shipments.boughtAt}, ${at.toISOString()}::timestamptz)`,
      nextLookUpAt: null,
    })
    .where(eq(shipments.requestKey, requestKey))
    .returning();
  if (rows[0]) return rows[0];
  throw new OpsError(
    "bug",
    `${facts.carrierShipmentId} was bought under ${requestKey}, which no shipment has.`,
    {
      facts: { requestKey, ...facts },
    },
  );
}

/** Ends a live shipment. One of which nothing was bought costs none of its day's labels. */
export async function endShipment(
  ex: Executor,
  { shipmentId, as, at }: { shipmentId: number; as: EndedAs; at: Date },
): Promise<void> {
  const [ended] = await ex
    .update(shipments)
    .set({ endedAt: at, endedAs: as, nextLookUpAt: null, nextPushCheckAt: null })
    .where(and(eq(shipments.shipmentId, shipmentId), isNull(shipments.endedAt)))
    .returning({ orderId: shipments.orderId, createdAt: shipments.createdAt });
  if (ended && (as === "rejected" || as === "never_created"))
    await giveLabelOfDayBack(ex, { orderId: ended.orderId, at: ended.createdAt });
}

/** When the parcels of an order are looked at next; null for never. */
export async function planTracking(
  ex: Executor,
  { orderId, at }: { orderId: string; at: Date | null },
): Promise<void> {
  await ex
    .update(shipments)
    .set({ nextTrackAt: at })
    .where(and(eq(shipments.orderId, orderId), isNull(shipments.endedAt), isNull(shipments.deliveredAt)));
}
