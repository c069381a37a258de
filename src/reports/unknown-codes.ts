import { and, count, desc, eq, gte } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { shipmentEvents, shipments } from "../db/schema/index.ts";

/** A code of a carrier that its table does not have. */
export interface UnknownCode {
  carrier: string;
  /** As it came; empty where an event had none. */
  code: string;
  events: number;
}

const DAY_MS = 86_400_000;
/** An event keeps what it meant when it came: a code that has been added since must fall silent. */
export const UNKNOWN_CODES_DAYS = 7;

/** Of the events of the last days, the most frequent first. */
export const readUnknownCodes = (ex: Executor, at: Date): Promise<UnknownCode[]> =>
  ex
    .select({ carrier: shipments.carrier, code: shipmentEvents.code, events: count() })
    .from(shipmentEvents)
    .innerJoin(shipments, eq(shipments.shipmentId, shipmentEvents.shipmentId))
    .where(
      and(
        eq(shipmentEvents.status, "unknown"),
        gte(shipmentEvents.receivedAt, new Date(at.getTime() - UNKNOWN_CODES_DAYS * DAY_MS)),
      ),
    )
    .groupBy(shipments.carrier, shipmentEvents.code)
    .orderBy(desc(count()), shipmentEvents.code);
