import type { Executor } from "./database.ts";
import { openPauses, type PauseRow } from "./stores/pauses.ts";

const RESTORED = "restored from a backup of ";

/** Why a restore pauses every effect; `restoredBackup` reads it back. */
export const restoreReason = (takenAt: Date): string => RESTORED + takenAt.toISOString();

/** When the backup was made whose restore has written this pause; null for any other pause. */
export function restoredBackup({ scope, reason }: Pick<PauseRow, "scope" | "reason">): Date | null {
  if (scope !== "effects" || !reason.startsWith(RESTORED)) return null;
  return new Date(reason.slice(RESTORED.length));
}

/** The pause that a restore has written, with the time of its backup; null when none stands. */
export async function findRestorePause(ex: Executor): Promise<{ takenAt: Date; reason: string } | null> {
  for (const pause of await openPauses(ex)) {
    const takenAt = restoredBackup(pause);
    if (takenAt) return { takenAt, reason: pause.reason };
  }
  return null;
}
