import { statfsSync } from "node:fs";
import { OpsError } from "../../domain/errors.ts";
import { systemCode } from "./system-code.ts";

const SYSTEM_ERRORS: Record<string, string> = {
  EACCES: "this user has no permission",
  EPERM: "this user has no permission",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a file is in the way",
  ENOENT: "it cannot be created",
  SQLITE_CANTOPEN: "this user cannot write there",
  SQLITE_READONLY: "this user cannot write there",
  SQLITE_FULL: "the disk is full",
};

interface Place {
  folder: string;
  /** What the work in hand needs free there. */
  neededBytes: number;
}

/** What stands in the way of writing into a folder, as an OpsError that names it; other errors pass unchanged. */
export function storageError(error: unknown, { folder, neededBytes }: Place): unknown {
  const free = freeBytes(folder);
  if (free !== null && free < neededBytes) {
    const [freeMb, neededMb] = [free, neededBytes].map((bytes) => Math.round(bytes / 1024 ** 2));
    return new OpsError(
      "storage_unavailable",
      `The disk of ${folder} is full: ${freeMb} MB are free, the database needs ${neededMb} MB.`,
      { facts: { folder, freeMb, neededMb }, cause: error },
    );
  }
  if (error instanceof OpsError) return error;
  const code = systemCode(error);
  const reason = SYSTEM_ERRORS[code];
  if (!reason) return error;
  return new OpsError("storage_unavailable", `The folder ${folder} cannot be used: ${reason} (${code}).`, {
    facts: { folder, code },
    cause: error,
  });
}

/** Null where even the question fails, as for a folder that does not exist. */
function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
