import { OpsError } from "../../../domain/errors.ts";
import { FakeClock } from "../../clock.ts";
import { createHttpClient, type HttpClientOptions } from "../http-client.ts";
import type {
  ApiCall,
  EffectRequest,
  HttpAnswer,
  HttpClient,
  HttpRequest,
  RateBudget,
  RepeatableRequest,
} from "../http-request.ts";

/** A client with a clock that stands still, and books of what it did. */
export function createHttpWorld(options: Partial<HttpClientOptions> = {}) {
  const calls: ApiCall[] = [];
  const taken: string[] = [];
  const spent: string[] = [];
  const returned: string[] = [];
  const exhausted: { key: string; forMs: number }[] = [];
  const clock = new FakeClock("2026-03-02T15:00:00Z");
  const client = createHttpClient({
    settings: { connectTimeoutMs: 10_000, timeoutMs: 10_000, attempts: 3, backoffMs: [1000, 2000] },
    recorder: {
      record: async (call) => void calls.push(call),
      begin: async (call) => ({ end: async (outcome) => void calls.push({ ...call, ...outcome }) }),
    },
    limiter: {
      async take({ key }: RateBudget) {
        taken.push(key);
        return {
          spend: async () => void spent.push(key),
          answered: async () => {},
          giveBack: async () => void returned.push(key),
        };
      },
      exhaust: async ({ key }: RateBudget, forMs) => void exhausted.push({ key, forMs }),
    },
    clock,
    secrets: [],
    ...options,
  });
  return { client, calls, taken, spent, returned, exhausted, clock };
}

/** A read of `url` with the usual judgement of statuses; `changes` makes it another request. */
export function requestTo(
  url: string,
  changes: Partial<Omit<HttpRequest, "repeatability">> = {},
): RepeatableRequest {
  return {
    service: "BestBuy",
    endpoint: "ListOrders",
    relatedId: null,
    method: "GET",
    url,
    headers: {},
    body: null,
    repeatability: "read",
    budgets: [],
    classify: classifyByStatus,
    ...changes,
  };
}

/** A request as an effect, as `requestTo` has it otherwise. */
export const effectOn = (url: string, changes: Partial<HttpRequest> = {}): EffectRequest => ({
  ...requestTo(url, { method: "PUT", endpoint: "AcceptOrder", ...changes }),
  repeatability: "effect",
});

/** Waits for a turn and uses it at once. */
export async function sendOnce(
  client: HttpClient,
  effect: EffectRequest,
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  await using turn = await client.reserve(effect, signal);
  return await turn.send(effect);
}

function classifyByStatus({ status }: HttpAnswer): OpsError | null {
  if (status < 400) return null;
  if (status === 429) return new OpsError("throttled", "Too many calls.");
  if (status >= 500) return new OpsError("service_error", `Status ${status}.`);
  return new OpsError("marketplace_rejected", `Status ${status}.`);
}

/** What `promise` rejects with, as an OpsError. */
export async function errorOf(promise: Promise<unknown>): Promise<OpsError> {
  const thrown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (thrown instanceof OpsError) return thrown;
  throw new Error(`Expected an OpsError, got ${String(thrown)}.`);
}
