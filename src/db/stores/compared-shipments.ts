import { and, eq, gte, inArray, isNull, lte, or } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { shipments } from "../schema/index.ts";
import type { Shipment } from "./shipments.ts";

interface ComparedShipments {
  carrierAccount: string;
  from: Date;
  to: Date;
  /** Of what the carrier lists. */
  requestKeys: readonly string[];
}

/** What a carrier's list is compared with: the account's live labels of a span of time, and all that has one of the keys. */
export async function findComparedShipments(
  ex: Executor,
  { carrierAccount, from, to, requestKeys }: ComparedShipments,
): Promise<Shipment[]> {
  return await ex
    .select()
    .from(shipments)
    .where(
      or(
        and(
          eq(shipments.carrierAccount, carrierAccount),
          eq(shipments.purchase, "bought"),
          isNull(shipments.endedAt),
          gte(shipments.boughtAt, from),
          lte(shipments.boughtAt, to),
        ),
        inArray(shipments.requestKey, [...requestKeys]),
      ),
    );
}

/** Live labels of a carrier with one of these numbers, whoever bought them. */
export async function findShipmentsByPin(
  ex: Executor,
  { carrier, trackingPins }: { carrier: string; trackingPins: readonly string[] },
): Promise<Shipment[]> {
  return await ex
    .select()
    .from(shipments)
    .where(
      and(
        eq(shipments.carrier, carrier),
        inArray(shipments.trackingPin, [...trackingPins]),
        isNull(shipments.endedAt),
      ),
    );
}
