import type { ApiCallListing } from "./api-calls.ts";

type Answered = Pick<
  ApiCallListing,
  "calledAt" | "statusCode" | "isSuccess" | "durationMs" | "attempt" | "error"
>;

/** No call is under way for longer, unless its time-out was set to more. */
const UNDER_WAY_MS = 5 * 60_000;

/** `503 in 120 ms, attempt 2: The service has trouble.` */
export function callAnswer(call: Answered, now: Date): string {
  const { statusCode, durationMs, attempt, error } = call;
  const which = attempt > 1 ? `, attempt ${attempt}` : "";
  if (durationMs === null) {
    const isYoung = now.getTime() - call.calledAt.getTime() < UNDER_WAY_MS;
    return isYoung
      ? `under way${which}, or cut off just now`
      : `no answer recorded${which}: the process or its database ended during the call`;
  }
  return `${statusCode ?? "no answer"} in ${durationMs} ms${which}${error === null ? "" : `: ${error}`}`;
}
