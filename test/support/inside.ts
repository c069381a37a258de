import { and, asc, eq, isNull } from "drizzle-orm";
import type { Ops } from "../../src/app.ts";
import {
  acceptances,
  apiCalls,
  operations,
  orderHolds,
  orderStatusHistory,
  pauses,
  processFailures,
  shipments,
} from "../../src/db/schema/index.ts";
import { readStatus } from "../../src/db/stores/order-status.ts";

/** What our own tables say. */

export const statusOf = ({ ops }: { ops: Ops }, orderId: string) => readStatus(ops.db, orderId);

/** Statuses and notes, oldest first. */
export async function timelineOf({ ops }: { ops: Ops }, orderId: string) {
  return await ops.db
    .select({ status: orderStatusHistory.status, notes: orderStatusHistory.notes })
    .from(orderStatusHistory)
    .where(eq(orderStatusHistory.orderId, orderId))
    .orderBy(asc(orderStatusHistory.seq));
}

export const walkOf = async (shop: { ops: Ops }, orderId: string): Promise<string[]> =>
  (await timelineOf(shop, orderId)).map(({ status }) => status);

/** Oldest first; of one order or partner, or all. */
export async function openFailures({ ops }: { ops: Ops }, relatedId?: string) {
  return await ops.db
    .select()
    .from(processFailures)
    .where(
      and(
        isNull(processFailures.resolvedAt),
        relatedId === undefined ? undefined : eq(processFailures.relatedId, relatedId),
      ),
    )
    .orderBy(asc(processFailures.failureId));
}

/** The open failure of an order and a process. */
export async function failureOf(shop: { ops: Ops }, orderId: string, processName: string) {
  const failure = (await openFailures(shop, orderId)).find((row) => row.processName === processName);
  if (!failure) throw new Error(`${orderId} has no open ${processName} failure.`);
  return failure;
}

/** Every shipment of an order, ended ones included, oldest first. */
export async function parcelsOf({ ops }: { ops: Ops }, orderId: string) {
  return await ops.db
    .select()
    .from(shipments)
    .where(eq(shipments.orderId, orderId))
    .orderBy(asc(shipments.shipmentId));
}

/** Reasons of the holds that were not released. */
export async function holdsOf({ ops }: { ops: Ops }, orderId: string) {
  const rows = await ops.db
    .select({ reason: orderHolds.reason })
    .from(orderHolds)
    .where(and(eq(orderHolds.orderId, orderId), isNull(orderHolds.releasedAt)))
    .orderBy(asc(orderHolds.reason));
  return rows.map(({ reason }) => reason);
}

export async function acceptanceOf({ ops }: { ops: Ops }, orderId: string) {
  const [row] = await ops.db.select().from(acceptances).where(eq(acceptances.orderId, orderId));
  return row ?? null;
}

export async function operationsOf({ ops }: { ops: Ops }, orderId: string) {
  return await ops.db
    .select()
    .from(operations)
    .where(eq(operations.orderId, orderId))
    .orderBy(asc(operations.operationId));
}

/** Attempts at an outside call, in the order in which they left. */
export async function callsTo({ ops }: { ops: Ops }, endpoint: string, relatedId?: string) {
  return await ops.db
    .select()
    .from(apiCalls)
    .where(
      and(
        eq(apiCalls.endpoint, endpoint),
        relatedId === undefined ? undefined : eq(apiCalls.relatedId, relatedId),
      ),
    )
    .orderBy(asc(apiCalls.callId));
}

export async function openPauses({ ops }: { ops: Ops }) {
  const rows = await ops.db.select({ scope: pauses.scope }).from(pauses).where(isNull(pauses.resumedAt));
  return rows.map(({ scope }) => scope);
}
