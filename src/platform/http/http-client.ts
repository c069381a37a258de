import { OpsError } from "../../domain/errors.ts";
import type { Secret } from "../secret.ts";
import { Attempts, type AttemptsOptions, type Reservation } from "./attempts.ts";
import {
  type EffectRequest,
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
  type RepeatableRequest,
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

  interface Sending {
    signal?: AbortSignal | undefined;
    /** Had already, for the first attempt. */
    reserved?: Reservation;
  }

  const attemptAt = async (attempt: number, request: HttpRequest, { signal, reserved }: Sending) => {
    await using reservation = attempt === 1 && reserved ? reserved : await attempts.reserve(request, signal);
    return await attempts.make(request, { attempt, reservation, signal });
  };

  const send = async (request: HttpRequest, sending: Sending): Promise<HttpAnswer> => {
    for (let attempt = 1; ; attempt++) {
      const { answer, error } = await attemptAt(attempt, request, sending);
      if (answer) {
        retries.succeeded(request.service);
        return answer;
      }
      sending.signal?.throwIfAborted();
      const waitMs = retries.waitMs({ request, error, attempt });
      if (waitMs === null) throw error;
      await options.clock.sleep(waitMs, sending.signal);
    }
  };

  return {
    send: (request, signal) => send(request, { signal }),
    async reserve(destination, signal) {
      const reserved = await attempts.reserve(destination, signal);
      let isUsed = false;
      const sendWith = async (request: HttpRequest, sending: Sending): Promise<HttpAnswer> => {
        if (isUsed) throw new OpsError("bug", `The turn of ${nameOf(request)} was used before.`);
        isUsed = true;
        return send(request, sending);
      };
      return turnWith(reserved, {
        send: (request: EffectRequest) => sendWith(request, { reserved }),
        read: (request: RepeatableRequest) => sendWith(request, { reserved, signal }),
      });
    },
  };
}
