import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { acceptances } from "../schema/index.ts";

/** The decision on an order and how far it has come. */
export type Acceptance = typeof acceptances.$inferSelect;

export async function findAcceptance(ex: Executor, orderId: string): Promise<Acceptance | null> {
  const rows = await ex.select().from(acceptances).where(eq(acceptances.orderId, orderId));
  return rows[0] ?? null;
}

export interface Decision {
  orderId: string;
  decision: "accept" | "refuse";
  /** Line ids of the marketplace that are refused while the others are accepted. */
  refusedLines?: string[];
  by: string;
  at: Date;
}

/** Records a decision to be sent. One that was sent already and may have arrived is left alone: answers false. */
export async function decide(
  ex: Executor,
  { orderId, decision, refusedLines = [], by, at }: Decision,
): Promise<boolean> {
  const wanted = { decision, refusedLines, state: "wanted" as const, requestedBy: by, requestedAt: at };
  const rows = await ex
    .insert(acceptances)
    .values({ orderId, ...wanted })
    .onConflictDoUpdate({
      target: acceptances.orderId,
      set: { ...wanted, checks: 0, nextCheckAt: null },
      setWhere: sql`${acceptances.state} = 'wanted'`,
    })
    .returning({ orderId: acceptances.orderId });
  return rows.length > 0;
}

/** Before the call: from now on it may have arrived, and read-backs will tell. Answers null when it is sent already. */
export async function markSending(
  ex: Executor,
  { orderId, at, nextCheckAt }: { orderId: string; at: Date; nextCheckAt: Date },
): Promise<Acceptance | null> {
  const rows = await ex
    .update(acceptances)
    .set({ state: "sent", sentAt: at, answeredAt: null, checks: 0, nextCheckAt })
    .where(and(eq(acceptances.orderId, orderId), eq(acceptances.state, "wanted")))
    .returning();
  return rows[0] ?? null;
}

type Change = Partial<Pick<Acceptance, "state" | "answeredAt" | "checks" | "nextCheckAt" | "confirmedAt">>;

/** Changes a decision unless it was confirmed or sent again since: whoever lost its job may hear of its own late. */
export async function changeSent(
  ex: Executor,
  { orderId, sentAt }: Pick<Acceptance, "orderId" | "sentAt">,
  change: Change,
): Promise<void> {
  await ex
    .update(acceptances)
    .set(change)
    .where(
      and(
        eq(acceptances.orderId, orderId),
        eq(acceptances.state, "sent"),
        sentAt === null ? undefined : eq(acceptances.sentAt, sentAt),
      ),
    );
}

export async function updateAcceptance(ex: Executor, orderId: string, change: Change): Promise<void> {
  await ex.update(acceptances).set(change).where(eq(acceptances.orderId, orderId));
}
