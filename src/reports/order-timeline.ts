import { asc, eq } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { orderStatusHistory } from "../db/schema/index.ts";
import { type ApiCallListing, listApiCalls } from "./api-calls.ts";
import { callAnswer } from "./call-answer.ts";
import { listOperations, type OperationListing } from "./operations.ts";
import { MOST_ROWS } from "./page.ts";

/** Something that happened to an order. */
export interface TimelineEntry {
  at: Date;
  kind: "call" | "operation" | "status";
  /** In its own table. */
  id: number;
  /** The new status, `mirakl.accept`, or `BestBuy AcceptOrder`. */
  what: string;
  /** `INFO` of a call whose answer was not written down. */
  outcome: "OK" | "ERROR" | "INFO";
  message: string | null;
  /** Null for a call, which is part of what is told beside it. */
  actor: string | null;
}

export interface OrderTimeline {
  /** Oldest first. */
  entries: TimelineEntry[];
  /** Whether older calls or operations were left out. */
  isCut: boolean;
}

/** Status history, operations and calls of an order in the order in which they happened. */
export async function readTimeline(ex: Executor, orderId: string, at: Date): Promise<OrderTimeline> {
  const [statuses, logged, called] = await Promise.all([
    readStatuses(ex, orderId),
    listOperations(ex, { orderId, limit: MOST_ROWS }),
    listApiCalls(ex, { relatedId: orderId, limit: MOST_ROWS }),
  ]);
  const entries = [
    ...called.calls.map((call) => callEntry(call, at)),
    ...logged.operations.filter((operation) => !tellsOfMove(operation)).map(operationEntry),
    ...statuses,
  ];
  return {
    entries: entries.sort((a, b) => a.at.getTime() - b.at.getTime() || inOneInstant(a, b)),
    isCut: logged.next !== null || called.next !== null,
  };
}

const RANK = { call: 0, operation: 1, status: 2 };

/** A call comes before what it led to. */
const inOneInstant = (a: TimelineEntry, b: TimelineEntry) => RANK[a.kind] - RANK[b.kind] || a.id - b.id;

/** Each move has both: the history says it. */
const tellsOfMove = ({ scope, meta }: OperationListing) => scope === "order" && typeof meta.to === "string";

async function readStatuses(ex: Executor, orderId: string): Promise<TimelineEntry[]> {
  const rows = await ex
    .select()
    .from(orderStatusHistory)
    .where(eq(orderStatusHistory.orderId, orderId))
    .orderBy(asc(orderStatusHistory.seq));
  return rows.map(({ timestamp, historyId, status, notes, actor }) => ({
    at: timestamp,
    kind: "status",
    id: historyId,
    what: status,
    outcome: status.endsWith("_failed") ? "ERROR" : "OK",
    message: notes,
    actor,
  }));
}

const operationEntry = (operation: OperationListing): TimelineEntry => ({
  at: operation.at,
  kind: "operation",
  id: operation.operationId,
  what: `${operation.scope}.${operation.action}`,
  outcome: operation.status,
  message: operation.message,
  actor: operation.actor,
});

const callEntry = (call: ApiCallListing, now: Date): TimelineEntry => ({
  at: call.calledAt,
  kind: "call",
  id: call.callId,
  what: `${call.service} ${call.endpoint}`,
  outcome: call.isSuccess === null ? "INFO" : call.isSuccess ? "OK" : "ERROR",
  message: callAnswer(call, now),
  actor: null,
});
