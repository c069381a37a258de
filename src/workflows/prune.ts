import { daysBefore, type Pruned, pruneDatabase } from "../db/prune.ts";
import { countOldLabels, findOldLabels, forgetLabelFiles } from "../db/stores/old-labels.ts";
import { OpsError, toOpsError } from "../domain/errors.ts";
import type { Config } from "../platform/config/config.ts";
import type { OpsContext } from "./context.ts";

interface PruneContext extends Pick<OpsContext, "db" | "labels" | "clock"> {
  config: Pick<Config, "retention">;
}

interface PruneOptions {
  /** Counts and changes nothing. */
  dryRun: boolean;
  /** Ends it before the next batch. */
  signal?: AbortSignal;
}

const FILES_AT_ONCE = 200;

/**
 * Removes what is older than the settings keep, from the tables and then from the label folder. May be stopped at any
 * time and run again.
 * @throws `storage_unavailable`, `not_found` when files could not be removed, after everything else was done
 */
export async function prune(ctx: PruneContext, { dryRun, signal }: PruneOptions): Promise<Pruned[]> {
  const { retention } = ctx.config;
  const now = ctx.clock.now();
  const pruned = await pruneDatabase(ctx.db, { retention, now, dryRun, signal });
  if (retention.labelFilesDays === 0) return pruned;
  const before = daysBefore(now, retention.labelFilesDays);
  const rows = dryRun ? await countOldLabels(ctx.db, before) : await removeFiles(ctx, before, signal);
  return [...pruned, { table: "label files", how: "deleted", rows, before }];
}

/** Each file before its row: what was stopped in between is found again, and no file is left that no row names. */
async function removeFiles(
  { db, labels }: PruneContext,
  before: Date,
  signal?: AbortSignal,
): Promise<number> {
  const failed: { path: string; error: OpsError }[] = [];
  let removed = 0;
  for (let after = 0; !signal?.aborted; ) {
    const batch = await findOldLabels(db, { before, after, limit: FILES_AT_ONCE });
    const gone: number[] = [];
    for (const { shipmentId, path } of batch) {
      after = shipmentId;
      try {
        await labels.remove(path);
        gone.push(shipmentId);
      } catch (thrown) {
        failed.push({ path, error: toOpsError(thrown) });
      }
    }
    await forgetLabelFiles(db, gone);
    removed += gone.length;
    if (batch.length < FILES_AT_ONCE) break;
  }
  const [first] = failed;
  if (!first) return removed;
  throw new OpsError(
    first.error.code,
    `${failed.length} label ${failed.length === 1 ? "file" : "files"} could not be removed, ${first.path} for one: ${first.error.message}`,
    { facts: { failed: failed.length, removed }, hint: first.error.hint, cause: first.error },
  );
}
