import type { OpsContext } from "../workflows/context.ts";

/** What the server is told of the daemon it stands in. */
export interface DaemonView {
  version: string;
  worker: string;
  startedAt: Date;
  /** The context of the settings in force; null until the database was reached for the first time. */
  ops(): Pick<OpsContext, "db" | "clock"> | null;
  /** As the daemon's own work finds it. */
  database: { isUp: boolean; since: Date };
  /** Told to stop: it finishes what is under way. */
  isStopping(): boolean;
}
