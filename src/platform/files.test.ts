import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { OpsError } from "../domain/errors.ts";
import { sha256Hex, writeAtomically, writePrivately } from "./files.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ops-files-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const read = (path: string) => Bun.file(path).text();

async function storageFault(promise: Promise<unknown>): Promise<OpsError> {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof OpsError)) throw new Error(`Expected an OpsError, got ${thrown}`);
  expect(thrown.code).toBe("storage_unavailable");
  return thrown;
}

test("a file is written whole, replaces the old one and leaves nothing beside it", async () => {
  const path = join(folder, "new", "label.pdf");
  await writeAtomically(path, "first");
  await writeAtomically(path, new TextEncoder().encode("second"));
  expect(await read(path)).toBe("second");
  expect(await readdir(join(folder, "new"))).toEqual(["label.pdf"]);
});

test("writers at the same time leave one of their contents, never a mixture", async () => {
  const path = join(folder, "contested");
  const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(50_000));
  await Promise.all(contents.map((content) => writeAtomically(path, content)));
  expect(contents).toContain(await read(path));
  expect(await readdir(folder)).toEqual(["contested"]);
});

test("a private file and its folder are for this user alone", async () => {
  const path = join(folder, "secrets", "key");
  await writePrivately(path, "key");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, "secrets"))).mode & 0o777).toBe(0o700);
});

test("a full disk is told of by its folder, and the old file stays", async () => {
  const disk = join(folder, "tiny");
  await mkdir(disk);
  const mounted = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]);
  if (!mounted.success) {
    console.warn("Not checked: a full disk, because this user may not mount one.");
    return;
  }
  try {
    const path = join(disk, "label.pdf");
    await writeAtomically(path, "old");
    const error = await storageFault(writeAtomically(path, new Uint8Array(200_000)));
    expect(error.message).toBe(`label.pdf in ${disk} is out of reach: the disk is full.`);
    expect(error.facts).toMatchObject({ folder: disk, fault: "ENOSPC" });
    expect(await read(path)).toBe("old");
    expect(await readdir(disk)).toEqual(["label.pdf"]);
  } finally {
    Bun.spawnSync(["umount", disk]);
  }
});

test("a folder without permission to write is told of", async () => {
  await chmod(folder, 0o500);
  if (userInfo().uid === 0) {
    const disk = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=64k,ro", "tmpfs", folder]);
    if (!disk.success) {
      console.warn("Not checked: a folder without permission, because root may write everywhere here.");
      return;
    }
  }
  try {
    const error = await storageFault(writeAtomically(join(folder, "label.pdf"), "x"));
    expect(error.facts.folder).toBe(folder);
    expect(["EACCES", "EROFS"]).toContain(String(error.facts.fault));
  } finally {
    if (userInfo().uid === 0) Bun.spawnSync(["umount", folder]);
    await chmod(folder, 0o700);
  }
});

test("a file in the place of a folder is told of", async () => {
  await writeFile(join(folder, "labels"), "");
  const error = await storageFault(writeAtomically(join(folder, "labels", "label.pdf"), "x"));
  expect(error.message).toContain("a file stands where its folder should be");
});

test("SHA-256 is written as 64 hexadecimal digits", () => {
  expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
