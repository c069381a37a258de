import type { Clock } from "../platform/clock.ts";
import type { ApiCall } from "../platform/http/http-request.ts";

/** A marketplace or carrier, as its last call left it. */
export interface OutsideService {
  /** `BestBuy`, `CanadaPost`. */
  service: string;
  isWell: boolean;
  /** When it became what it is. */
  since: Date;
  /** Of the last call. */
  latencyMs: number;
  calledAt: Date;
  trouble: string | null;
}

/** Answers that say something of the key or the service; any other refusal is about one order. */
const TELLING_STATUSES: readonly number[] = [401, 403, 429];

const isTrouble = ({ isSuccess, statusCode }: ApiCall): boolean =>
  !isSuccess && (statusCode === null || statusCode >= 500 || TELLING_STATUSES.includes(statusCode));

/** Remembers how each outside service answered last. */
export class OutsideServices {
  readonly #clock: Clock;
  readonly #services = new Map<string, OutsideService>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  called(call: ApiCall): void {
    const known = this.#services.get(call.service);
    const isWell = !isTrouble(call);
    this.#services.set(call.service, {
      service: call.service,
      isWell,
      since: known?.isWell === isWell ? known.since : this.#clock.now(),
      latencyMs: call.durationMs,
      calledAt: call.calledAt,
      trouble: isWell ? null : call.error,
    });
  }

  /** Those that were called since the process began. */
  all(): OutsideService[] {
    return [...this.#services.values()];
  }
}
