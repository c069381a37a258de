import { and, eq, sql } from "drizzle-orm";
import type { Executor, Tx } from "../database.ts";
import { labelDays, orders } from "../schema/index.ts";

interface LabelDay {
  connection: string;
  /** A moment of the day, which is one of UTC. */
  at: Date;
}

/** Takes one label from the day's allowance of a connection. Answers false when it is used up. */
export async function takeLabelOfDay(
  tx: Tx,
  { most, ...taken }: LabelDay & { most: number },
): Promise<boolean> {
  const rows = await tx
    .insert(labelDays)
    .values({ connection: taken.connection, day: utcDay(taken.at), labels: 1 })
    .onConflictDoUpdate({
      target: [labelDays.connection, labelDays.day],
      set: { labels: sql`${labelDays.labels} + 1` },
      setWhere: sql`${labelDays.labels} < ${most}`,
    })
    .returning({ labels: labelDays.labels });
  return rows.length > 0 && most > 0;
}

/** Nothing was bought of what an order took on that day. */
export async function giveLabelOfDayBack(
  ex: Executor,
  { orderId, at }: { orderId: string; at: Date },
): Promise<void> {
  const connection = ex
    .select({ connection: orders.connection })
    .from(orders)
    .where(eq(orders.orderId, orderId));
  await ex
    .update(labelDays)
    .set({ labels: sql`greatest(${labelDays.labels} - 1, 0)` })
    .where(and(eq(labelDays.connection, connection), eq(labelDays.day, utcDay(at))));
}

/** How many were taken on that day. */
export async function countLabelsOfDay(ex: Executor, asked: LabelDay): Promise<number> {
  const [row] = await ex.select({ labels: labelDays.labels }).from(labelDays).where(isDay(asked));
  return row?.labels ?? 0;
}

const isDay = ({ connection, at }: LabelDay) =>
  and(eq(labelDays.connection, connection), eq(labelDays.day, utcDay(at)));

/** `YYYY-MM-DD` */
export const utcDay = (at: Date): string => at.toISOString().slice(0, "YYYY-MM-DD".length);
