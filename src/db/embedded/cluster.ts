import type { ServerAccount } from "./server-account.ts";

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

/** Owner of the cluster, and the database in it that is ours. */
export const SUPERUSER = "ops";
export const DATABASE = "ops";
