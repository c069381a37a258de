import { pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

export const rateBudgets = pgTable("rate_budgets", {
  budget: text("budget").primaryKey(),
  taken: instant("taken").array().notNull().default([]),
  exhaustedUntil: instant("exhausted_until"),
});
