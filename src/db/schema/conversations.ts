import { pgTable, text } from "drizzle-orm/pg-core";
import { bigint, id, instant } from "./columns.ts";

export const conversations = pgTable("conversations", {
  conversationId: id("conversation_id").primaryKey(),
  marketplace: text("marketplace").notNull(),
  miraklThreadId: text("mirakl_thread_id").notNull(),
  customerId: bigint("customer_id"),
  orderId: text("order_id"),
  subject: text("subject"),
  lastMessageAt: instant("last_message_at"),
  createdAt: instant("created_at").notNull().defaultNow(),
});

export const messages = pgTable("messages", {
  messageId: id("message_id").primaryKey(),
  conversationId: bigint("conversation_id").notNull(),
  marketplace: text("marketplace").notNull(),
  miraklMessageId: text("mirakl_message_id"),
  sender: text("sender").$type<"customer" | "technician">().notNull(),
  body: text("body").notNull(),
  timestamp: instant("timestamp").notNull(),
  delivery: text("delivery").notNull().default("received"),
});
