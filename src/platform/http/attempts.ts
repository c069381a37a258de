import type { OpsError } from "../../domain/errors.ts";
import type { Clock } from "../clock.ts";
import type { HttpSettings } from "../config/config.ts";
import type { Log } from "../log.ts";
import { type Attempt, auditRow } from "./audit.ts";
import { type Circuit, createCircuits } from "./circuit.ts";
import { type Exchange, exchange } from "./exchange.ts";
import type { ApiCallRecorder, BudgetPoint, Destination, HttpRequest, RateLimiter } from "./http-request.ts";
import { judge, nameOf, type Outcome } from "./judge.ts";
import { publishableError } from "./publishable-error.ts";
import { retryAfterMs } from "./retry-after.ts";
import { LONGEST_WAIT_MS } from "./retry-policy.ts";
import type { SecretMask } from "./secret-mask.ts";

export interface AttemptsOptions {
  settings: HttpSettings;
  recorder: ApiCallRecorder;
  limiter: RateLimiter;
  clock: Clock;
  log?: Pick<Log, "error">;
  mask: SecretMask;
}

/** A host that has been silent for so long is met on a connection of its own, whose connect time-out can be seen. */
const COLD_AFTER_MS = 60_000;

/** What one attempt needs to set out at once. */
export interface Reservation extends AsyncDisposable {
  circuit: Circuit;
  points: readonly BudgetPoint[];
}

/** Single attempts at calls: circuit and budgets before, the audit row after. */
export class Attempts {
  readonly #options: AttemptsOptions;
  readonly #circuitOf: ReturnType<typeof createCircuits>;
  readonly #answeredAtMs = new Map<string, number>();

  constructor(options: AttemptsOptions) {
    this.#options = options;
    this.#circuitOf = createCircuits(options.clock);
  }

  /** Waits for everything that a call has to wait for. @throws `circuit_open` and what the limiter throws */
  async reserve({ service, url, budgets }: Destination, signal?: AbortSignal): Promise<Reservation> {
    const circuit = this.#circuitOf(service, new URL(url).host);
    circuit.check();
    await using holding = new AsyncDisposableStack();
    const points: BudgetPoint[] = [];
    for (const budget of budgets) {
      const point = await this.#options.limiter.take(budget, signal);
      holding.defer(() => point.giveBack());
      points.push(point);
    }
    holding.defer(await circuit.enter());
    signal?.throwIfAborted();
    const held = holding.move();
    return { circuit, points, [Symbol.asyncDispose]: () => held.disposeAsync() };
  }

  /** @throws `circuit_open`, `throttled` and what the limiter throws, before anything is sent. */
  async make(
    request: HttpRequest,
    {
      attempt,
      reservation,
      signal,
    }: { attempt: number; reservation: Reservation; signal?: AbortSignal | undefined },
  ): Promise<Outcome> {
    const { clock } = this.#options;
    for (const point of reservation.points) await point.spend();
    const calledAt = clock.now();
    const result = await reservation.circuit.run(() => this.#exchange(request, signal));
    const outcome = this.#judge(request, result);
    const durationMs = clock.now().getTime() - calledAt.getTime();
    await this.#record({ request, attempt, exchange: result, error: outcome.error, calledAt, durationMs });
    if (outcome.error?.code === "throttled") await this.#exhaust(request, outcome.error);
    return outcome;
  }

  async #exchange(request: HttpRequest, signal?: AbortSignal): Promise<Exchange> {
    const { settings, clock } = this.#options;
    const { host } = new URL(request.url);
    const answeredAtMs = this.#answeredAtMs.get(host) ?? Number.NEGATIVE_INFINITY;
    const isCold = clock.now().getTime() - answeredAtMs > COLD_AFTER_MS;
    const isEffect = request.repeatability === "effect";
    const result = await exchange({
      request,
      connectTimeoutMs: settings.connectTimeoutMs,
      timeoutMs: request.timeoutMs ?? settings.timeoutMs,
      ownConnection: isEffect || isCold,
      ...(signal && !isEffect ? { signal } : {}),
    });
    if (result.answer) this.#answeredAtMs.set(host, clock.now().getTime());
    return result;
  }

  #judge(request: HttpRequest, result: Exchange): Outcome {
    const { mask, clock } = this.#options;
    const outcome = judge(request, result);
    if (!outcome.error) return outcome;
    const waitMs = result.answer && retryAfterMs(result.answer.headers, clock.now());
    return { answer: null, error: publishableError(outcome.error, mask, waitMs) };
  }

  /** The call has happened: a row that can't be written must not turn its outcome into another one. */
  async #record(attempt: Attempt): Promise<void> {
    const { recorder, log, mask } = this.#options;
    try {
      await recorder.record(auditRow(attempt, mask));
    } catch (err) {
      log?.error({ err }, `The audit row of ${nameOf(attempt.request)} could not be written.`);
    }
  }

  async #exhaust({ budgets }: HttpRequest, { retryAfterMs: waitMs }: OpsError): Promise<void> {
    const [narrowest] = budgets;
    if (!narrowest || waitMs === null) return;
    await this.#options.limiter.exhaust(narrowest, Math.min(waitMs, LONGEST_WAIT_MS));
  }
}
