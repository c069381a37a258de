import type { Database } from "../../db/database.ts";
import { apiCalls, type shipments } from "../../db/schema/index.ts";
import { type NewFailure, recordFailure } from "../../db/stores/failures.ts";
import { insertShipment, type Shipment } from "../../db/stores/shipments.ts";
import { NOW } from "../../db/stores/testing/place-order.ts";

type Overrides<T> = Partial<T> & { orderId: string };

/** A bought label that is stored; `change` says what differs. */
export const addShipment = (
  db: Database,
  change: Overrides<typeof shipments.$inferInsert>,
): Promise<Shipment> =>
  db.transaction((tx) =>
    insertShipment(tx, {
      requestKey: `key-${change.orderId}-${change.generation ?? 1}`,
      carrier: "canada-post",
      carrierAccount: "main",
      environment: "production",
      status: "label_created",
      purchase: "bought",
      serviceCode: "DOM.EP",
      weightGrams: 900,
      destinationPostalCode: "K1A0B1",
      carrierShipmentId: `cp-${change.orderId}`,
      trackingPin: `70${change.orderId}`,
      labelPdfPath: `labels/${change.orderId}/1-1.pdf`,
      labelSha256: "0".repeat(64),
      priceCents: 1234,
      createdAt: NOW,
      createdBy: "test",
      boughtAt: NOW,
      labelledAt: NOW,
      ...change,
    }),
  );

/** A failure that needs a person. */
export const addFailure = (db: Database, change: Partial<NewFailure> & { relatedId: string }) =>
  recordFailure(db, {
    processName: "ShippingLabelCreation",
    connection: "bestbuy/main",
    code: "address_invalid",
    details: "The address cannot go on a label.",
    payload: {},
    needs: "human",
    retryAt: null,
    at: NOW,
    ...change,
  });

/** A call that went well. Answers its id. */
export async function addCall(db: Database, change: Partial<typeof apiCalls.$inferInsert>): Promise<number> {
  const rows = await db
    .insert(apiCalls)
    .values({
      service: "CanadaPost",
      endpoint: "CreateShipment",
      relatedId: null,
      method: "POST",
      url: "https://carrier.example.com/shipments",
      requestPayload: { xml: "<shipment/>" },
      responseBody: "<shipment-info/>",
      statusCode: 200,
      isSuccess: true,
      attempt: 1,
      durationMs: 120,
      calledAt: NOW,
      ...change,
    })
    .returning({ callId: apiCalls.callId });
  return rows[0]?.callId ?? 0;
}
