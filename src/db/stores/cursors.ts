import { eq, sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { syncCursors } from "../schema/index.ts";

export type Cursor = typeof syncCursors.$inferSelect;

export async function readCursor(ex: Executor, name: string): Promise<Cursor | null> {
  const [row] = await ex.select().from(syncCursors).where(eq(syncCursors.cursorName, name));
  return row ?? null;
}

interface CursorMove {
  name: string;
  /** The other side's newest date that was read to the end; null leaves it where it is. */
  watermark: Date | null;
  at: Date;
  /** Everything was read, not only what is new. */
  full?: boolean;
  /** Left as it is when absent. */
  meta?: Record<string, unknown>;
}

/** Records a run. A watermark never goes back, whoever of two runs at once ends last. */
export async function writeCursor(
  ex: Executor,
  { name, watermark, at, full, meta }: CursorMove,
): Promise<void> {
  await ex
    .insert(syncCursors)
    .values({ cursorName: name, watermark, lastRunAt: at, lastFullAt: full ? at : null, meta })
    .onConflictDoUpdate({
      target: syncCursors.cursorName,
      set: {
        watermark: sql`greatest(${syncCursors.watermark}, excluded.watermark)`,
        lastRunAt: sql`greatest(${syncCursors.lastRunAt}, excluded.last_run_at)`,
        lastFullAt: sql`greatest(${syncCursors.lastFullAt}, excluded.last_full_at)`,
        ...(meta === undefined ? {} : { meta }),
      },
    });
}
