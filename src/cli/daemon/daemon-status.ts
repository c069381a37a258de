import type { PauseRow } from "../../db/stores/pauses.ts";
import type { Health } from "../../reports/health.ts";
import type { OrderCounts } from "../../reports/order-counts.ts";
import type { DaemonRecord } from "./daemon-record.ts";
import type { Scheduled } from "./scheduled.ts";

/** What the database tells of the work. */
export interface WorkStatus {
  orders: OrderCounts["byStatus"];
  openFailures: Health["openFailures"];
  purchasesInDoubt: number;
  unconfirmed: Health["unconfirmed"];
  pauses: Pick<PauseRow, "scope" | "reason" | "pausedBy" | "pausedAt">[];
  schedules: Scheduled[];
}

export interface DaemonStatus {
  /** Null when none runs. */
  daemon: DaemonRecord | null;
  log: string;
  /** Null when no daemon runs or the database does not answer. */
  work: WorkStatus | null;
  /** Why there is nothing to tell of the work. */
  trouble: string | null;
}
