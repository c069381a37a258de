import type { ErrorCode } from "../../domain/error-codes.ts";
import { OpsError, toOpsError } from "../../domain/errors.ts";
import type { Exchange, ExchangeFailure } from "./exchange.ts";
import type { HttpAnswer, HttpRequest } from "./http-request.ts";

export type Outcome = { answer: HttpAnswer; error: null } | { answer: null; error: OpsError };

/** What an exchange means: an answer that is a success, or the error. */
export function judge(request: HttpRequest, { answer, failure }: Exchange): Outcome {
  if (failure) return { answer: null, error: failureError(request, failure) };
  const error = classify(request, answer);
  return error ? { answer: null, error } : { answer, error };
}

function classify(request: HttpRequest, answer: HttpAnswer): OpsError | null {
  try {
    return request.classify(answer);
  } catch (thrown) {
    if (request.repeatability !== "effect") return toOpsError(thrown);
    return new OpsError("answer_lost", `${nameOf(request)}: the answer could not be understood.`, {
      facts: { ...factsOf(request), status: answer.status },
      cause: thrown,
    });
  }
}

/** The call as a person knows it: `BestBuy AcceptOrder of 900000001-A`. */
export function nameOf({ service, endpoint, relatedId }: HttpRequest): string {
  return `${service} ${endpoint}${relatedId === null ? "" : ` of ${relatedId}`}`;
}

const REPEATABLE_CODES: Record<ExchangeFailure["problem"], ErrorCode> = {
  unreachable: "connection_failed",
  timed_out: "timed_out",
  connection_lost: "connection_failed",
  answer_too_large: "answer_too_large",
  aborted: "connection_failed",
};

function failureError(request: HttpRequest, failure: ExchangeFailure): OpsError {
  const { cause } = failure;
  const facts = { ...factsOf(request), problem: failure.problem, status: failure.status };
  const options = cause === undefined ? { facts } : { facts, cause };
  if (!failure.mayHaveLeft) {
    const message = `${nameOf(request)}: nothing was sent: ${failure.detail}`;
    return new OpsError("connection_failed", message, options);
  }
  if (request.repeatability === "effect") {
    return new OpsError(
      "answer_lost",
      `${nameOf(request)}: sent, but its answer is lost: ${failure.detail}`,
      options,
    );
  }
  return new OpsError(REPEATABLE_CODES[failure.problem], `${nameOf(request)}: ${failure.detail}`, options);
}

function factsOf({ service, endpoint, relatedId }: HttpRequest) {
  return { service, endpoint, relatedId };
}
