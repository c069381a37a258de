import type { TrackedEvent, TrackedParcel } from "../carriers/carrier.ts";
import type { Tx } from "../db/database.ts";
import { findEvents, recordEvents, type ShipmentEvent } from "../db/stores/shipment-events.ts";
import { type Shipment, updateShipment } from "../db/stores/shipments.ts";
import { deliveryOutcome } from "../domain/delivery-outcome.ts";
import { TRACKED_FOR_MS, trackingIntervalMs } from "../domain/tracking-interval.ts";
import type { TrackingStatus } from "../domain/tracking-status.ts";

interface TrackingAnswer {
  shipment: Shipment;
  /** Null while the carrier has no history of the number. */
  parcel: TrackedParcel | null;
  /** The customer was: who signed is not kept. */
  isErased: boolean;
  at: Date;
}

/** What a look at a parcel has brought. */
export interface ParcelNews {
  shipment: Shipment;
  status: TrackingStatus | null;
  deliveredAt: Date | null;
  /** Events that were not known before. */
  fresh: Pick<ShipmentEvent, "code" | "status">[];
  /** It has been under way for so long that it is not looked at again. */
  isGivenUp: boolean;
}

/** Since the parcel was told to the marketplace, or bought where it was not. */
export const trackingAgeMs = (
  { trackingPushedAt, boughtAt, createdAt }: Pick<Shipment, "trackingPushedAt" | "boughtAt" | "createdAt">,
  at: Date,
): number => at.getTime() - (trackingPushedAt ?? boughtAt ?? createdAt).getTime();

/** Keeps the events of a parcel, where that leaves it, and when to look again. */
export async function recordTracking(
  tx: Tx,
  { shipment, parcel, isErased, at }: TrackingAnswer,
): Promise<ParcelNews> {
  const { shipmentId } = shipment;
  const told = (parcel?.events ?? [])
    .map((event) => (isErased ? { ...event, signatory: null } : event))
    .map((event) => eventOf(shipment, event));
  const fresh = await recordEvents(tx, { shipmentId, events: told, at });
  const { status, deliveredAt } = deliveryOutcome(await findEvents(tx, shipmentId));
  const ageMs = trackingAgeMs(shipment, at);
  const isGivenUp = deliveredAt === null && ageMs > TRACKED_FOR_MS;
  const isOver = isGivenUp || deliveredAt !== null;
  await updateShipment(tx, shipmentId, {
    trackedAt: at,
    nextTrackAt: isOver ? null : new Date(at.getTime() + trackingIntervalMs({ ageMs, status })),
    trackingStatus: status,
    deliveredAt,
  });
  return { shipment, status, deliveredAt, fresh, isGivenUp };
}

/** An event without a readable time counts from the purchase on, so that the next look finds it the same. */
function eventOf(shipment: Shipment, { code, status, occurredAt, ...raw }: TrackedEvent): ShipmentEvent {
  return { code, status, occurredAt: occurredAt ?? shipment.boughtAt ?? shipment.createdAt, raw };
}
