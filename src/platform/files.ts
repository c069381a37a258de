import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { OpsError } from "../domain/errors.ts";

/** What the system says when the disk or its permissions are at fault, in words for people. */
const STORAGE_FAULTS: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file is larger than this process may write",
  EROFS: "the disk is read-only",
  EACCES: "this user lacks the permission",
  EPERM: "this user lacks the permission",
  ENOTDIR: "a file stands where its folder should be",
  EEXIST: "a file stands where its folder should be",
  EISDIR: "a folder stands where the file should be",
  EIO: "the disk reports an error",
  ENAMETOOLONG: "the name is too long",
};

/** The fault of a failed write or read as `storage_unavailable` that names the folder; anything else as it is. */
export function storageError(thrown: unknown, path: string): unknown {
  const code = codeOf(thrown);
  const fault = STORAGE_FAULTS[code];
  if (!fault) return thrown;
  const folder = dirname(path);
  return new OpsError("storage_unavailable", `${basename(path)} in ${folder} is out of reach: ${fault}.`, {
    facts: { folder, file: basename(path), fault: code },
    cause: thrown,
  });
}

/** The same of standard output, which is a file when it is redirected. */
export function outputError(thrown: unknown): unknown {
  const code = codeOf(thrown);
  const fault = STORAGE_FAULTS[code];
  if (!fault) return thrown;
  return new OpsError("storage_unavailable", `The result could not be written where it was sent: ${fault}.`, {
    facts: { fault: code },
    hint: "Free disk space, or send the output elsewhere; what the command has done is done.",
    cause: thrown,
  });
}

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";

/**
 * Writes a file so that it is either there whole or not at all, even when the machine dies: into a temporary
 * file of the same folder, flushed to the disk, then renamed. Missing folders are made.
 * @throws OpsError `storage_unavailable`
 */
export const writeAtomically = (path: string, bytes: Uint8Array | string): Promise<void> =>
  write({ path, bytes, fileMode: 0o644, folderMode: 0o755 });

/** The same for what only this user may read. */
export const writePrivately = (path: string, bytes: Uint8Array | string): Promise<void> =>
  write({ path, bytes, fileMode: 0o600, folderMode: 0o700 });

interface Write {
  path: string;
  bytes: Uint8Array | string;
  fileMode: number;
  folderMode: number;
}

async function write({ path, bytes, fileMode, folderMode }: Write): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  try {
    const firstMade = await mkdir(folder, { recursive: true, mode: folderMode });
    try {
      await using file = await open(temporary, "wx", fileMode);
      await file.writeFile(bytes);
      await file.sync();
    } catch (thrown) {
      await rm(temporary, { force: true });
      throw thrown;
    }
    await rename(temporary, path);
    await syncFolder(folder);
    if (firstMade !== undefined) await syncParents(folder, firstMade);
  } catch (thrown) {
    throw storageError(thrown, path);
  }
}

/** Without this the rename itself may be lost with the power. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, "r");
  await handle.sync();
}

/** New folders, too, are there only once the folders that hold them are written. */
async function syncParents(folder: string, firstMade: string): Promise<void> {
  for (let made = folder; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === firstMade || made === dirname(made)) return;
  }
}

/** SHA-256 as 64 hexadecimal digits. */
export const sha256Hex = (bytes: Uint8Array | string): string =>
  new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
