import type { Executor } from "../database.ts";
import { operations } from "../schema/index.ts";

export interface Operation {
  at: Date;
  /** What the action is about: `order`, `shipment`, `connection`, `database`, … */
  scope: string;
  action: string;
  orderId?: string | null;
  carrier?: string | null;
  status: "OK" | "ERROR" | "INFO";
  message?: string | null;
  meta?: Record<string, unknown>;
  actor: string;
}

/** Adds a line to the permanent log, in the transaction of the change that it tells of. */
export async function logOperation(ex: Executor, operation: Operation): Promise<void> {
  await ex.insert(operations).values(operation);
}
