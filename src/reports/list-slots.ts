import { desc, eq } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { type SlotOutcome, scheduleSlots } from "../db/schema/index.ts";

/** What became of one slot of a schedule. */
export interface SlotListing {
  slot: Date;
  outcome: SlotOutcome;
  reason: string | null;
  worker: string;
  startedAt: Date;
  finishedAt: Date | null;
}

/** The last slots of a schedule, newest first. */
export async function listSlots(
  ex: Executor,
  { schedule, limit }: { schedule: string; limit: number },
): Promise<SlotListing[]> {
  const { slot, outcome, reason, worker, startedAt, finishedAt } = scheduleSlots;
  return await ex
    .select({ slot, outcome, reason, worker, startedAt, finishedAt })
    .from(scheduleSlots)
    .where(eq(scheduleSlots.schedule, schedule))
    .orderBy(desc(slot))
    .limit(limit);
}
