import type { UnitFailed } from "../../../engine/run-report.ts";
import type { ComparedLabel } from "../../../workflows/compared-label.ts";
import type { Reconciliation } from "../../../workflows/reconcile.ts";

/** A comparison as the command tells of it. */
export interface ShownReconciliation extends Omit<Reconciliation, "labels" | "booked"> {
  labels: Omit<ComparedLabel, "listing">[];
  /** Null where booking was not asked for. */
  adopted: { orderId: string; number: string | null }[] | null;
  failed: UnitFailed[];
  /** Whether effects go on: the pause of a restore was lifted just now. */
  resumed: boolean;
}
