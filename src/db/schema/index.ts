/** The tables of `drizzle/*.sql`, which stays the truth about keys, indexes and checks. */
export * from "./audit.ts";
export * from "./conversations.ts";
export * from "./failures.ts";
export * from "./orders.ts";
export * from "./products.ts";
export * from "./rate-budgets.ts";
export * from "./shipments.ts";
export * from "./sync.ts";
