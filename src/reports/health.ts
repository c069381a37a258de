import { and, count, eq, gte, inArray, isNotNull, isNull, lt, min, notExists, type SQL } from "drizzle-orm";
import type { Database, Executor } from "../db/database.ts";
import {
  acceptances,
  orderCurrentStatus,
  orderHolds,
  orderObservations,
  orders,
  processFailures,
  shipments,
} from "../db/schema/index.ts";
import { openPauses, type PauseRow } from "../db/stores/pauses.ts";
import { ERROR_CODES } from "../domain/error-codes.ts";
import { holdStands } from "./hold-stands.ts";
import { UNSHIPPED_STATUSES } from "./order-counts.ts";

/** Sellers are held to it; an order that nobody accepted by then is cancelled. */
const ACCEPTANCE_WINDOW_MS = 24 * 3_600_000;

/** Numbers that say whether orders flow. */
export interface Health {
  /** Oldest first. */
  pauses: (PauseRow & { hint: string })[];
  openFailures: { human: number; retry: number };
  /** Orders that wait for our decision and are not held. */
  acceptance: { waiting: number; oldestOrderedAt: Date | null; oldestAgeMs: number | null; windowMs: number };
  /** Orders that are neither shipped nor held, by their shipping deadline. */
  deadlines: { passed: number; near: number };
  /** Purchases without a definite answer. */
  doubts: { purchases: number; oldestSince: Date | null; withoutLookUp: number };
  /** What was sent and waits for the marketplace to show it. */
  unconfirmed: { decisions: number; shipments: number };
}

interface HealthRequest {
  /** The present. */
  at: Date;
  /** How close a deadline is near. */
  deadlineNearMs: number;
}

export async function readHealth(db: Database, { at, deadlineNearMs }: HealthRequest): Promise<Health> {
  const nearEnd = new Date(at.getTime() + deadlineNearMs);
  const [pauses, openFailures, acceptance, passed, near, doubts, decisions, sentShipments] =
    await Promise.all([
      openPauses(db),
      countFailures(db),
      readAcceptance(db, at),
      countByDeadline(db, at, lt(orderObservations.shippingDeadline, at)),
      countByDeadline(
        db,
        at,
        and(gte(orderObservations.shippingDeadline, at), lt(orderObservations.shippingDeadline, nearEnd)),
      ),
      readDoubts(db),
      db.$count(acceptances, eq(acceptances.state, "sent")),
      db.$count(shipments, and(isNull(shipments.endedAt), isNotNull(shipments.nextPushCheckAt))),
    ]);
  return {
    pauses: pauses.map((pause) => ({ ...pause, hint: ERROR_CODES[pause.code].hint })),
    openFailures,
    acceptance,
    deadlines: { passed, near },
    doubts,
    unconfirmed: { decisions, shipments: sentShipments },
  };
}

async function countFailures(ex: Executor): Promise<Health["openFailures"]> {
  const rows = await ex
    .select({ needs: processFailures.needs, failures: count() })
    .from(processFailures)
    .where(isNull(processFailures.resolvedAt))
    .groupBy(processFailures.needs);
  const of = (needs: "human" | "retry") => rows.find((row) => row.needs === needs)?.failures ?? 0;
  return { human: of("human"), retry: of("retry") };
}

const notHeld = (ex: Executor, at: Date): SQL =>
  notExists(
    ex
      .select({ orderId: orderHolds.orderId })
      .from(orderHolds)
      .where(and(eq(orderHolds.orderId, orderCurrentStatus.orderId), holdStands(at))),
  );

async function readAcceptance(ex: Executor, at: Date): Promise<Health["acceptance"]> {
  const [row] = await ex
    .select({ waiting: count(), oldestOrderedAt: min(orders.orderedAt) })
    .from(orderCurrentStatus)
    .innerJoin(orders, eq(orders.orderId, orderCurrentStatus.orderId))
    .where(
      and(inArray(orderCurrentStatus.status, ["pending_acceptance", "acceptance_failed"]), notHeld(ex, at)),
    );
  const oldestOrderedAt = row?.oldestOrderedAt ?? null;
  return {
    waiting: row?.waiting ?? 0,
    oldestOrderedAt,
    oldestAgeMs: oldestOrderedAt === null ? null : at.getTime() - oldestOrderedAt.getTime(),
    windowMs: ACCEPTANCE_WINDOW_MS,
  };
}

async function countByDeadline(ex: Executor, at: Date, when: SQL | undefined): Promise<number> {
  const [row] = await ex
    .select({ orders: count() })
    .from(orderCurrentStatus)
    .innerJoin(orderObservations, eq(orderObservations.orderId, orderCurrentStatus.orderId))
    .where(and(inArray(orderCurrentStatus.status, [...UNSHIPPED_STATUSES]), when, notHeld(ex, at)));
  return row?.orders ?? 0;
}

async function readDoubts(ex: Executor): Promise<Health["doubts"]> {
  const [row] = await ex
    .select({
      purchases: count(),
      oldestSince: min(shipments.inDoubtSince),
      planned: count(shipments.nextLookUpAt),
    })
    .from(shipments)
    .where(
      and(
        isNull(shipments.endedAt),
        eq(shipments.status, "label_creation_initiated"),
        eq(shipments.purchase, "in_doubt"),
      ),
    );
  const { purchases = 0, oldestSince = null, planned = 0 } = row ?? {};
  return { purchases, oldestSince, withoutLookUp: purchases - planned };
}
