import type { ErrorCode } from "../../domain/error-codes.ts";
import { OpsError } from "../../domain/errors.ts";
import type { HttpAnswer, Repeatability } from "../../platform/http/http-request.ts";
import { wireProblem } from "./wire.ts";

/** What an answer is an answer to. */
export interface AskedCall {
  service: string;
  /** `OR21` */
  operation: string;
  endpoint: string;
  relatedId: string | null;
  repeatability: Repeatability;
}

/** What Mirakl says in an error body. */
interface Problem {
  status: number | null;
  miraklCodes: string[];
  messages: string[];
}

/**
 * The error that an answer is by its body (as JSON) and status, the body first; null for a 2xx that says nothing else.
 * Whether such a 2xx holds what was asked for is the caller's question.
 */
export function refusalOf(call: AskedCall, answer: HttpAnswer, json: unknown): OpsError | null {
  const problem = readProblem(json);
  const status = problem?.status ?? answer.status;
  if (status >= 200 && status < 300) return null;
  const words = problem ? problem.messages.join("; ") : `status ${answer.status}`;
  return new OpsError(codeFor(call, status, answer), `${nameOf(call)}: ${words || `status ${status}`}`, {
    facts: {
      service: call.service,
      operation: call.operation,
      relatedId: call.relatedId,
      status: answer.status,
      miraklCodes: problem?.miraklCodes ?? [],
      messages: problem?.messages ?? [],
    },
  });
}

/** The error of a 2xx that does not hold what was asked for: a page of the edge, or something broken. */
export function unreadable(call: AskedCall, answer: HttpAnswer, why: string): OpsError {
  const facts = {
    service: call.service,
    operation: call.operation,
    relatedId: call.relatedId,
    status: answer.status,
  };
  if (call.repeatability === "effect") {
    return new OpsError("answer_lost", `${nameOf(call)}: no readable confirmation: ${why}`, { facts });
  }
  const isFromEdge = isHtml(answer) || !isJson(answer);
  return new OpsError(isFromEdge ? "edge_answer" : "malformed_answer", `${nameOf(call)}: ${why}`, { facts });
}

function nameOf({ service, operation, endpoint, relatedId }: AskedCall): string {
  return `${service} ${endpoint} (${operation})${relatedId === null ? "" : ` of ${relatedId}`}`;
}

function codeFor(call: AskedCall, status: number, answer: HttpAnswer): ErrorCode {
  if (status === 401) return "credentials_rejected";
  if (status === 403) return isHtml(answer) ? "edge_answer" : "operation_forbidden";
  if (status === 404 || status === 410) return "not_found";
  if (status === 429) return "throttled";
  if (status < 400) return "edge_answer";
  if (status >= 500 || status === 408)
    return call.repeatability === "effect" ? "answer_lost" : "service_error";
  return "marketplace_rejected";
}

function readProblem(json: unknown): Problem | null {
  const read = wireProblem.safeParse(json);
  if (!read.success) return null;
  const { status, message, errors } = read.data;
  if (message === null && errors.length === 0) return null;
  const items = errors.map(({ code, field, message }) => [code, field, message].filter(Boolean).join(" "));
  return {
    status: status !== null && status !== undefined && status >= 400 && status < 600 ? status : null,
    miraklCodes: errors.flatMap(({ code }) => code ?? []),
    messages: [...(message === null ? [] : [message]), ...items],
  };
}

/** The JSON of an answer; undefined when it is none. */
export function parseJson(answer: HttpAnswer): unknown {
  try {
    return JSON.parse(answer.text());
  } catch {
    // Not JSON is a fact about the answer, which the caller names.
    return undefined;
  }
}

/** Pages come from the edge in front of Mirakl (blocked address, maintenance), never from Mirakl itself. */
function isHtml({ headers, bytes }: HttpAnswer): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 64));
  return /\bhtml\b/i.test(headers.get("content-type") ?? "") || /^\s*</.test(start);
}

function isJson({ headers }: HttpAnswer): boolean {
  return /[/+]json\b/i.test(headers.get("content-type") ?? "application/json");
}
