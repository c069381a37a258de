import type { OpsError } from "../../domain/errors.ts";

/**
 * What sending this twice would do. `read` and `idempotent` calls are tried up to three times inside one run.
 * An `effect` is sent once: when its answer is lost, the error is `answer_lost` (in doubt).
 */
export type Repeatability = "read" | "idempotent" | "effect";

export interface HttpRequest {
  /** Audit name of the service: `BestBuy`, `CanadaPost`. */
  service: string;
  /** Audit name of the operation: `AcceptOrder`, `CreateShipment`. */
  endpoint: string;
  /** The order or thread this is about; null for lists. */
  relatedId: string | null;
  method: "GET" | "POST" | "PUT" | "DELETE";
  url: string;
  headers: Record<string, string>;
  /** Null sends no body (with `Content-Length: 0` where the method allows one). */
  body: string | FormData | null;
  repeatability: Repeatability;
  /** Shared budgets to take from before each attempt, the narrowest first: a 429 empties that one. */
  budgets: RateBudget[];
  /** `false` for lists, whose bodies are not worth their space in the audit; a refusal is kept all the same. Default true. */
  auditAnswer?: boolean;
  /** How the body appears in the audit where it is not JSON or XML text. */
  auditPayload?: unknown;
  /** Milliseconds for the whole answer; the settings' default otherwise. */
  timeoutMs?: number;
  /** Bytes; 10 MiB otherwise. */
  maxAnswerBytes?: number;
  /**
   * The answer's error, read from its body before its status; null when it is a success. A `Retry-After` header is
   * added to the error by the client. What it throws on an effect counts as a lost answer.
   */
  classify(answer: HttpAnswer): OpsError | null;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
  /** The body as UTF-8 text. Throws `malformed_answer` when it is not UTF-8. */
  text(): string;
}

/** At most `points` in any window of `seconds`, shared by every process on the same database. */
export interface RateBudget {
  /** `mirakl:bestbuy/main`, `canada-post:canada-post:A`. */
  key: string;
  points: number;
  seconds: number;
}

/** A request that may be sent again. */
export type RepeatableRequest = HttpRequest & { repeatability: "read" | "idempotent" };
export type EffectRequest = HttpRequest & { repeatability: "effect" };

export interface HttpClient {
  /**
   * Sends the request with time-out, budgets, retries and circuit breaker, and writes an audit row per attempt: after a
   * read, before anything else.
   * The signal ends waits and reads with its reason.
   * @throws what `classify` returned; `timed_out`, `connection_failed`, `circuit_open`, `answer_too_large`
   */
  send(request: RepeatableRequest, signal?: AbortSignal): Promise<HttpAnswer>;
  /**
   * Waits until a call may set out. What must not be old when it does is settled afterwards: the intent of an effect,
   * so that whoever dies while waiting has sent nothing; what a reading asks for. The signal ends the wait with its
   * reason.
   * @throws `circuit_open` and what the limiter throws
   */
  reserve(destination: Destination, signal?: AbortSignal): Promise<Turn>;
}

/** Where a call goes, and what it takes from: known before the call itself is. */
export type Destination = Pick<HttpRequest, "service" | "url" | "budgets">;

/**
 * The turn of one call: points of its budgets and a place at the host. Whoever holds it awaits the call before letting
 * go of it (`return await`).
 */
export interface Turn extends AsyncDisposable {
  /**
   * Sends the effect once and at once, whatever happens to the program meanwhile. Its audit row stands before it leaves.
   * @throws what `classify` returned; `connection_failed`, `circuit_open`, `throttled` and `database_unavailable`: nothing
   * was sent; `answer_lost`: it may have happened
   */
  send(request: EffectRequest): Promise<HttpAnswer>;
  /** As `HttpClient.send`, with the first attempt at once; further ones wait for turns of their own. */
  read(request: RepeatableRequest): Promise<HttpAnswer>;
}

/** The same turn in other terms. */
export const turnWith = <Methods extends object>(
  turn: AsyncDisposable,
  methods: Methods,
): Methods & AsyncDisposable => ({ ...methods, [Symbol.asyncDispose]: () => turn[Symbol.asyncDispose]() });

/** One attempt at an outside call as it leaves, secrets masked. */
export interface SentCall {
  service: string;
  endpoint: string;
  relatedId: string | null;
  method: string;
  url: string;
  requestPayload: unknown;
  attempt: number;
  calledAt: Date;
}

/** What came of it, secrets masked. */
export interface CallOutcome {
  responseBody: string | null;
  statusCode: number | null;
  isSuccess: boolean;
  error: string | null;
  durationMs: number;
}

export type ApiCall = SentCall & CallOutcome;

/** Where audit rows go. Implemented on the database. */
export interface ApiCallRecorder {
  /** A call that is over. */
  record(call: ApiCall): Promise<void>;
  /** A call that is about to leave: when its process ends before it does, the row tells that no answer was recorded. */
  begin(call: SentCall): Promise<BegunCall>;
}

export interface BegunCall {
  end(outcome: CallOutcome): Promise<void>;
}

/** A point that was taken for one call. */
export interface BudgetPoint {
  /**
   * Right before the call: one that was taken a while ago counts from now on instead. Never waits.
   * @throws `throttled` when its window has passed meanwhile, and no other point is free
   */
  spend(): Promise<void>;
  /** The call is over. One that was long under way counts from now on, for nobody knows when it arrived. Never throws. */
  answered(): Promise<void>;
  /** There will be no call. Does nothing once it is spent. */
  giveBack(): Promise<void>;
}

/** Where shared budgets live. Implemented on the database. */
export interface RateLimiter {
  /** Waits until a point is free and takes it. Rejects with the signal's reason when it aborts first. */
  take(budget: RateBudget, signal?: AbortSignal): Promise<BudgetPoint>;
  /** Empties the budget for a while, after the other side said that it is used up. */
  exhaust(budget: RateBudget, forMs: number): Promise<void>;
}
