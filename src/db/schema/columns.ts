import { customType, bigint as pgBigint, timestamp } from "drizzle-orm/pg-core";
import { jsonText } from "../json-text.ts";

/** Ids, cents and counts: all far below 2^53. */
export const bigint = (name: string) => pgBigint(name, { mode: "number" });

export const id = (name: string) => bigint(name).generatedAlwaysAsIdentity();

export const instant = (name: string) => timestamp(name, { withTimezone: true });

/** The driver parses jsonb already; drizzle's own column would parse strings a second time. */
export const jsonb = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: jsonText,
});
