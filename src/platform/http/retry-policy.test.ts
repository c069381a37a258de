import { describe, expect, test } from "bun:test";
import { OpsError } from "../../domain/errors.ts";
import { createRetryPolicy } from "./retry-policy.ts";
import { requestTo } from "./testing/http-world.ts";

const settings = { connectTimeoutMs: 1, timeoutMs: 1, attempts: 3, backoffMs: [1000, 2000] };
const request = requestTo("http://127.0.0.1/");
const error = new OpsError("service_error", "Down.");

describe("retries", () => {
  test("come out of a budget per service, so that an outage does not triple the load", () => {
    const policy = createRetryPolicy(settings);
    const granted = Array.from({ length: 1000 }, () => policy.waitMs({ request, error, attempt: 1 })).filter(
      (waitMs) => waitMs !== null,
    );
    expect(granted).toHaveLength(50);
    expect(
      policy.waitMs({ request: { ...request, service: "CanadaPost" }, error, attempt: 1 }),
    ).not.toBeNull();
  });

  test("are earned back by successes, one by two, up to the budget", () => {
    const policy = createRetryPolicy(settings);
    for (let nth = 1; nth <= 50; nth++) policy.waitMs({ request, error, attempt: 1 });
    policy.succeeded("BestBuy");
    expect(policy.waitMs({ request, error, attempt: 1 })).toBeNull();
    policy.succeeded("BestBuy");
    expect(policy.waitMs({ request, error, attempt: 1 })).not.toBeNull();
  });

  test("are never made for effects, refusals and answers that are too large", () => {
    const policy = createRetryPolicy(settings);
    const waitMs = (given: Partial<Parameters<typeof policy.waitMs>[0]>) =>
      policy.waitMs({ request, error, attempt: 1, ...given });
    expect(waitMs({ request: { ...request, repeatability: "effect" } })).toBeNull();
    expect(waitMs({ error: new OpsError("credentials_rejected", "No.") })).toBeNull();
    expect(waitMs({ error: new OpsError("answer_too_large", "Big.") })).toBeNull();
    expect(waitMs({ attempt: 3 })).toBeNull();
    expect(waitMs({ attempt: 2 })).toBeWithin(1500, 2501);
  });
});
