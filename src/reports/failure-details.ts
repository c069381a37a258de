import type { Executor } from "../db/database.ts";
import { type FailureRow, findFailure } from "../db/stores/failures.ts";
import { ERROR_CODES, type ErrorKind } from "../domain/error-codes.ts";
import { OpsError } from "../domain/errors.ts";
import { type ApiCallListing, listApiCalls } from "./api-calls.ts";
import { findOrderListing, type OrderListing } from "./orders-view.ts";

/** A failure with all that helps to see to it. */
export interface FailureDetails extends FailureRow {
  kind: ErrorKind;
  /** The next step. */
  hint: string;
  /** Null where it is not about an order that we have. */
  order: OrderListing | null;
  /** The newest calls about the same thing. */
  calls: ApiCallListing[];
}

const CALLS = 10;

/** Open or closed. @throws `not_found` */
export async function readFailure(
  ex: Executor,
  { failureId, at }: { failureId: number; at: Date },
): Promise<FailureDetails> {
  const failure = await findFailure(ex, failureId);
  if (!failure)
    throw new OpsError("not_found", `There is no failure ${failureId}.`, { facts: { failureId } });
  const { relatedId } = failure;
  const order = await findOrderListing(ex, { orderId: relatedId, at });
  const { calls } = await listApiCalls(ex, { relatedId, limit: CALLS });
  return { ...failure, ...ERROR_CODES[failure.code], order, calls };
}
