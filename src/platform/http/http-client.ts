import type { Secret } from "../secret.ts";
import { Attempts, type AttemptsOptions } from "./attempts.ts";
import type { HttpClient } from "./http-request.ts";
import { createRetryPolicy } from "./retry-policy.ts";
import { createSecretMask } from "./secret-mask.ts";

export interface HttpClientOptions extends Omit<AttemptsOptions, "mask"> {
  /** Every secret of this process: none is stored or thrown in any form. */
  secrets: Secret[];
}

/** The one way out of this program. `HttpClient` and `HttpRequest` say what it promises. */
export function createHttpClient({ secrets, ...options }: HttpClientOptions): HttpClient {
  const attempts = new Attempts({ ...options, mask: createSecretMask(secrets) });
  const retries = createRetryPolicy(options.settings);

  return {
    async send(request, signal) {
      for (let attempt = 1; ; attempt++) {
        const { answer, error } = await attempts.make(request, attempt, signal);
        if (answer) {
          retries.succeeded(request.service);
          return answer;
        }
        if (request.repeatability !== "effect") signal?.throwIfAborted();
        const waitMs = retries.waitMs({ request, error, attempt });
        if (waitMs === null) throw error;
        await options.clock.sleep(waitMs, signal);
      }
    },
  };
}
