import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import type { MarketplaceOrderLine, PostalAddress } from "../../domain/marketplace-order.ts";
import type { OrderStatus } from "../../domain/order-lifecycle.ts";
import { bigint, id, instant, jsonb } from "./columns.ts";

export const connections = pgTable("connections", {
  connection: text("connection").primaryKey(),
  marketplace: text("marketplace").notNull(),
  shop: text("shop").notNull(),
  orderPrefix: text("order_prefix").notNull(),
  liveFrom: instant("live_from").notNull(),
  firstImportAt: instant("first_import_at").notNull(),
});

export const customers = pgTable("customers", {
  customerId: id("customer_id").primaryKey(),
  marketplace: text("marketplace").notNull(),
  miraklCustomerId: text("mirakl_customer_id").notNull(),
  firstName: text("first_name"),
  lastName: text("last_name"),
  email: text("email"),
  createdAt: instant("created_at").notNull().defaultNow(),
  erasedAt: instant("erased_at"),
  erasedBy: text("erased_by"),
});

export const orders = pgTable("orders", {
  orderId: text("order_id").primaryKey(),
  connection: text("connection").notNull(),
  marketplace: text("marketplace").notNull(),
  shop: text("shop").notNull(),
  marketplaceOrderId: text("marketplace_order_id").notNull(),
  commercialId: text("commercial_id"),
  customerId: bigint("customer_id"),
  currency: text("currency").notNull(),
  totalCents: bigint("total_cents").notNull(),
  orderedAt: instant("ordered_at").notNull(),
  rawOrderData: jsonb("raw_order_data").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

export const orderLines = pgTable("order_lines", {
  orderLineId: text("order_line_id").primaryKey(),
  orderId: text("order_id").notNull(),
  marketplaceLineId: text("marketplace_line_id").notNull(),
  sku: text("sku").notNull(),
  title: text("title").notNull(),
  quantity: integer("quantity").notNull(),
  unitPriceCents: bigint("unit_price_cents").notNull(),
});

export const orderObservations = pgTable("order_observations", {
  orderId: text("order_id").primaryKey(),
  marketplaceState: text("marketplace_state").notNull(),
  canShopShip: boolean("can_shop_ship").notNull(),
  hasOpenIncident: boolean("has_open_incident").notNull(),
  shippingDeadline: instant("shipping_deadline"),
  shippingTypeCode: text("shipping_type_code").notNull(),
  pickUpPointId: text("pick_up_point_id"),
  carrierCode: text("carrier_code"),
  trackingNumber: text("tracking_number"),
  shipTo: jsonb("ship_to").$type<PostalAddress>(),
  lines: jsonb("lines").$type<MarketplaceOrderLine[]>().notNull(),
  sourceUpdatedAt: instant("source_updated_at").notNull(),
  observedAt: instant("observed_at").notNull(),
  raw: jsonb("raw").notNull(),
});

export const orderStatusHistory = pgTable("order_status_history", {
  historyId: id("history_id").primaryKey(),
  orderId: text("order_id").notNull(),
  seq: integer("seq").notNull(),
  status: text("status").$type<OrderStatus>().notNull(),
  notes: text("notes"),
  timestamp: instant("timestamp").notNull().defaultNow(),
  actor: text("actor").notNull(),
});

/** Kept by triggers on the history and the observations: read it, never write it. */
export const orderCurrentStatus = pgTable("order_current_status", {
  orderId: text("order_id").primaryKey(),
  seq: integer("seq").notNull(),
  status: text("status").$type<OrderStatus>().notNull(),
  since: instant("since").notNull(),
  connection: text("connection").notNull(),
  createdAt: instant("created_at").notNull(),
  deadline: instant("deadline"),
  marketplaceState: text("marketplace_state"),
  observedAt: instant("observed_at"),
});

export const orderHolds = pgTable("order_holds", {
  holdId: id("hold_id").primaryKey(),
  orderId: text("order_id").notNull(),
  reason: text("reason").notNull(),
  note: text("note"),
  heldBy: text("held_by").notNull(),
  heldAt: instant("held_at").notNull(),
  until: instant("until"),
  releasedAt: instant("released_at"),
  releasedBy: text("released_by"),
});

export const acceptances = pgTable("acceptances", {
  orderId: text("order_id").primaryKey(),
  decision: text("decision").$type<"accept" | "refuse">().notNull(),
  refusedLines: text("refused_lines").array().notNull().default([]),
  state: text("state").$type<"wanted" | "sent" | "confirmed">().notNull(),
  requestedBy: text("requested_by").notNull(),
  requestedAt: instant("requested_at").notNull(),
  sentAt: instant("sent_at"),
  answeredAt: instant("answered_at"),
  checks: integer("checks").notNull().default(0),
  nextCheckAt: instant("next_check_at"),
  confirmedAt: instant("confirmed_at"),
});
