import { findRestorePause } from "../db/restore-pause.ts";
import { OpsError } from "../domain/errors.ts";
import { runWorkflow } from "../engine/run-workflow.ts";
import { type AdoptListedReport, adoptListedLabels } from "./adopt-listed-labels.ts";
import { compareLabels, type Span } from "./compare-labels.ts";
import { type ComparedOrders, compareOrders } from "./compare-orders.ts";
import type { ComparedLabel } from "./compared-label.ts";
import type { OpsContext } from "./context.ts";
import { fetchOrders } from "./fetch-orders.ts";
import { resumeScope } from "./resume-scope.ts";

export interface Reconciliation extends Span {
  orders: ComparedOrders[];
  labels: ComparedLabel[];
  /** What was booked; null where it was not asked for. */
  booked: AdoptListedReport | null;
  /** Nobody has to decide anything: what one side has, the other has too. */
  isSettled: boolean;
  /** The backup after whose restore every effect still waits for this comparison; null where none does. */
  pausedSinceBackup: Date | null;
}

interface ReconcileInput {
  days: number;
  /** Books what only the carrier has, where it is certain whose it is. */
  adopt: boolean;
}

const DAY_MS = 24 * 3_600_000;
/** A backup's clock and the partners' may differ. */
const BEFORE_BACKUP_MS = 3_600_000;

/**
 * Compares what we have with what marketplaces and carriers have: first the orders, then the labels of the last days,
 * after a restore of all the time since the backup.
 * @throws when one of them cannot be asked: a comparison with a part of the world would prove nothing
 */
export async function reconcile(ctx: OpsContext, { days, adopt }: ReconcileInput): Promise<Reconciliation> {
  const to = ctx.clock.now();
  const pause = await findRestorePause(ctx.db);
  const sinceMs = Math.min(
    to.getTime() - days * DAY_MS,
    pause === null ? Number.POSITIVE_INFINITY : pause.takenAt.getTime() - BEFORE_BACKUP_MS,
  );
  const span = { from: new Date(sinceMs), to };
  const [unread] = (await runWorkflow(ctx, fetchOrders)).failed;
  if (unread) throw new OpsError(unread.code, unread.message, { hint: unread.hint });
  const orders: ComparedOrders[] = [];
  for (const connection of ctx.connections.values()) orders.push(await compareOrders(ctx, connection));
  let labels = await compareLabels(ctx, span);
  const booked = adopt ? await adoptListedLabels(ctx, labels) : null;
  if (booked) labels = withBooked(labels, booked);
  const isSettled =
    orders.every(({ onlyOurs }) => onlyOurs.length === 0) && labels.every(({ side }) => side === "both");
  return { ...span, orders, labels, booked, isSettled, pausedSinceBackup: pause?.takenAt ?? null };
}

/** What was booked is on both sides now. */
function withBooked(labels: ComparedLabel[], { adopted }: AdoptListedReport): ComparedLabel[] {
  const ids = new Set(adopted.map(({ carrierShipmentId }) => carrierShipmentId));
  return labels.map((label) =>
    label.side === "only_theirs" && ids.has(label.carrierShipmentId ?? "")
      ? { ...label, side: "both", advice: "none", why: "" }
      : label,
  );
}

/** Ends the pause that a restore has written. */
export const endRestorePause = (ctx: OpsContext): Promise<boolean> =>
  resumeScope(ctx, { scope: "effects", resolution: "compared with the marketplaces and the carriers" });
