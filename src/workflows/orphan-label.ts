import type { Tx } from "../db/database.ts";
import { recordFailure } from "../db/stores/failures.ts";
import type { Shipment } from "../db/stores/shipments.ts";

interface Orphan {
  shipment: Shipment;
  connection: string;
  why: string;
  at: Date;
}

/** Asks a person to void or refund a label whose order needs it no more. */
export async function orphanLabel(tx: Tx, { shipment, connection, why, at }: Orphan): Promise<void> {
  const number = shipment.trackingPin ?? shipment.contestedPin ?? shipment.carrierShipmentId;
  const exists =
    shipment.purchase === "bought" ? `Label ${number} is paid for` : "A label may have been bought";
  await recordFailure(tx, {
    processName: "LabelOrphaned",
    relatedId: shipment.orderId,
    connection,
    code: "label_orphaned",
    details: `${exists}, but ${why}.`,
    payload: {
      shipmentId: shipment.shipmentId,
      carrier: shipment.carrier,
      carrierShipmentId: shipment.carrierShipmentId,
      trackingPin: shipment.trackingPin ?? shipment.contestedPin,
      priceCents: shipment.priceCents,
      requestKey: shipment.requestKey,
    },
    needs: "human",
    retryAt: null,
    at,
  });
}
