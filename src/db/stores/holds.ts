import { and, asc, eq, gt, inArray, isNull, lte, or } from "drizzle-orm";
import { OpsError } from "../../domain/errors.ts";
import type { Executor } from "../database.ts";
import { orderHolds } from "../schema/index.ts";

export type Hold = typeof orderHolds.$inferSelect;

interface NewHold {
  orderId: string;
  /** `cutover`, `foreign_label`, `manual`, … */
  reason: string;
  note?: string | null;
  /** When it ends by itself. */
  until?: Date | null;
  by: string;
  at: Date;
}

/** Holds an order. Changes nothing and answers false when it is held for this reason already. */
export async function holdOrder(ex: Executor, hold: NewHold): Promise<boolean> {
  const { orderId, reason, note = null, until = null, by, at } = hold;
  await ex
    .update(orderHolds)
    .set({ releasedAt: orderHolds.until, releasedBy: "time" })
    .where(
      and(
        eq(orderHolds.orderId, orderId),
        eq(orderHolds.reason, reason),
        isNull(orderHolds.releasedAt),
        lte(orderHolds.until, at),
      ),
    );
  const rows = await ex
    .insert(orderHolds)
    .values({ orderId, reason, note, until, heldBy: by, heldAt: at })
    .onConflictDoNothing()
    .returning({ holdId: orderHolds.holdId });
  return rows.length > 0;
}

/** Which orders a hold stands on at `at`: of those named, or of all when none is; of one reason, or of any. */
export async function heldOrders(
  ex: Executor,
  { orderIds, reason, at }: { orderIds: readonly string[]; reason: string | null; at: Date },
): Promise<string[]> {
  const rows = await ex
    .selectDistinct({ orderId: orderHolds.orderId })
    .from(orderHolds)
    .where(
      and(
        orderIds.length === 0 ? undefined : inArray(orderHolds.orderId, [...orderIds]),
        reason === null ? undefined : eq(orderHolds.reason, reason),
        isNull(orderHolds.releasedAt),
        or(isNull(orderHolds.until), gt(orderHolds.until, at)),
      ),
    )
    .orderBy(asc(orderHolds.orderId));
  return rows.map((row) => row.orderId);
}

/** Answers how many holds ended. */
export async function releaseHolds(
  ex: Executor,
  { orderIds, reason, by, at }: { orderIds: readonly string[]; reason?: string; by: string; at: Date },
): Promise<number> {
  if (orderIds.length === 0) return 0;
  const rows = await ex
    .update(orderHolds)
    .set({ releasedAt: at, releasedBy: by })
    .where(
      and(
        inArray(orderHolds.orderId, [...orderIds]),
        isNull(orderHolds.releasedAt),
        reason === undefined ? undefined : eq(orderHolds.reason, reason),
      ),
    )
    .returning({ holdId: orderHolds.holdId });
  return rows.length;
}

/** For who is about to act on an order, under its lock. @throws `lost_race` when a hold stands on it by now */
export async function demandNoHold(ex: Executor, orderId: string, at: Date): Promise<void> {
  const holds = await openHolds(ex, orderId, at);
  if (holds.length === 0) return;
  const reasons = holds.map((hold) => hold.reason);
  throw new OpsError("lost_race", `Order ${orderId} is held: ${reasons.join(", ")}.`, {
    facts: { orderId, reasons },
  });
}

/** The holds that stand on an order at `at`, oldest first. */
export async function openHolds(ex: Executor, orderId: string, at: Date): Promise<Hold[]> {
  return await ex
    .select()
    .from(orderHolds)
    .where(
      and(
        eq(orderHolds.orderId, orderId),
        isNull(orderHolds.releasedAt),
        or(isNull(orderHolds.until), gt(orderHolds.until, at)),
      ),
    )
    .orderBy(asc(orderHolds.holdId));
}
