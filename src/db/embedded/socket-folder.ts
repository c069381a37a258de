import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, rmdirSync } from "node:fs";
import { OpsError } from "../../domain/errors.ts";
import type { Cluster } from "./cluster.ts";
import { makePrivateFolder } from "./server-account.ts";

export const SOCKET_FILE = ".s.PGSQL.5432";

/** A socket's address ends at 107 bytes, of which the socket's own name takes 14. */
const LONGEST_FOLDER_BYTES = 90;

/**
 * The folder of the server's socket: the cluster itself, or a short one in /tmp where that path is too long.
 * Every process that uses the cluster finds the same one, so it follows from the path alone.
 */
export function socketFolder(clusterFolder: string): string {
  if (Buffer.byteLength(clusterFolder) <= LONGEST_FOLDER_BYTES) return clusterFolder;
  return `/tmp/ops-${createHash("sha256").update(clusterFolder).digest("hex").slice(0, 16)}`;
}

/** Anybody may write into /tmp: a folder that somebody else put there would hand them our connections. */
export function ensureSocketFolder({ socketDir, account }: Cluster): void {
  makePrivateFolder(socketDir, account);
  const stats = lstatSync(socketDir);
  const owner = account?.uid ?? process.getuid?.();
  if (stats.isDirectory() && stats.uid === owner && (stats.mode & 0o077) === 0) return;
  throw new OpsError("storage_unavailable", `${socketDir} is not a private folder of PostgreSQL's user.`, {
    hint: "Remove it, or put the data folder at a path of less than 80 bytes.",
  });
}

/** What lies in /tmp goes with the server; a folder in which something is left stays for the next one. */
export function removeSocketFolder({ folder, socketDir }: Cluster): void {
  if (socketDir !== folder && existsSync(socketDir) && readdirSync(socketDir).length === 0)
    rmdirSync(socketDir);
}

/** The server's address as `pg`, `psql` and our own connections understand it. */
export function socketUrl({
  socketDir,
  user,
  database,
}: {
  socketDir: string;
  user: string;
  database: string;
}): string {
  return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(socketDir)}`;
}
