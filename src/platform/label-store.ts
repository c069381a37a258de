import { readFile, rm } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { OpsError } from "../domain/errors.ts";
import { sha256Hex, storageError, writeAtomically } from "./files.ts";

/** Where label files live. */
export interface LabelStore {
  /** Stores a label durably before it returns. The same order and name replace what was there. */
  save(label: LabelFile): Promise<StoredLabel>;
  /** @throws OpsError `not_found` */
  read(path: string): Promise<Uint8Array>;
  /** Removes a label for good; one that is gone already is no error. */
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

/** Labels as files in a folder: one folder per order. */
export function folderLabelStore(settings: { workspace: string; folder: string }): LabelStore {
  const root = resolve(settings.workspace, settings.folder);
  const fileOf = (path: string) => {
    const file = resolve(settings.workspace, path);
    if (file.startsWith(root + sep)) return file;
    throw new OpsError("not_found", `${path} is not in the label folder ${root}.`, { facts: { path } });
  };
  return {
    async save({ orderId, name, extension, bytes }) {
      const file = join(root, fileName(orderId), `${fileName(name)}.${extension}`);
      await writeAtomically(file, bytes);
      const path = relative(settings.workspace, file).split(sep).join("/");
      return { path, sha256: sha256Hex(bytes) };
    },

    async read(path) {
      const file = fileOf(path);
      try {
        return await readFile(file);
      } catch (thrown) {
        if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") {
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
      await rm(file, { force: true }).catch((thrown) => Promise.reject(storageError(thrown, file)));
    },
  };
}
