import { and, asc, count, desc, eq, isNull, max, min } from "drizzle-orm";
import { countWhere, firstFew } from "../db/aggregates.ts";
import type { Executor } from "../db/database.ts";
import { beyond, lastIfNull } from "../db/keyset.ts";
import { orderCurrentStatus, orderObservations, processFailures } from "../db/schema/index.ts";
import { ERROR_CODES, type ErrorCode, type ErrorKind } from "../domain/error-codes.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";
import { cutPage, limitOf, type PageRequest, placeOf } from "./page.ts";

/** Which open failures are shown; what is absent lets all through. */
export interface FailureFilters {
  /** `OrderAcceptance`, `ShippingLabelCreation`, … */
  process?: string;
  code?: ErrorCode;
  needs?: "retry" | "human";
  /** `<marketplace>/<shop>`. */
  connection?: string;
  /** Our id of an order, or the scope of a pause. */
  relatedId?: string;
}

/** An open failure as the inbox shows it. */
export interface FailureListing {
  failureId: number;
  process: string;
  relatedId: string;
  connection: string | null;
  code: ErrorCode;
  kind: ErrorKind;
  needs: "retry" | "human";
  details: string;
  /** The next step. */
  hint: string;
  occurrences: number;
  firstAt: Date;
  lastAt: Date;
  /** When it is tried again by itself. */
  retryAt: Date | null;
  /** Null where it is not about an order, or the order has none. */
  orderStatus: OrderStatus | null;
  shippingDeadline: Date | null;
}

/** Nearest shipping deadline first; what has none follows. @throws `bad_argument` */
export async function listFailures(
  ex: Executor,
  request: FailureFilters & PageRequest,
): Promise<{ failures: FailureListing[]; next: string | null }> {
  const limit = limitOf(request);
  const place = placeOf(request);
  const conditions = conditionsOf(request);
  const time = lastIfNull(orderObservations.shippingDeadline);
  if (place) conditions.push(beyond({ time, id: processFailures.failureId }, { place, descending: false }));
  const rows = await ex
    .select({
      failureId: processFailures.failureId,
      process: processFailures.processName,
      relatedId: processFailures.relatedId,
      connection: processFailures.connection,
      code: processFailures.code,
      needs: processFailures.needs,
      details: processFailures.details,
      occurrences: processFailures.occurrences,
      firstAt: processFailures.firstAt,
      lastAt: processFailures.lastAt,
      retryAt: processFailures.retryAt,
      orderStatus: orderCurrentStatus.status,
      shippingDeadline: orderObservations.shippingDeadline,
    })
    .from(processFailures)
    .leftJoin(orderObservations, eq(orderObservations.orderId, processFailures.relatedId))
    .leftJoin(orderCurrentStatus, eq(orderCurrentStatus.orderId, processFailures.relatedId))
    .where(and(...conditions))
    .orderBy(asc(time), asc(processFailures.failureId))
    .limit(limit + 1);
  const page = cutPage(rows, {
    limit,
    place: ({ shippingDeadline, failureId }) => ({ at: shippingDeadline, id: String(failureId) }),
  });
  return { failures: page.rows.map((row) => ({ ...row, ...ERROR_CODES[row.code] })), next: page.next };
}

/** Open failures with one cause. */
export interface FailureGroup {
  process: string;
  code: ErrorCode;
  kind: ErrorKind;
  hint: string;
  failures: number;
  /** Those of them that wait for a person; the others are tried again by themselves. */
  human: number;
  firstAt: Date;
  lastAt: Date;
  nearestDeadline: Date | null;
  /** When the first of them is tried again by itself. */
  retryAt: Date | null;
  /** What a few of them are about, the nearest deadline first. */
  examples: string[];
  /** What the newest is about. */
  newest: string;
  /** The newest in its own words. */
  details: string;
}

const EXAMPLES = 5;

/** Nearest shipping deadline first, then the largest. */
export async function groupFailures(ex: Executor, filters: FailureFilters): Promise<FailureGroup[]> {
  const { processName, code, firstAt, lastAt, needs, retryAt, relatedId, details } = processFailures;
  const { shippingDeadline } = orderObservations;
  const rows = await ex
    .select({
      process: processName,
      code,
      failures: count(),
      human: countWhere(eq(needs, "human")),
      firstAt: min(firstAt).mapWith(firstAt),
      lastAt: max(lastAt).mapWith(lastAt),
      nearestDeadline: min(shippingDeadline),
      retryAt: min(retryAt),
      examples: firstFew(relatedId, { by: asc(lastIfNull(shippingDeadline)), most: EXAMPLES }),
      newest: firstFew(relatedId, { by: desc(lastAt), most: 1 }),
      words: firstFew(details, { by: desc(lastAt), most: 1 }),
    })
    .from(processFailures)
    .leftJoin(orderObservations, eq(orderObservations.orderId, processFailures.relatedId))
    .where(and(...conditionsOf(filters)))
    .groupBy(processName, code);
  return rows
    .map(({ newest: [newest = ""], words: [details = ""], ...row }) => {
      return { ...row, ...ERROR_CODES[row.code], newest, details };
    })
    .sort((a, b) => rank(a) - rank(b) || b.failures - a.failures);
}

const rank = ({ nearestDeadline }: FailureGroup) => nearestDeadline?.getTime() ?? Number.MAX_VALUE;

const conditionsOf = ({ process, code, needs, connection, relatedId }: FailureFilters) => [
  isNull(processFailures.resolvedAt),
  process === undefined ? undefined : eq(processFailures.processName, process),
  code === undefined ? undefined : eq(processFailures.code, code),
  needs === undefined ? undefined : eq(processFailures.needs, needs),
  connection === undefined ? undefined : eq(processFailures.connection, connection),
  relatedId === undefined ? undefined : eq(processFailures.relatedId, relatedId),
];
