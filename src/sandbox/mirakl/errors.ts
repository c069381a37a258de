import { jsonResponse, prettyJson } from "./json.ts";

export interface ErrorDetail {
  code: string;
  field: string | null;
  message: string;
}

/** `A`: `{message, status}`. `B`: `{status, errors: [{code, field, message}]}`. Both are seen; no schema settles which. */
export type ErrorShape = "A" | "B";

/** A request that is refused. Details make it shape B unless the sandbox is told to use one shape for all. */
export class Refusal extends Error {
  readonly status: number;
  readonly details: ErrorDetail[];
  readonly retryAfterSeconds: number | null;

  constructor(
    status: number,
    message: string,
    more: { details?: ErrorDetail[]; retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.status = status;
    this.details = more.details ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
  }

  static coded(status: number, code: string, message: string, field: string | null = null): Refusal {
    return new Refusal(status, message, { details: [{ code, field, message }] });
  }

  toResponse(wanted: ErrorShape | "by_operation"): Response {
    const shape = wanted === "by_operation" ? (this.details.length > 0 ? "B" : "A") : wanted;
    const generic = { code: "ERROR", field: null, message: this.message };
    const body =
      shape === "A"
        ? { message: this.message, status: this.status }
        : { status: this.status, errors: this.details.length > 0 ? this.details : [generic] };
    const headers: Record<string, string> =
      this.retryAfterSeconds === null ? {} : { "retry-after": String(this.retryAfterSeconds) };
    return jsonResponse(prettyJson(body), { status: this.status, headers });
  }
}
