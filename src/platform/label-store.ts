import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rm, rmdir, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { OpsError } from "../domain/errors.ts";
import type { Clock } from "./clock.ts";
import { sha256Hex, storageError, writeAtomically } from "./files.ts";

/** Where label files live. */
export interface LabelStore {
  /** Names it among the stores of all machines: `shop-pc:/srv/shop/labels`. */
  readonly place: string;
  /**
   * Tells by a trial, which is at most a few seconds old, that labels can be stored.
   * @throws OpsError `storage_unavailable`
   */
  demandRoom(): Promise<void>;
  /** Stores a label durably before it returns. The same order and name replace what was there. */
  save(label: LabelFile): Promise<StoredLabel>;
  /** @throws OpsError `not_found` */
  read(path: string): Promise<Uint8Array>;
  /**
   * Removes a label for good, with its order's folder when that was the last; one that is gone already is no error.
   * @throws `storage_unavailable` when it is not there and nothing else is either: the disk may not be mounted
   */
  remove(path: string): Promise<void>;
}

export interface LabelFile {
  orderId: string;
  /** Tells the labels of an order apart: parcel and generation, or the tracking number. */
  name: string;
  extension: string;
  bytes: Uint8Array;
}

export interface StoredLabel {
  /** Relative to the workspace, with `/`: `labels/100-A/1-1.pdf`. */
  path: string;
  /** 64 hexadecimal digits. */
  sha256: string;
}

/** Ids as file names: what is not plain becomes `_`, and a hash then keeps two ids apart. */
function fileName(id: string): string {
  const plain = id
    .replace(/[^A-Za-z0-9._-]/g, "_")
    .replace(/^\.+/, "_")
    .slice(0, 80);
  return plain === id ? id : `${plain}-${sha256Hex(id).slice(0, 8)}`;
}

/** As large as a few labels, for several are stored at once. */
const TRIAL_BYTES = 256 * 1024;
const TRIAL_LASTS_MS = 2_000;

/** Writes durably about what a few labels take, and removes it. @throws OpsError `storage_unavailable` */
export async function demandRoomIn(folder: string): Promise<void> {
  const file = join(folder, `.trial-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    try {
      await using trial = await open(file, "w", 0o644);
      await trial.writeFile(randomBytes(TRIAL_BYTES));
      await trial.sync();
    } finally {
      await rm(file, { force: true });
    }
  } catch (thrown) {
    throw storageError(thrown, file);
  }
}

const isMissing = (thrown: unknown): boolean =>
  thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT";

/** A file that is missing from a disk that is missing is not gone. */
async function demandMounted(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((thrown) => {
    if (isMissing(thrown)) return [];
    throw storageError(thrown, folder);
  });
  if (entries.length > 0) return;
  throw new OpsError(
    "storage_unavailable",
    `The label folder ${folder} is empty: its disk may not be mounted.`,
    {
      facts: { folder },
      hint: "Mount it and run this again. If it was emptied on purpose, put any file into it first.",
    },
  );
}

interface FolderSettings {
  workspace: string;
  folder: string;
  clock: Clock;
}

/** Labels as files in a folder: one folder per order. */
export function folderLabelStore(settings: FolderSettings): LabelStore {
  const root = resolve(settings.workspace, settings.folder);
  let trial: { atMs: number; outcome: Promise<void> } | null = null;
  const fileOf = (path: string) => {
    const file = resolve(settings.workspace, path);
    if (file.startsWith(root + sep)) return file;
    throw new OpsError("not_found", `${path} is not in the label folder ${root}.`, {
      facts: { path },
      hint: "If labels.folder was changed: set it back, or move what is in the old folder.",
    });
  };
  return {
    place: `${hostname()}:${root}`,

    demandRoom() {
      const atMs = settings.clock.now().getTime();
      if (trial === null || Math.abs(atMs - trial.atMs) >= TRIAL_LASTS_MS)
        trial = { atMs, outcome: demandRoomIn(root) };
      return trial.outcome;
    },

    async save({ orderId, name, extension, bytes }) {
      const file = join(root, fileName(orderId), `${fileName(name)}.${extension}`);
      await writeAtomically(file, bytes).catch((thrown) => {
        trial = null;
        throw thrown;
      });
      const path = relative(settings.workspace, file).split(sep).join("/");
      return { path, sha256: sha256Hex(bytes) };
    },

    async read(path) {
      const file = fileOf(path);
      try {
        return await readFile(file);
      } catch (thrown) {
        if (isMissing(thrown)) {
          throw new OpsError("not_found", `The label file ${path} is gone from ${settings.workspace}.`, {
            facts: { path },
            hint: "Put it back from a backup, or print it again from the carrier's site.",
            cause: thrown,
          });
        }
        throw storageError(thrown, file);
      }
    },

    async remove(path) {
      const file = fileOf(path);
      await unlink(file).catch(async (thrown) => {
        if (!isMissing(thrown)) throw storageError(thrown, file);
        await demandMounted(root);
      });
      // Only what is empty can be removed so.
      await rmdir(dirname(file)).catch(() => undefined);
    },
  };
}
