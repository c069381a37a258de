import { and, count, eq, gte, isNotNull, lt, sql } from "drizzle-orm";
import type { Executor, Tx } from "../database.ts";
import { labelDays, orders, shipments } from "../schema/index.ts";

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
  if ((await findTaken(tx, taken)) === null)
    await tx
      .insert(labelDays)
      .values({ connection: taken.connection, day: utcDay(taken.at), labels: await countBought(tx, taken) })
      .onConflictDoNothing();
  const rows = await tx
    .update(labelDays)
    .set({ labels: sql`${labelDays.labels} + 1` })
    .where(and(isDay(taken), lt(labelDays.labels, most)))
    .returning({ labels: labelDays.labels });
  return rows.length > 0;
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

/** How many were taken on that day; while no limit has asked, how many were bought. */
export const countLabelsOfDay = async (ex: Executor, asked: LabelDay): Promise<number> =>
  (await findTaken(ex, asked)) ?? countBought(ex, asked);

async function findTaken(ex: Executor, asked: LabelDay): Promise<number | null> {
  const [row] = await ex.select({ labels: labelDays.labels }).from(labelDays).where(isDay(asked));
  return row?.labels ?? null;
}

/** What was bought before a limit was set counts too. */
async function countBought(ex: Executor, { connection, at }: LabelDay): Promise<number> {
  const [row] = await ex
    .select({ labels: count() })
    .from(shipments)
    .innerJoin(orders, eq(orders.orderId, shipments.orderId))
    .where(
      and(
        eq(orders.connection, connection),
        eq(shipments.purchase, "bought"),
        gte(shipments.boughtAt, new Date(utcDay(at))),
        isNotNull(shipments.requestBody),
      ),
    );
  return row?.labels ?? 0;
}

const isDay = ({ connection, at }: LabelDay) =>
  and(eq(labelDays.connection, connection), eq(labelDays.day, utcDay(at)));

/** `YYYY-MM-DD` */
export const utcDay = (at: Date): string => at.toISOString().slice(0, "YYYY-MM-DD".length);
