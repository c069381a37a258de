import { and, eq, gt, inArray, isNull, ne, sql } from "drizzle-orm";
import type { ErrorCode } from "../../domain/error-codes.ts";
import type { Executor } from "../database.ts";
import { processFailures } from "../schema/index.ts";

export type FailureRow = typeof processFailures.$inferSelect;

export interface NewFailure {
  /** `OrderAcceptance`, `ShippingLabelCreation`, … */
  processName: string;
  relatedId: string;
  connection: string | null;
  code: ErrorCode;
  details: string;
  payload: Record<string, unknown>;
  /** A person's with a `retryAt` is tried again too: the person is told because time is short. */
  needs: "retry" | "human";
  /** Failed tries so far, where they are counted. */
  tries?: number;
  /** When the unit is due again by itself; null when it is not. */
  retryAt: Date | null;
  at: Date;
}

/** Opens a failure, or counts a repeat on the open one, which then tells of the newest trouble. */
export async function recordFailure(
  ex: Executor,
  { at, ...failure }: NewFailure,
): Promise<{ failureId: number; occurrences: number }> {
  const { processName: _process, relatedId: _related, ...news } = failure;
  const [row] = await ex
    .insert(processFailures)
    .values({ ...failure, firstAt: at, lastAt: at })
    .onConflictDoUpdate({
      target: [processFailures.processName, processFailures.relatedId],
      targetWhere: isNull(processFailures.resolvedAt),
      set: { ...news, lastAt: at, occurrences: sql`${processFailures.occurrences} + 1` },
    })
    .returning({ failureId: processFailures.failureId, occurrences: processFailures.occurrences });
  if (!row) throw new Error("an upsert without a condition returned no row");
  return row;
}

interface Closing {
  relatedId: string;
  /** Only the failures of this process, or these; every open one of the id otherwise. */
  processName?: string | readonly string[];
  /** A process whose failure stays open. */
  except?: string;
  by: string;
  resolution: string;
  at: Date;
}

/** Answers how many were open. */
export async function closeFailures(ex: Executor, closing: Closing): Promise<number> {
  const { relatedId, processName, except, by, resolution, at } = closing;
  const rows = await ex
    .update(processFailures)
    .set({ resolvedAt: at, resolvedBy: by, resolution })
    .where(
      and(
        eq(processFailures.relatedId, relatedId),
        isNull(processFailures.resolvedAt),
        processName === undefined ? undefined : inArray(processFailures.processName, [processName].flat()),
        except === undefined ? undefined : ne(processFailures.processName, except),
      ),
    )
    .returning({ failureId: processFailures.failureId });
  return rows.length;
}

/** Of one process, or of whichever has one. */
export async function findOpenFailure(
  ex: Executor,
  { processName, relatedId }: { processName?: string; relatedId: string },
): Promise<FailureRow | null> {
  const [row] = await ex
    .select()
    .from(processFailures)
    .where(
      and(
        processName === undefined ? undefined : eq(processFailures.processName, processName),
        eq(processFailures.relatedId, relatedId),
        isNull(processFailures.resolvedAt),
      ),
    );
  return row ?? null;
}

/** Which of these failures are open. */
export async function openAmong(ex: Executor, failureIds: readonly number[]): Promise<Set<number>> {
  const rows = await ex
    .select({ failureId: processFailures.failureId })
    .from(processFailures)
    .where(and(inArray(processFailures.failureId, [...failureIds]), isNull(processFailures.resolvedAt)));
  return new Set(rows.map(({ failureId }) => failureId));
}

/** Open or closed. */
export async function findFailure(ex: Executor, failureId: number): Promise<FailureRow | null> {
  const [row] = await ex.select().from(processFailures).where(eq(processFailures.failureId, failureId));
  return row ?? null;
}

/** What would be tried again later is due now: what it waited for is known. A person's stays a person's. */
export async function hastenRetry(
  ex: Executor,
  { processName, relatedId, at }: { processName: string; relatedId: string; at: Date },
): Promise<void> {
  await ex
    .update(processFailures)
    .set({ retryAt: at })
    .where(
      and(
        eq(processFailures.processName, processName),
        eq(processFailures.relatedId, relatedId),
        isNull(processFailures.resolvedAt),
        gt(processFailures.retryAt, at),
      ),
    );
}

/** Makes an open failure due for another try at `at`. Answers false when it is not open. */
export async function rearmFailure(
  ex: Executor,
  { failureId, at }: { failureId: number; at: Date },
): Promise<boolean> {
  const rows = await ex
    .update(processFailures)
    .set({ needs: "retry", retryAt: at })
    .where(and(eq(processFailures.failureId, failureId), isNull(processFailures.resolvedAt)))
    .returning({ failureId: processFailures.failureId });
  return rows.length > 0;
}
