import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { OpsError } from "../../domain/errors.ts";
import type { Clock } from "../../platform/clock.ts";
import { type Cluster, DATABASE, SUPERUSER } from "./cluster.ts";
import { ensureCluster } from "./ensure-cluster.ts";
import { ensureServer } from "./ensure-server.ts";
import { FileLock } from "./file-lock.ts";
import { folderError } from "./folder-error.ts";
import { installServer } from "./install-server.ts";
import { stopPostmaster } from "./postmaster.ts";
import { makePrivateFolder, serverAccount } from "./server-account.ts";
import { SERVER_VERSION } from "./server-version.ts";
import { removeSocketFolder, socketFolder, socketUrl } from "./socket-folder.ts";
import { watchServer } from "./watch-server.ts";

const CLUSTER_FOLDER = "cluster";
const PATIENCE_MS = 15 * 60_000;

export interface EmbeddedPostgresOptions {
  /** Folder of the data, made if it is missing. */
  dataDir: string;
  /** Folder into which the binaries are unpacked once. */
  cacheDir: string;
  clock: Clock;
  /** Told what takes a while, for a person who waits. */
  log?: (message: string) => void;
  /** False for data that is thrown away anyway: faster, and lost when the machine loses power. */
  durable?: boolean;
}

export interface EmbeddedPostgres {
  url: string;
  socketDir: string;
  /** PostgreSQL's own, such as `18.4`. */
  version: string;
  /** Leaves the server; the last process to leave stops it. */
  release(): Promise<void>;
}

/**
 * Joins the processes that share the PostgreSQL server of a data folder, starting it when none runs.
 * Should the server be killed while we use it, one of its users starts it again at the same address.
 *
 * Two lock files carry the agreement. `start.lock.db` is held exclusively around every start and stop.
 * `users.lock.db` is shared by every user; whoever gets it exclusively is the last, and stops the server.
 * The system drops both locks of a killed process, and the next opener adopts the server it left behind.
 * @throws OpsError `database_newer`, `database_unavailable` or `storage_unavailable`
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { clock, log = () => {} } = options;
  const cluster = await prepareCluster(options);
  const locks = openLocks(cluster);
  const close = () => {
    locks.users.close();
    locks.start.close();
  };
  const alone = async (work: () => Promise<void>) => {
    if (!(await locks.start.waitExclusive({ clock, patienceMs: PATIENCE_MS })))
      throw new OpsError(
        "database_unavailable",
        `Another process is stuck starting or stopping ${cluster.dataDir}.`,
      );
    await work().finally(() => locks.start.unlock());
  };
  const leave = async () => {
    locks.users.unlock();
    if (locks.users.tryExclusive()) {
      await stopPostmaster(cluster, clock);
      removeSocketFolder(cluster);
    }
    locks.users.unlock();
  };
  const enter = async () => {
    if (!locks.users.tryShared()) throw new Error("users.lock.db is held against the start lock's rule");
    try {
      await ensureCluster(cluster, log);
      await ensureServer(cluster, clock);
    } catch (error) {
      await leave();
      throw error;
    }
  };

  await alone(enter).catch((error) => {
    close();
    throw folderError(error, { folder: cluster.dataDir, neededBytes: 0 });
  });
  const stopWatching = watchServer({
    cluster,
    restart: () => alone(() => ensureServer(cluster, clock)),
    log,
  });
  const exit = async () => {
    await stopWatching();
    await alone(leave).finally(close);
  };
  let exited: Promise<void> | null = null;
  return {
    url: socketUrl({ socketDir: cluster.socketDir, user: SUPERUSER, database: DATABASE }),
    socketDir: cluster.socketDir,
    version: SERVER_VERSION,
    release: () => {
      exited ??= exit();
      return exited;
    },
  };
}

async function prepareCluster({
  cacheDir,
  clock,
  log = () => {},
  durable = true,
  ...options
}: EmbeddedPostgresOptions) {
  const { dataDir, account } = usableFolder(options.dataDir);
  const folder = join(dataDir, CLUSTER_FOLDER);
  const server = await installServer({ cacheDir: resolve(cacheDir), account, clock, log });
  return { dataDir, folder, socketDir: socketFolder(folder), server, account, durable };
}

/** The folder by its one real path, so that all who use it mean the same server, and whom that server runs as. */
function usableFolder(folder: string): Pick<Cluster, "dataDir" | "account"> {
  try {
    const account = serverAccount(resolve(folder, CLUSTER_FOLDER));
    makePrivateFolder(resolve(folder), account);
    return { dataDir: realpathSync(folder), account };
  } catch (error) {
    throw folderError(error, { folder: resolve(folder), neededBytes: 0 });
  }
}

function openLocks({ dataDir }: Cluster): { start: FileLock; users: FileLock } {
  try {
    const start = new FileLock(join(dataDir, "start.lock.db"));
    return { start, users: new FileLock(join(dataDir, "users.lock.db")) };
  } catch (error) {
    throw folderError(error, { folder: dataDir, neededBytes: 0 });
  }
}
