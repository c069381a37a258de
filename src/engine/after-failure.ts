import { ERROR_KINDS, type ErrorCode } from "../domain/error-codes.ts";
import type { OpsError } from "../domain/errors.ts";
import type { EngineSettings } from "../platform/config/config.ts";

/** What becomes of a unit that failed. `tries`: how many of its tries have failed, this one included if it counts. */
export type AfterFailure =
  /** Nothing is filed: somebody else has it, or the workflow keeps its own appointment. */
  | { file: false }
  | { file: true; needs: "retry"; retryAt: Date; tries: number }
  /** A person decides, unless there is a `retryAt`: then one is told, and it is tried again meanwhile. */
  | { file: true; needs: "human"; retryAt: Date | null; tries: number };

interface FailureCircumstances {
  error: OpsError;
  triesBefore: number;
  deadline: Date | null;
  now: Date;
  settings: EngineSettings;
}

/** Nothing was sent or taken, for a reason that says nothing of the unit: it costs none of its tries. */
const COSTS_NO_TRY: readonly ErrorCode[] = ["throttled", "circuit_open"];

/** The trouble is this machine's: it lasts until somebody makes room, and every unit is fine then. */
const TRIED_FOR_EVER: readonly ErrorCode[] = ["storage_unavailable"];

/** Where a service says that it may be asked again at once. */
const LEAST_WAIT_MS = 1_000;

/**
 * Retries for what may succeed by itself, within the budget; a person for the rest. When the deadline is near, or the
 * budget of what is tried for ever is used up, a person is told while the retries go on.
 */
export function afterFailure({
  error,
  triesBefore,
  deadline,
  now,
  settings,
}: FailureCircumstances): AfterFailure {
  if (error.kind === "conflict") return { file: false };
  const isTry = !COSTS_NO_TRY.includes(error.code);
  const tries = triesBefore + (isTry ? 1 : 0);
  const wait = isTry ? nextTry(error, { tries, settings }) : serviceIsReady(error, settings);
  if (!mayRetry(error) || wait === null) return { file: true, needs: "human", retryAt: null, tries };
  const isUsedUp = isTry && tries > settings.retryAfterMs.length;
  const deadlineIsNear = deadline !== null && deadline.getTime() - now.getTime() < settings.deadlineNearMs;
  const needs = isUsedUp || deadlineIsNear ? "human" : "retry";
  return { file: true, needs, retryAt: new Date(now.getTime() + wait), tries };
}

/** A lost answer may be tried again too: whoever sends an effect looks first whether it has happened. */
const mayRetry = ({ kind, code }: OpsError) =>
  ERROR_KINDS[kind].retry === "budgeted" || code === "answer_lost";

function nextTry(
  { code, retryAfterMs }: OpsError,
  { tries, settings }: { tries: number; settings: EngineSettings },
): number | null {
  const last = TRIED_FOR_EVER.includes(code) ? settings.retryAfterMs.at(-1) : undefined;
  const planned = settings.retryAfterMs[tries - 1] ?? last;
  return planned === undefined ? null : Math.max(planned, retryAfterMs ?? 0);
}

/** When the service says so; it alone knows. */
const serviceIsReady = ({ retryAfterMs }: OpsError, settings: EngineSettings): number =>
  Math.max(LEAST_WAIT_MS, retryAfterMs ?? settings.retryAfterMs[0] ?? 0);
