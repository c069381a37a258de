import { date, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { EndedAs, PurchaseState, ShipmentStatus } from "../../domain/shipment.ts";
import type { TrackingStatus } from "../../domain/tracking-status.ts";
import { bigint, id, instant, jsonb } from "./columns.ts";

export const shipments = pgTable("shipments", {
  shipmentId: id("shipment_id").primaryKey(),
  orderId: text("order_id").notNull(),
  parcelNo: integer("parcel_no").notNull().default(1),
  generation: integer("generation").notNull().default(1),
  requestKey: text("request_key").notNull(),
  carrier: text("carrier").notNull(),
  carrierAccount: text("carrier_account").notNull(),
  environment: text("environment").$type<"production" | "development">().notNull(),
  status: text("status").$type<ShipmentStatus>().notNull(),
  purchase: text("purchase").$type<PurchaseState>().notNull(),
  serviceCode: text("service_code"),
  requestBody: text("request_body"),
  weightGrams: integer("weight_grams"),
  destinationPostalCode: text("destination_postal_code"),
  carrierShipmentId: text("carrier_shipment_id"),
  trackingPin: text("tracking_pin"),
  contestedPin: text("contested_pin"),
  links: jsonb("links").$type<Record<string, string>>().notNull().default({}),
  cpApiLabelUrl: text("cp_api_label_url"),
  labelPdfPath: text("label_pdf_path"),
  labelSha256: text("label_sha256"),
  priceCents: bigint("price_cents"),
  createdAt: instant("created_at").notNull(),
  createdBy: text("created_by").notNull(),
  posts: integer("posts").notNull().default(0),
  lastPostAt: instant("last_post_at"),
  inDoubtSince: instant("in_doubt_since"),
  lookUps: integer("look_ups").notNull().default(0),
  lookUpsInAll: integer("look_ups_in_all").notNull().default(0),
  nextLookUpAt: instant("next_look_up_at"),
  duplicateRefusals: integer("duplicate_refusals").notNull().default(0),
  duplicateRefusedAt: instant("duplicate_refused_at"),
  boughtAt: instant("bought_at"),
  labelledAt: instant("labelled_at"),
  packedAt: instant("packed_at"),
  manifestedAt: instant("manifested_at"),
  trackingPushedAt: instant("tracking_pushed_at"),
  shipSentAt: instant("ship_sent_at"),
  shipAnsweredAt: instant("ship_answered_at"),
  pushChecks: integer("push_checks").notNull().default(0),
  pushError: text("push_error"),
  nextPushCheckAt: instant("next_push_check_at"),
  trackedAt: instant("tracked_at"),
  nextTrackAt: instant("next_track_at"),
  trackingStatus: text("tracking_status").$type<TrackingStatus>(),
  deliveredAt: instant("delivered_at"),
  endedAt: instant("ended_at"),
  endedAs: text("ended_as").$type<EndedAs>(),
});

export const labelDays = pgTable(
  "label_days",
  {
    connection: text("connection").notNull(),
    /** `YYYY-MM-DD`. */
    day: date("day", { mode: "string" }).notNull(),
    labels: integer("labels").notNull(),
  },
  (table) => [primaryKey({ columns: [table.connection, table.day] })],
);

export const shipmentEvents = pgTable("shipment_events", {
  shipmentId: bigint("shipment_id").notNull(),
  code: text("code").notNull(),
  status: text("status").$type<TrackingStatus>(),
  occurredAt: instant("occurred_at").notNull(),
  raw: jsonb("raw").notNull(),
  receivedAt: instant("received_at").notNull().defaultNow(),
});
