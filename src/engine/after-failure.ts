import { ERROR_KINDS } from "../domain/error-codes.ts";
import type { OpsError } from "../domain/errors.ts";
import type { EngineSettings } from "../platform/config/config.ts";

/** What becomes of a unit that failed. */
export type AfterFailure =
  /** Nothing is filed: somebody else has it, or the workflow keeps its own appointment. */
  | { file: false }
  | { file: true; needs: "retry"; retryAt: Date }
  | { file: true; needs: "human"; retryAt: null };

interface FailureCircumstances {
  error: OpsError;
  /** Failures in a row, this one included. */
  occurrences: number;
  deadline: Date | null;
  now: Date;
  settings: EngineSettings;
}

/** A throttled call says nothing about the unit, so it never uses up the unit's tries. */
const tries = ({ error, occurrences, settings }: FailureCircumstances) =>
  error.code === "throttled" ? Math.min(occurrences, settings.retryAfterMs.length) : occurrences;

/** A lost answer may be tried again too: whoever sends an effect looks first whether it has happened. */
const mayRetry = ({ kind, code }: OpsError) =>
  ERROR_KINDS[kind].retry === "budgeted" || code === "answer_lost";

/** Retries for what may succeed by itself, within the budget and unless the deadline is near; a person for the rest. */
export function afterFailure(circumstances: FailureCircumstances): AfterFailure {
  const { error, deadline, now, settings } = circumstances;
  if (error.kind === "conflict") return { file: false };
  const wait = settings.retryAfterMs[tries(circumstances) - 1];
  const deadlineIsNear = deadline !== null && deadline.getTime() - now.getTime() < settings.deadlineNearMs;
  if (!mayRetry(error) || wait === undefined || deadlineIsNear)
    return { file: true, needs: "human", retryAt: null };
  return {
    file: true,
    needs: "retry",
    retryAt: new Date(now.getTime() + Math.max(wait, error.retryAfterMs ?? 0)),
  };
}
