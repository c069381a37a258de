import { OpsError } from "../../domain/errors.ts";
import type { Secret } from "../secret.ts";
import { Attempts, type AttemptsOptions } from "./attempts.ts";
import {
  type EffectRequest,
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
  turnWith,
} from "./http-request.ts";
import { nameOf } from "./judge.ts";
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

  const attemptAt = async (request: HttpRequest, attempt: number, signal?: AbortSignal) => {
    await using reservation = await attempts.reserve(request, signal);
    return await attempts.make(request, { attempt, reservation, signal });
  };

  return {
    async send(request, signal) {
      for (let attempt = 1; ; attempt++) {
        const { answer, error } = await attemptAt(request, attempt, signal);
        if (answer) {
          retries.succeeded(request.service);
          return answer;
        }
        signal?.throwIfAborted();
        const waitMs = retries.waitMs({ request, error, attempt });
        if (waitMs === null) throw error;
        await options.clock.sleep(waitMs, signal);
      }
    },
    async reserve(destination, signal) {
      const reservation = await attempts.reserve(destination, signal);
      let isUsed = false;
      const send = async (request: EffectRequest): Promise<HttpAnswer> => {
        if (isUsed) throw new OpsError("bug", `The turn of ${nameOf(request)} was used before.`);
        isUsed = true;
        await using held = reservation;
        const { answer, error } = await attempts.make(request, { attempt: 1, reservation: held });
        if (error) throw error;
        retries.succeeded(request.service);
        return answer;
      };
      return turnWith(reservation, { send });
    },
  };
}
