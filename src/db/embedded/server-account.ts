import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  type Stats,
  statSync,
} from "node:fs";
import { dirname } from "node:path";
import { OpsError } from "../../domain/errors.ts";

/** The user that PostgreSQL runs as when we are root, which it refuses to run as. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

const PREFERRED_NAMES = ["postgres", "nobody"];

/**
 * Whom the server of this cluster folder runs as; null means as ourselves. For root that is the owner of the
 * folder or of what is around it, so that `sudo ops` and `ops` can take turns, otherwise `postgres` or `nobody`.
 * initdb looks its user up, so the account has to stand in /etc/passwd.
 */
export function serverAccount(cluster: string): ServerAccount | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = passwdAccounts();
  const owner = nearestExisting(cluster).uid;
  const account =
    accounts.find(({ uid }) => uid === owner && uid !== 0) ??
    PREFERRED_NAMES.map((name) => accounts.find((entry) => entry.name === name)).find(Boolean) ??
    accounts.find(({ uid }) => uid !== 0);
  if (!account)
    throw new OpsError("database_unavailable", "/etc/passwd names no user but root to run PostgreSQL as.", {
      hint: "Run ops as an ordinary user, or add one that PostgreSQL can run as.",
    });
  return { uid: account.uid, gid: account.gid };
}

/** Whether the account may enter every folder on the way to `path`, judged by owner, group and mode. */
export function canReach(account: ServerAccount, path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const stats = statSync(folder, { throwIfNoEntry: false });
    if (stats && !maySearch(account, stats)) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Makes the folder, if it is missing, for the account alone. */
export function makePrivateFolder(path: string, account: ServerAccount | null): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  mkdirSync(path, { mode: 0o700 });
  if (account) chownSync(path, account.uid, account.gid);
}

/** Makes the folder and what is missing above it so that every user may enter, whatever the umask is. */
export function makePublicFolder(path: string): void {
  if (existsSync(path)) return;
  makePublicFolder(dirname(path));
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
  giveToFolderOwner(path);
}

/** What root makes in another user's folder belongs to that user, who could not use it otherwise. */
export function giveToFolderOwner(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  chownSync(path, uid, gid);
}

function passwdAccounts(): { name: string; uid: number; gid: number }[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 7)
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

function nearestExisting(path: string): Stats {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats ?? nearestExisting(dirname(path));
}

function maySearch({ uid, gid }: ServerAccount, { uid: owner, gid: group, mode }: Stats): boolean {
  const bit = uid === owner ? 0o100 : gid === group ? 0o010 : 0o001;
  return (mode & bit) !== 0;
}
