import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Clock } from "../../platform/clock.ts";
import { type Cluster, DATABASE, SUPERUSER } from "./cluster.ts";
import { ensureCluster } from "./ensure-cluster.ts";
import { ensureServer } from "./ensure-server.ts";
import { folderError } from "./folder-error.ts";
import { guardThrowAway } from "./guard-throw-away.ts";
import { installServer } from "./install-server.ts";
import { Membership } from "./membership.ts";
import { makePrivateFolder, serverAccount } from "./server-account.ts";
import { SERVER_VERSION } from "./server-version.ts";
import { socketFolder, socketUrl } from "./socket-folder.ts";
import { watchServer } from "./watch-server.ts";

const CLUSTER_FOLDER = "cluster";

export interface EmbeddedPostgresOptions {
  /** Folder of the data, made if it is missing. */
  dataDir: string;
  /** Folder into which the binaries are unpacked once. */
  cacheDir: string;
  clock: Clock;
  /** Told what takes a while, for a person who waits. */
  log?: (message: string) => void;
  /** False does not wait for the disk: faster, and everything is lost when the machine loses power. */
  durable?: boolean;
  /** For data that nobody will open again: not durable, and gone with its server when this process is killed. */
  throwAway?: boolean;
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
 * Joins the processes that share the PostgreSQL server of a data folder, starting it when none runs; a server that a
 * killed process left behind is adopted. Should the server be killed while we use it, one of its users starts it again
 * at the same address.
 * @throws OpsError `database_newer`, `database_unavailable` or `storage_unavailable`
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { clock, log = () => {}, throwAway = false } = options;
  const cluster = await prepareCluster(options);
  const membership = new Membership(cluster, clock);
  const endGuard = throwAway ? guardThrowAway(cluster) : () => {};
  await membership.enter(async () => {
    await ensureCluster(cluster, log);
    await ensureServer(cluster, { clock, log });
  });
  const restart = () => membership.alone(() => ensureServer(cluster, { clock, log }));
  const stopWatching = watchServer({ cluster, restart, log });
  const leave = async () => {
    await stopWatching();
    await membership.leave();
    endGuard();
  };
  let left: Promise<void> | null = null;
  return {
    url: socketUrl({ socketDir: cluster.socketDir, user: SUPERUSER, database: DATABASE }),
    socketDir: cluster.socketDir,
    version: SERVER_VERSION,
    release: () => {
      left ??= leave();
      return left;
    },
  };
}

async function prepareCluster(options: EmbeddedPostgresOptions): Promise<Cluster> {
  const { clock, log = () => {}, throwAway = false, durable = !throwAway } = options;
  const { dataDir, account } = usableFolder(options.dataDir);
  const folder = join(dataDir, CLUSTER_FOLDER);
  const server = await installServer({ cacheDir: resolve(options.cacheDir), account, clock, log });
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
