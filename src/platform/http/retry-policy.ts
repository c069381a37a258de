import type { OpsError } from "../../domain/errors.ts";
import type { HttpSettings } from "../config/config.ts";
import type { HttpRequest } from "./http-request.ts";

/** A longer `Retry-After` is left to the unit's own next turn: it would hold a worker. */
export const LONGEST_WAIT_MS = 60_000;

/** Retries that a service may have on credit, and what each success earns back. */
const RETRY_CREDIT = 50;
const RETRIES_EARNED_BY_SUCCESS = 0.5;

export interface RetryPolicy {
  /** Milliseconds until the next attempt, or null when there is to be none. Takes from the service's retry budget. */
  waitMs(failed: { request: HttpRequest; error: OpsError; attempt: number }): number | null;
  /** A call has succeeded: its service earns retries. */
  succeeded(service: string): void;
}

/**
 * Decides which failed attempts are repeated and when. Each retry is paid from a budget that only successes refill, so
 * that in an outage the load falls back to one attempt a call. (cockatiel's own retry waits on a timer that neither a
 * clock nor a signal reaches, hence this one.)
 */
export function createRetryPolicy({ attempts, backoffMs }: HttpSettings): RetryPolicy {
  const budgets = new Map<string, number>();

  return {
    waitMs({ request, error, attempt }) {
      if (attempt >= attempts || !isRepeatable(request, error)) return null;
      if ((error.retryAfterMs ?? 0) > LONGEST_WAIT_MS) return null;
      const budget = budgets.get(request.service) ?? RETRY_CREDIT;
      if (budget < 1) return null;
      budgets.set(request.service, budget - 1);
      return error.retryAfterMs === null
        ? jittered(backoff(attempt))
        : error.retryAfterMs + Math.random() * 250;
    },
    succeeded(service) {
      const budget = budgets.get(service) ?? RETRY_CREDIT;
      budgets.set(service, Math.min(RETRY_CREDIT, budget + RETRIES_EARNED_BY_SUCCESS));
    },
  };

  function backoff(attempt: number): number {
    return backoffMs[attempt - 1] ?? backoffMs.at(-1) ?? 0;
  }
}

function isRepeatable(request: HttpRequest, error: OpsError): boolean {
  return (
    request.repeatability !== "effect" && error.kind === "unavailable" && error.code !== "answer_too_large"
  );
}

/** Between three and five quarters: callers that failed together do not come back together. */
function jittered(ms: number): number {
  return ms * (0.75 + Math.random() / 2);
}
