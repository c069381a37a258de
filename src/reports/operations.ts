import { and, asc, desc, eq, gte, lt } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { beyond } from "../db/keyset.ts";
import { operations } from "../db/schema/index.ts";
import { cutPage, limitOf, type PageRequest, placeOf } from "./page.ts";

export type OperationListing = typeof operations.$inferSelect;

export interface OperationFilters {
  orderId?: string;
  /** `order`, `carrier`, `mirakl`, … */
  scope?: string;
  action?: string;
  status?: OperationListing["status"];
  since?: Date;
  before?: Date;
}

export interface OperationsRequest extends OperationFilters, PageRequest {
  /** As it happened; newest first otherwise. */
  oldestFirst?: boolean;
}

/** @throws `bad_argument` */
export async function listOperations(
  ex: Executor,
  request: OperationsRequest,
): Promise<{ operations: OperationListing[]; next: string | null }> {
  const { oldestFirst = false } = request;
  const limit = limitOf(request);
  const place = placeOf(request);
  const direction = oldestFirst ? asc : desc;
  const conditions = conditionsOf(request);
  if (place)
    conditions.push(
      beyond({ time: operations.at, id: operations.operationId }, { place, descending: !oldestFirst }),
    );
  const rows = await ex
    .select()
    .from(operations)
    .where(and(...conditions))
    .orderBy(direction(operations.at), direction(operations.operationId))
    .limit(limit + 1);
  const page = cutPage(rows, { limit, place: ({ at, operationId }) => ({ at, id: String(operationId) }) });
  return { operations: page.rows, next: page.next };
}

const conditionsOf = ({ orderId, scope, action, status, since, before }: OperationFilters) => [
  orderId === undefined ? undefined : eq(operations.orderId, orderId),
  scope === undefined ? undefined : eq(operations.scope, scope),
  action === undefined ? undefined : eq(operations.action, action),
  status === undefined ? undefined : eq(operations.status, status),
  since && gte(operations.at, since),
  before && lt(operations.at, before),
];
