import { statfsSync } from "node:fs";
import { OpsError } from "../../domain/errors.ts";
import { storageError } from "../../platform/files.ts";
import { systemCode } from "./system-code.ts";

/** What SQLite says of a lock file that it cannot open, of which it does not pass on the system's reason. */
const LOCK_FILE_CODES = ["SQLITE_CANTOPEN", "SQLITE_READONLY"];

interface Place {
  folder: string;
  /** What the work in hand needs free there. */
  neededBytes: number;
}

/** What stands in the way of using a folder, as `storage_unavailable` that names it; other errors pass unchanged. */
export function folderError(error: unknown, { folder, neededBytes }: Place): unknown {
  const free = freeBytes(folder);
  if (free < neededBytes) {
    const [freeMb, neededMb] = [free, neededBytes].map((bytes) => Math.round(bytes / 1024 ** 2));
    return new OpsError(
      "storage_unavailable",
      `The disk of ${folder} is full: ${freeMb} MB are free, the database needs ${neededMb} MB.`,
      { facts: { folder, freeMb, neededMb }, cause: error },
    );
  }
  if (LOCK_FILE_CODES.includes(systemCode(error)))
    return new OpsError("storage_unavailable", `This user cannot write to the lock files in ${folder}.`, {
      facts: { folder },
      cause: error,
    });
  return storageError(error, folder);
}

/** Endless where even the question fails, as for a folder that could not be made: then the error itself says why. */
function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
