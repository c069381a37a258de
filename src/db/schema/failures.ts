import { integer, pgTable, text } from "drizzle-orm/pg-core";
import type { ErrorCode } from "../../domain/error-codes.ts";
import { id, instant, jsonb } from "./columns.ts";

export const processFailures = pgTable("process_failures", {
  failureId: id("failure_id").primaryKey(),
  processName: text("process_name").notNull(),
  relatedId: text("related_id").notNull(),
  connection: text("connection"),
  code: text("code").$type<ErrorCode>().notNull(),
  details: text("details").notNull(),
  payload: jsonb("payload").$type<Record<string, unknown>>().notNull().default({}),
  needs: text("needs").$type<"retry" | "human">().notNull(),
  occurrences: integer("occurrences").notNull().default(1),
  tries: integer("tries").notNull().default(0),
  firstAt: instant("first_at").notNull(),
  lastAt: instant("last_at").notNull(),
  retryAt: instant("retry_at"),
  resolvedAt: instant("resolved_at"),
  resolvedBy: text("resolved_by"),
  resolution: text("resolution"),
});

export const pauses = pgTable("pauses", {
  pauseId: id("pause_id").primaryKey(),
  scope: text("scope").notNull(),
  code: text("code").$type<ErrorCode>().notNull(),
  reason: text("reason").notNull(),
  settingsFingerprint: text("settings_fingerprint"),
  pausedBy: text("paused_by").notNull(),
  pausedAt: instant("paused_at").notNull(),
  resumedAt: instant("resumed_at"),
  resumedBy: text("resumed_by"),
});
