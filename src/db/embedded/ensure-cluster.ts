import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { OpsError } from "../../domain/errors.ts";
import { type Cluster, SUPERUSER } from "./cluster.ts";
import { folderError } from "./folder-error.ts";
import { runServerProgram } from "./run-server-program.ts";
import { makePrivateFolder } from "./server-account.ts";
import { SERVER_MAJOR } from "./server-version.ts";

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
    flushToDisk(dataDir);
  } catch (error) {
    throw folderError(error, { folder: dataDir, neededBytes: NEEDED_BYTES });
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

/** A folder's new name is on the disk only when the folder above has been flushed. */
function flushToDisk(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
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
