import { ERROR_KINDS, type ErrorCode } from "../domain/error-codes.ts";
import type { OpsError } from "../domain/errors.ts";
import type { EngineSettings } from "../platform/config/config.ts";

/** What becomes of a unit that failed. `tries`: how many of its tries have failed, this one included if it counts. */
export type AfterFailure =
  /** Nothing is filed: somebody else has it, or the workflow keeps its own appointment. */
  | { file: false }
  | { file: true; needs: "retry"; retryAt: Date; tries: number }
  | { file: true; needs: "human"; retryAt: null; tries: number };

interface FailureCircumstances {
  error: OpsError;
  triesBefore: number;
  deadline: Date | null;
  now: Date;
  settings: EngineSettings;
}

/** Nothing was sent or taken, for a reason that says nothing of the unit: it costs none of its tries. */
const COSTS_NO_TRY: readonly ErrorCode[] = ["throttled", "circuit_open"];

/** Where a service says that it may be asked again at once. */
const LEAST_WAIT_MS = 1_000;

/** Retries for what may succeed by itself, within the budget and unless the deadline is near; a person for the rest. */
export function afterFailure(circumstances: FailureCircumstances): AfterFailure {
  const { error, triesBefore, deadline, now, settings } = circumstances;
  if (error.kind === "conflict") return { file: false };
  const isTry = !COSTS_NO_TRY.includes(error.code);
  const tries = triesBefore + (isTry ? 1 : 0);
  const wait = isTry ? nextTry(error, settings.retryAfterMs[tries - 1]) : serviceIsReady(error, settings);
  const deadlineIsNear = deadline !== null && deadline.getTime() - now.getTime() < settings.deadlineNearMs;
  if (!mayRetry(error) || wait === null || deadlineIsNear)
    return { file: true, needs: "human", retryAt: null, tries };
  return { file: true, needs: "retry", retryAt: new Date(now.getTime() + wait), tries };
}

/** A lost answer may be tried again too: whoever sends an effect looks first whether it has happened. */
const mayRetry = ({ kind, code }: OpsError) =>
  ERROR_KINDS[kind].retry === "budgeted" || code === "answer_lost";

const nextTry = ({ retryAfterMs }: OpsError, planned: number | undefined): number | null =>
  planned === undefined ? null : Math.max(planned, retryAfterMs ?? 0);

/** When the service says so; it alone knows. */
const serviceIsReady = ({ retryAfterMs }: OpsError, settings: EngineSettings): number =>
  Math.max(LEAST_WAIT_MS, retryAfterMs ?? settings.retryAfterMs[0] ?? 0);
