import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, jsonb } from "./columns.ts";

export const marketplaceFacts = pgTable(
  "marketplace_facts",
  {
    connection: text("connection").notNull(),
    name: text("name").notNull(),
    value: jsonb("value").notNull(),
    fetchedAt: instant("fetched_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.connection, table.name] })],
);

export const syncCursors = pgTable("sync_cursors", {
  cursorName: text("cursor_name").primaryKey(),
  watermark: instant("watermark"),
  lastRunAt: instant("last_run_at").notNull(),
  lastFullAt: instant("last_full_at"),
  meta: jsonb("meta").$type<Record<string, unknown>>().notNull().default({}),
});

/** What became of a slot; `caught_up` ran late. */
export type SlotOutcome = "running" | "ran" | "caught_up" | "skipped" | "failed";

export const scheduleSlots = pgTable(
  "schedule_slots",
  {
    schedule: text("schedule").notNull(),
    slot: instant("slot").notNull(),
    outcome: text("outcome").$type<SlotOutcome>().notNull(),
    reason: text("reason"),
    worker: text("worker").notNull(),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at"),
    aliveAt: instant("alive_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.schedule, table.slot] })],
);
