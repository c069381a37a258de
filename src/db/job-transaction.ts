import { sql } from "drizzle-orm";
import { fromDrizzle } from "pg-boss";
import type { Tx } from "./database.ts";

/** Lets pg-boss work inside one of our transactions, so that a claim ends together with what it was for. */
export const jobTransaction = (tx: Tx) => fromDrizzle(tx, sql);
