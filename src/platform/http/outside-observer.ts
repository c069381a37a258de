import type { Clock } from "../clock.ts";
import type { ApiCall, ApiCallRecorder, RateLimiter } from "./http-request.ts";

/** Told of every attempt at an outside call and of every wait for a shared budget. */
export interface OutsideObserver {
  called(call: ApiCall): void;
  /** `key` is the budget's: `mirakl:bestbuy/main`. */
  waited(key: string, ms: number): void;
}

export const observedRecorder = (recorder: ApiCallRecorder, observer: OutsideObserver): ApiCallRecorder => ({
  record(call) {
    observer.called(call);
    return recorder.record(call);
  },
  async begin(call) {
    const begun = await recorder.begin(call);
    return {
      end(outcome) {
        observer.called({ ...call, ...outcome });
        return begun.end(outcome);
      },
    };
  },
});

export const observedLimiter = (
  limiter: RateLimiter,
  { observer, clock }: { observer: OutsideObserver; clock: Clock },
): RateLimiter => ({
  ...limiter,
  async take(budget, signal) {
    const since = clock.now().getTime();
    const point = await limiter.take(budget, signal);
    observer.waited(budget.key, clock.now().getTime() - since);
    return point;
  },
});
