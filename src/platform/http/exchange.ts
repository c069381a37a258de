import { checkServerIdentity } from "node:tls";
import { readAnswer } from "./answer.ts";
import { codeOf, connectionTrouble } from "./connection-trouble.ts";
import type { HttpAnswer, HttpRequest } from "./http-request.ts";

/** Why one attempt has no answer. */
export interface ExchangeFailure {
  problem: "unreachable" | "timed_out" | "connection_lost" | "answer_too_large" | "aborted";
  /** `false` only where it is certain that no byte of the request has left. */
  mayHaveLeft: boolean;
  /** The status, when the answer broke off after it. */
  status: number | null;
  detail: string;
  /** What the runtime threw. */
  cause?: unknown;
}

export type Exchange = { answer: HttpAnswer; failure: null } | { answer: null; failure: ExchangeFailure };

export interface ExchangeOptions {
  request: HttpRequest;
  connectTimeoutMs: number;
  timeoutMs: number;
  /**
   * Opens a connection for this request alone. Bun sends a PUT, though not a POST, a second time by itself when a
   * reused connection drops; on its own connection it never does. Over TLS it is also known when it stands.
   */
  ownConnection: boolean;
  /** A certificate authority to trust besides the system's. */
  trustedCertificate?: string;
  signal?: AbortSignal;
}

/** Failures of looking up, connecting and trusting: nothing of the request goes out before these are done. */
const BEFORE_SENDING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|ERR_INVALID_URL|ERR_TLS_CERT_\w+|CERT_\w+|UNABLE_TO_\w+|\w*SELF_SIGNED\w*)$/;

const DEFAULT_MAX_ANSWER_BYTES = 10 * 1024 * 1024;

/** Sends a request once and reads its whole answer. Redirects are answers: following one would take the key elsewhere. */
export async function exchange(options: ExchangeOptions): Promise<Exchange> {
  const { request, ownConnection } = options;
  const url = new URL(request.url);
  const headers = new Headers(request.headers);
  const observed = ownConnection && url.protocol === "https:";
  const watch = watchTime({ ...options, observed });
  let status: number | null = null;
  try {
    const response = await fetch(url, {
      method: request.method,
      headers,
      body: request.body,
      redirect: "manual",
      keepalive: !ownConnection,
      signal: watch.signal,
      ...(observed ? { tls: observingTls(watch.connected, options.trustedCertificate) } : {}),
    });
    status = response.status;
    const answer = await readAnswer(response, request.maxAnswerBytes ?? DEFAULT_MAX_ANSWER_BYTES);
    if (answer) return { answer, failure: null };
    watch.stop("answer_too_large");
    return failed("answer_too_large", true, "the answer is larger than the limit");
  } catch (thrown) {
    const problem = watch.stoppedBy();
    const detail = problem ? STOP_DETAILS[problem] : connectionTrouble(thrown, url.host);
    const left = observed ? watch.isConnected() : !BEFORE_SENDING.test(codeOf(thrown));
    const { answer, failure } = failed(problem ?? (left ? "connection_lost" : "unreachable"), left, detail);
    return { answer, failure: { ...failure, cause: thrown } };
  } finally {
    watch.end();
  }

  function failed(problem: ExchangeFailure["problem"], mayHaveLeft: boolean, detail: string) {
    return { answer: null, failure: { problem, mayHaveLeft, status, detail } };
  }
}

/** Bun asks about the certificate of every such connection once it stands, and sends the request only then. */
function observingTls(connected: () => void, trustedCertificate: string | undefined) {
  return {
    ...(trustedCertificate ? { ca: trustedCertificate } : {}),
    checkServerIdentity: (...identity: Parameters<typeof checkServerIdentity>) => {
      const problem = checkServerIdentity(...identity);
      if (!problem) connected();
      return problem;
    },
  };
}

const STOP_DETAILS: Record<ExchangeFailure["problem"], string> = {
  unreachable: "no connection within the connect time-out",
  timed_out: "no whole answer within the time-out",
  connection_lost: "the connection broke",
  answer_too_large: "the answer is larger than the limit",
  aborted: "stopped by this program",
};

interface WatchOptions extends ExchangeOptions {
  observed: boolean;
}

/** Ends an exchange at its time-outs or when the caller wants to stop, and remembers which it was. */
function watchTime({ observed, connectTimeoutMs, timeoutMs, signal }: WatchOptions) {
  const controller = new AbortController();
  let stopped: ExchangeFailure["problem"] | null = null;
  let connected = false;

  function stop(problem: ExchangeFailure["problem"]) {
    stopped ??= problem;
    controller.abort();
  }
  const abort = () => stop("aborted");
  const answerTimer = setTimeout(stop, timeoutMs, "timed_out");
  const connectTimer = observed ? setTimeout(stop, connectTimeoutMs, "unreachable") : undefined;
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });

  return {
    signal: controller.signal,
    stop,
    stoppedBy: () => stopped,
    isConnected: () => connected,
    connected() {
      connected = true;
      clearTimeout(connectTimer);
    },
    end() {
      clearTimeout(answerTimer);
      clearTimeout(connectTimer);
      signal?.removeEventListener("abort", abort);
    },
  };
}
