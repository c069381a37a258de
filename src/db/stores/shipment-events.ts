import { asc, eq, sql } from "drizzle-orm";
import type { TrackingStatus } from "../../domain/tracking-status.ts";
import type { Executor } from "../database.ts";
import { shipmentEvents } from "../schema/index.ts";

export interface ShipmentEvent {
  code: string;
  status: TrackingStatus | null;
  occurredAt: Date;
  /** What else the carrier says of it: place, words, who signed. */
  raw: Record<string, unknown>;
}

/** Keeps each event once: by shipment, code and time. Answers those that were new. */
export async function recordEvents(
  ex: Executor,
  { shipmentId, events, at }: { shipmentId: number; events: readonly ShipmentEvent[]; at: Date },
): Promise<Pick<ShipmentEvent, "code" | "status">[]> {
  if (events.length === 0) return [];
  return await ex
    .insert(shipmentEvents)
    .values(events.map((event) => ({ ...event, shipmentId, receivedAt: at })))
    .onConflictDoNothing()
    .returning({ code: shipmentEvents.code, status: shipmentEvents.status });
}

/** Oldest first. */
export async function findEvents(ex: Executor, shipmentId: number): Promise<ShipmentEvent[]> {
  const rows = await ex
    .select({
      code: shipmentEvents.code,
      status: shipmentEvents.status,
      occurredAt: shipmentEvents.occurredAt,
      raw: sql<Record<string, unknown>>`${shipmentEvents.raw}`,
    })
    .from(shipmentEvents)
    .where(eq(shipmentEvents.shipmentId, shipmentId))
    .orderBy(asc(shipmentEvents.occurredAt), asc(shipmentEvents.code));
  return rows;
}
