import {
  bulkhead,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
  type IBackoff,
  isBrokenCircuitError,
} from "cockatiel";
import { OpsError } from "../../domain/errors.ts";
import type { Clock } from "../clock.ts";
import type { Exchange } from "./exchange.ts";

const FAILURES_TO_OPEN = 10;
const FIRST_OPEN_MS = 10_000;
const LONGEST_OPEN_MS = 120_000;

/** Bun shares 256 connections among all hosts: one that hangs must not take them all. */
const EXCHANGES_PER_HOST = 64;

/** The gate before one host of one service. */
export interface Circuit {
  /** @throws `circuit_open` while the host is left alone. */
  check(): void;
  /** Waits for a place among the exchanges with the host; the answer leaves it. */
  enter(): Promise<() => void>;
  /** Runs an exchange at once, and counts how it went. @throws `circuit_open` */
  run<E extends Exchange>(exchange: () => Promise<E>): Promise<E>;
}

/** Circuits by service and host, made on first use. */
export function createCircuits(clock: Clock): (service: string, host: string) => Circuit {
  const circuits = new Map<string, Circuit>();
  return (service, host) => {
    const key = `${service} ${host}`;
    const circuit = circuits.get(key) ?? createCircuit(`${service} (${host})`, clock);
    circuits.set(key, circuit);
    return circuit;
  };
}

function createCircuit(name: string, clock: Clock): Circuit {
  const pauses = pausesOn(clock);
  const breaker: CircuitBreakerPolicy = circuitBreaker(
    handleWhenResult((result) => isHostTrouble(result as Exchange)),
    { breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN), halfOpenAfter: pauses },
  );
  const slots = bulkhead(EXCHANGES_PER_HOST, Number.POSITIVE_INFINITY);

  const openError = () => {
    const retryAfterMs = pauses.leftMs();
    const seconds = Math.ceil(retryAfterMs / 1000);
    const message = `${name} failed ${FAILURES_TO_OPEN} times in a row and is left alone for ${seconds} s.`;
    return new OpsError("circuit_open", message, { facts: { name }, retryAfterMs });
  };

  return {
    check() {
      if (breaker.state === CircuitState.Open && pauses.leftMs() > 0) throw openError();
    },
    enter() {
      const entered = Promise.withResolvers<() => void>();
      const left = Promise.withResolvers<void>();
      slots
        .execute(() => {
          entered.resolve(left.resolve);
          return left.promise;
        })
        .catch(entered.reject);
      return entered.promise;
    },
    async run(exchange) {
      try {
        return await breaker.execute(exchange);
      } catch (thrown) {
        throw isBrokenCircuitError(thrown) ? openError() : thrown;
      }
    },
  };
}

/** Transport failures and 5xx. A 4xx is an answer from a host that works. */
function isHostTrouble({ answer, failure }: Exchange): boolean {
  if (failure) return failure.problem !== "aborted" && failure.problem !== "answer_too_large";
  return answer.status >= 500;
}

/**
 * How long an open circuit stays open: doubling from pause to pause. cockatiel compares a pause with its own clock, so
 * the pause answers 0 when it is over on ours, and is endless before.
 */
function pausesOn(clock: Clock) {
  let untilMs = 0;
  const leftMs = () => Math.max(0, untilMs - clock.now().getTime());
  const pauses: IBackoff<{ attempt: number }> & { leftMs(): number } = {
    leftMs,
    get duration() {
      return leftMs() > 0 ? Number.POSITIVE_INFINITY : 0;
    },
    next({ attempt }) {
      const pauseMs = Math.min(LONGEST_OPEN_MS, FIRST_OPEN_MS * 2 ** (attempt - 1));
      untilMs = clock.now().getTime() + pauseMs;
      return pauses;
    },
  };
  return pauses;
}
