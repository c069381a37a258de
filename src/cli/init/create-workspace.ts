import { mkdir, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { OpsError } from "../../domain/errors.ts";
import { SETTINGS_FILE } from "../../platform/config/workspace.ts";
import { storageError, writeAtomically, writePrivately } from "../../platform/files.ts";

export interface WorkspaceInput {
  folder: string;
  /** The text of ops.toml. */
  settings: string;
  /** Secrets by the file, relative to the folder, that takes each. */
  secrets: Readonly<Record<string, string>>;
  /** The text of products.csv, where there is one; a file that is there stays. */
  products?: string;
  /** Replace an ops.toml that is there. */
  force: boolean;
}

export const PRODUCTS_FILE = "products.csv";

const IGNORED = [".ops/", "labels/"];

/**
 * Makes a workspace: ops.toml, the secrets each in a file of its own, the label folder, .gitignore.
 * @returns what was written, relative to the folder
 * @throws OpsError `already_open` when there is an ops.toml and `force` is false; `storage_unavailable`
 */
export async function createWorkspace(input: WorkspaceInput): Promise<string[]> {
  const { folder, settings, secrets, products } = input;
  await makeWay(input);
  await makeFolder(join(folder, "labels"), 0o755);
  // Started by root, the embedded PostgreSQL runs as another user, who must get through here to its data.
  await makeFolder(join(folder, ".ops"), 0o755);
  await makeFolder(join(folder, ".ops", "secrets"), 0o700);
  for (const [file, secret] of Object.entries(secrets)) {
    await writePrivately(join(folder, file), `${secret}\n`);
  }
  const ignored = (await ignoreFiles(folder)) ? [".gitignore"] : [];
  const catalogue = join(folder, PRODUCTS_FILE);
  const isNew = products !== undefined && !(await exists(catalogue));
  if (isNew) await writeAtomically(catalogue, products);
  await writeAtomically(join(folder, SETTINGS_FILE), settings);
  const catalogues = isNew ? [PRODUCTS_FILE] : [];
  return [SETTINGS_FILE, ...catalogues, ...Object.keys(secrets), ...ignored, "labels/"];
}

async function makeWay({ folder, force }: WorkspaceInput): Promise<void> {
  const file = join(folder, SETTINGS_FILE);
  if (!(await exists(file))) return;
  if (!force) {
    throw new OpsError("already_open", `${file} is there already.`, {
      hint: "Edit it, or replace it with --force: the old one is kept as ops.toml.bak.",
    });
  }
  try {
    await rename(file, `${file}.bak`);
  } catch (thrown) {
    throw storageError(thrown, file);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode });
  } catch (thrown) {
    throw storageError(thrown, path);
  }
}

/** Adds what is missing to .gitignore; answers whether anything was. */
async function ignoreFiles(folder: string): Promise<boolean> {
  const file = join(folder, ".gitignore");
  const before = (await exists(file)) ? await readFile(file, "utf8") : "";
  const missing = IGNORED.filter((line) => !before.split("\n").includes(line));
  if (missing.length === 0) return false;
  const gap = before && !before.endsWith("\n") ? "\n" : "";
  await writeAtomically(file, `${before}${gap}${missing.join("\n")}\n`);
  return true;
}
