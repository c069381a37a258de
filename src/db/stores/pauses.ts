import { and, asc, eq, isNull } from "drizzle-orm";
import type { ErrorCode } from "../../domain/error-codes.ts";
import type { Executor } from "../database.ts";
import { pauses } from "../schema/index.ts";

export type PauseRow = typeof pauses.$inferSelect;

interface NewPause {
  /** `connection:bestbuy/main`, `connection:bestbuy/main#push-tracking`, `workflow:create-labels`, `effects`. */
  scope: string;
  code: ErrorCode;
  reason: string;
  /** Of the settings that may be at fault: others lift the pause. */
  settingsFingerprint?: string | null;
  by: string;
  at: Date;
}

/** Answers true when the pause is new; an open one stays as it is. */
export async function pause(ex: Executor, { by, at, ...pausing }: NewPause): Promise<boolean> {
  const rows = await ex
    .insert(pauses)
    .values({ ...pausing, pausedBy: by, pausedAt: at })
    .onConflictDoNothing()
    .returning({ pauseId: pauses.pauseId });
  return rows.length > 0;
}

/** Answers false when nothing was paused. */
export async function resume(
  ex: Executor,
  { scope, by, at }: { scope: string; by: string; at: Date },
): Promise<boolean> {
  const rows = await ex
    .update(pauses)
    .set({ resumedAt: at, resumedBy: by })
    .where(and(eq(pauses.scope, scope), isNull(pauses.resumedAt)))
    .returning({ pauseId: pauses.pauseId });
  return rows.length > 0;
}

/** Oldest first. */
export async function openPauses(ex: Executor): Promise<PauseRow[]> {
  return await ex.select().from(pauses).where(isNull(pauses.resumedAt)).orderBy(asc(pauses.pauseId));
}
