import { and, desc, eq, getTableColumns, gte, inArray } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { beyond } from "../db/keyset.ts";
import { apiCalls } from "../db/schema/index.ts";
import { wentWrong } from "../db/stores/api-calls.ts";
import { OpsError } from "../domain/errors.ts";
import { cutPage, limitOf, type PageRequest, placeOf } from "./page.ts";
import { relatedIds } from "./related-ids.ts";

/** One attempt at an outside call with what went over the wire, secrets masked. */
export type ApiCallDetails = typeof apiCalls.$inferSelect;

/** Without the bodies. */
export type ApiCallListing = Omit<ApiCallDetails, "requestPayload" | "responseBody">;

const { requestPayload: _request, responseBody: _response, ...LISTED } = getTableColumns(apiCalls);

export interface ApiCallsRequest extends PageRequest {
  /** `BestBuy`, `CanadaPost`. */
  service?: string;
  /** `CreateShipment`, `UpdateTracking`. */
  endpoint?: string;
  /** An order by our id or the marketplace's, or whatever else the calls are about. */
  relatedId?: string;
  /** Those without a recorded answer included. */
  failedOnly?: boolean;
  since?: Date;
}

/** Newest first. @throws `bad_argument` */
export async function listApiCalls(
  ex: Executor,
  request: ApiCallsRequest,
): Promise<{ calls: ApiCallListing[]; next: string | null }> {
  const { service, endpoint, relatedId, failedOnly, since } = request;
  const limit = limitOf(request);
  const place = placeOf(request);
  const rows: ApiCallListing[] = await ex
    .select(LISTED)
    .from(apiCalls)
    .where(
      and(
        service === undefined ? undefined : eq(apiCalls.service, service),
        endpoint === undefined ? undefined : eq(apiCalls.endpoint, endpoint),
        relatedId === undefined ? undefined : inArray(apiCalls.relatedId, await relatedIds(ex, relatedId)),
        failedOnly ? wentWrong : undefined,
        since && gte(apiCalls.calledAt, since),
        place
          ? beyond({ time: apiCalls.calledAt, id: apiCalls.callId }, { place, descending: true })
          : undefined,
      ),
    )
    .orderBy(desc(apiCalls.calledAt), desc(apiCalls.callId))
    .limit(limit + 1);
  const page = cutPage(rows, {
    limit,
    place: ({ calledAt, callId }) => ({ at: calledAt, id: String(callId) }),
  });
  return { calls: page.rows, next: page.next };
}

/** @throws `not_found` */
export async function readApiCall(ex: Executor, callId: number): Promise<ApiCallDetails> {
  const [call] = await ex.select().from(apiCalls).where(eq(apiCalls.callId, callId));
  if (call) return call;
  throw new OpsError("not_found", `There is no call ${callId}.`, {
    facts: { callId },
    hint: "`ops api-calls list` shows what there is; old calls may have been pruned.",
  });
}
