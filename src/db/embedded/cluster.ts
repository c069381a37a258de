import { existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { OpsError } from "../../domain/errors.ts";
import { runServerProgram } from "./run-server-program.ts";
import { makePrivateFolder, type ServerAccount } from "./server-account.ts";
import { SERVER_MAJOR } from "./server-archive.ts";
import { storageError } from "./storage-error.ts";

/** One PostgreSQL data folder and everything that is needed to serve it. */
export interface Cluster {
  /** The caller's folder: lock files, log, and the cluster below it. */
  dataDir: string;
  /** PostgreSQL's own data folder, `<dataDir>/cluster`. */
  folder: string;
  socketDir: string;
  /** Folder with `bin/postgres`. */
  server: string;
  account: ServerAccount | null;
  /** False only for throw-away data: commits are then not written through to the disk. */
  durable: boolean;
}

export const SUPERUSER = "ops";

const PARTIAL = "cluster.partial-";
const NEEDED_BYTES = 96 * 1024 ** 2;

/** Creates the cluster unless it is there. A killed initdb leaves only a folder that the next opener sweeps away. */
export async function ensureCluster(cluster: Cluster, log: (message: string) => void): Promise<void> {
  const { dataDir, account } = cluster;
  await sweepLeftovers(dataDir, log);
  if (existsSync(cluster.folder)) return refuseOtherMajor(cluster);
  log(`Creating the database in ${dataDir}`);
  const partial = join(dataDir, `${PARTIAL}${process.pid}`);
  try {
    makePrivateFolder(partial, account);
    await initdb(cluster, partial);
    renameSync(partial, cluster.folder);
  } catch (error) {
    throw storageError(error, { folder: dataDir, neededBytes: NEEDED_BYTES });
  }
}

async function initdb(cluster: Cluster, folder: string): Promise<void> {
  const options = [
    `--username=${SUPERUSER}`,
    "--auth=trust",
    "--no-instructions",
    ...["--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
    ...(cluster.durable ? [] : ["--no-sync"]),
  ];
  const child = runServerProgram({ cluster, folder, program: "initdb", options, output: "pipe" });
  const complaint = await Bun.readableStreamToText(child.stderr);
  if ((await child.exited) === 0) return;
  throw new OpsError(
    "database_unavailable",
    `PostgreSQL could not create its data folder: ${complaint.trim()}`,
    { facts: { folder } },
  );
}

/** An initdb whose opener was killed may still be writing: what cannot be removed now goes the next time. */
async function sweepLeftovers(dataDir: string, log: (message: string) => void): Promise<void> {
  for (const name of readdirSync(dataDir))
    if (name.startsWith(PARTIAL))
      await rm(join(dataDir, name), { recursive: true, force: true }).catch((error: Error) =>
        log(`${name} is left for later: ${error.message}`),
      );
}

function refuseOtherMajor({ folder, dataDir }: Cluster): void {
  const major = Number.parseInt(readFileSync(join(folder, "PG_VERSION"), "utf8"), 10);
  if (major === SERVER_MAJOR) return;
  const facts = { folder, dataMajor: major, serverMajor: SERVER_MAJOR };
  const belongs = `The database in ${dataDir} belongs to PostgreSQL ${major}, this program brings ${SERVER_MAJOR}.`;
  if (major > SERVER_MAJOR)
    throw new OpsError("database_newer", belongs, {
      facts,
      hint: "Use the version of ops that wrote this database, or a newer one; or restore a backup into a new data folder.",
    });
  throw new OpsError("database_unavailable", belongs, {
    facts,
    hint: "With the version of ops that wrote it run `ops db backup`, move the folder away, and `ops db restore` here.",
  });
}
