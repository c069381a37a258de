import { chmodSync, existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { OpsError } from "../../domain/errors.ts";
import type { Clock } from "../../platform/clock.ts";
import { FileLock } from "./file-lock.ts";
import { folderError } from "./folder-error.ts";
import { canReach, makePublicFolder, type ServerAccount } from "./server-account.ts";
import { serverArchive } from "./server-archive.ts";
import { PACKED_VERSION, SERVER_VERSION } from "./server-version.ts";

/** Where root's binaries go when PostgreSQL's user cannot enter the cache folder, as below /root. */
const SYSTEM_CACHE = "/var/cache/ops";

const NAME = `postgres-${PACKED_VERSION}-${process.arch}`;
const PATIENCE_MS = 120_000;
const NEEDED_BYTES = 64 * 1024 ** 2;

/**
 * Unpacking takes half a second and, for that moment, 150 MB: they belong to a child and end with it. It is this same
 * executable, acting as plain Bun. It does not outlive us, or it would write into what the next one sweeps away. What it has
 * written is on the disk before the folder gets its final name, so that a folder of that name is whole for good.
 */
const UNPACK = `
  process.umask(0o022);
  const [folder] = process.argv.slice(-1);
  const tar = await Bun.zstdDecompress(await Bun.stdin.bytes());
  await new Bun.Archive(tar).extract(folder);
  const { open } = require("node:fs/promises");
  const flush = async (path) => {
    const file = await open(path);
    await file.sync();
    await file.close();
  };
  await Promise.all([...new Bun.Glob("**").scanSync({ cwd: folder, absolute: true })].map(flush));
`;

interface InstallOptions {
  cacheDir: string;
  account: ServerAccount | null;
  clock: Clock;
  log: (message: string) => void;
}

/**
 * Unpacks PostgreSQL into the cache folder unless that was done before.
 * @returns the folder that holds `bin/postgres` and `bin/initdb`
 */
export async function installServer(options: InstallOptions): Promise<string> {
  const { account, clock, log } = options;
  const cache = account && !canReach(account, options.cacheDir) ? SYSTEM_CACHE : options.cacheDir;
  const folder = join(cache, NAME);
  if (existsSync(folder)) return folder;
  try {
    makePublicFolder(cache);
    const lock = new FileLock(join(cache, "install.lock.db"));
    try {
      if (!(await lock.waitExclusive({ clock, patienceMs: PATIENCE_MS })))
        throw new OpsError(
          "storage_unavailable",
          `Another process has been unpacking PostgreSQL into ${cache} for too long.`,
        );
      if (!existsSync(folder)) {
        log(`Unpacking PostgreSQL ${SERVER_VERSION} into ${cache}`);
        await unpack(folder);
      }
    } finally {
      lock.close();
    }
  } catch (error) {
    throw folderError(error, { folder: cache, neededBytes: NEEDED_BYTES });
  }
  return folder;
}

/** To be called under the lock, when leftovers belong to nobody. */
async function unpack(folder: string): Promise<void> {
  const cache = join(folder, "..");
  for (const name of readdirSync(cache))
    if (name.startsWith(`${NAME}.partial`)) rmSync(join(cache, name), { recursive: true, force: true });
  const partial = `${folder}.partial-${process.pid}`;
  makePublicFolder(partial);
  const child = Bun.spawn([process.execPath, "--no-orphans", "-e", UNPACK, partial], {
    cwd: "/",
    env: { BUN_BE_BUN: "1" },
    stdin: await serverArchive(),
    stdout: "ignore",
    stderr: "pipe",
  });
  const complaint = await Bun.readableStreamToText(child.stderr);
  if ((await child.exited) !== 0) throw new Error(`PostgreSQL could not be unpacked: ${complaint.trim()}`);
  for (const program of ["initdb", "postgres"]) chmodSync(join(partial, "bin", program), 0o755);
  renameSync(partial, folder);
}
