import { boolean, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { id, instant, jsonb } from "./columns.ts";

export const apiCalls = pgTable(
  "api_calls",
  {
    callId: id("call_id"),
    service: text("service").notNull(),
    endpoint: text("endpoint").notNull(),
    relatedId: text("related_id"),
    method: text("method").notNull(),
    url: text("url").notNull(),
    requestPayload: jsonb("request_payload"),
    responseBody: text("response_body"),
    statusCode: integer("status_code"),
    isSuccess: boolean("is_success"),
    error: text("error"),
    attempt: integer("attempt").notNull(),
    durationMs: integer("duration_ms"),
    calledAt: instant("called_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.callId, table.calledAt] })],
);

export const operations = pgTable("operations", {
  operationId: id("operation_id").primaryKey(),
  at: instant("at").notNull(),
  scope: text("scope").notNull(),
  action: text("action").notNull(),
  orderId: text("order_id"),
  carrier: text("carrier"),
  status: text("status").$type<"OK" | "ERROR" | "INFO">().notNull(),
  message: text("message"),
  meta: jsonb("meta").$type<Record<string, unknown>>().notNull().default({}),
  actor: text("actor").notNull(),
});

export const webhookDeliveries = pgTable("webhook_deliveries", {
  deliveryId: id("delivery_id").primaryKey(),
  carrier: text("carrier").notNull(),
  eventId: text("event_id").notNull(),
  body: text("body").notNull(),
  receivedAt: instant("received_at").notNull(),
  processedAt: instant("processed_at"),
});
