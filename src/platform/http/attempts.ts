import { OpsError, toOpsError } from "../../domain/errors.ts";
import type { Clock } from "../clock.ts";
import type { HttpSettings } from "../config/config.ts";
import type { Log } from "../log.ts";
import { callOutcome, sentCall } from "./audit.ts";
import { type Circuit, createCircuits } from "./circuit.ts";
import { type Exchange, exchange } from "./exchange.ts";
import type {
  ApiCallRecorder,
  BegunCall,
  BudgetPoint,
  CallOutcome,
  Destination,
  HttpRequest,
  RateLimiter,
  SentCall,
} from "./http-request.ts";
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

/** An exchange with its audit row, which waits for what came of it. */
type AuditedExchange = Exchange & { row: BegunCall; durationMs: number };

/** Single attempts at calls, each with its audit row: circuit and budgets come before. */
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

  /** @throws `circuit_open`, `throttled`, `database_unavailable` and what the limiter throws, before anything is sent. */
  async make(
    request: HttpRequest,
    {
      attempt,
      reservation,
      signal,
    }: { attempt: number; reservation: Reservation; signal?: AbortSignal | undefined },
  ): Promise<Outcome> {
    const { clock, mask } = this.#options;
    for (const point of reservation.points) await point.spend();
    const sent = sentCall({ request, attempt, calledAt: clock.now() }, mask);
    const exchange = await reservation.circuit.run(() => this.#audited(request, { sent, signal }));
    for (const point of reservation.points) await point.answered();
    const { row, durationMs } = exchange;
    const outcome = this.#judge(request, exchange);
    const ending = { request, exchange, error: outcome.error, durationMs };
    await this.#end(row, { request, outcome: callOutcome(ending, mask) });
    if (outcome.error?.code === "throttled") await this.#exhaust(request, outcome.error);
    return outcome;
  }

  async #audited(
    request: HttpRequest,
    { sent, signal }: { sent: SentCall; signal?: AbortSignal | undefined },
  ): Promise<AuditedExchange> {
    const { clock } = this.#options;
    const row = await this.#begin(request, sent);
    const leftAtMs = clock.now().getTime();
    const result = await this.#exchange(request, signal);
    return { ...result, row, durationMs: clock.now().getTime() - leftAtMs };
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

  /** What changes something outside never leaves without a trace. A read changes nothing: its row can wait for its answer. */
  async #begin(request: HttpRequest, sent: SentCall): Promise<BegunCall> {
    const { recorder, mask } = this.#options;
    if (request.repeatability === "read")
      return { end: (outcome) => recorder.record({ ...sent, ...outcome }) };
    try {
      return await recorder.begin(sent);
    } catch (thrown) {
      const error = toOpsError(thrown);
      if (error.kind === "unavailable") throw error;
      const message = `${nameOf(request)}: nothing was sent: its audit row could not be written: ${error.message}`;
      throw new OpsError("database_unavailable", mask.text(message), { cause: thrown });
    }
  }

  /** The call has happened: a row that can't be written must not turn its outcome into another one. */
  async #end(
    row: BegunCall,
    { request, outcome }: { request: HttpRequest; outcome: CallOutcome },
  ): Promise<void> {
    try {
      await row.end(outcome);
    } catch (err) {
      this.#options.log?.error({ err }, `The audit row of ${nameOf(request)} could not be written.`);
    }
  }

  async #exhaust({ budgets }: HttpRequest, { retryAfterMs: waitMs }: OpsError): Promise<void> {
    const [narrowest] = budgets;
    if (!narrowest || waitMs === null) return;
    await this.#options.limiter.exhaust(narrowest, Math.min(waitMs, LONGEST_WAIT_MS));
  }
}
