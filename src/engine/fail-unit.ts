import type { Tx } from "../db/database.ts";
import { findOpenFailure, recordFailure } from "../db/stores/failures.ts";
import { pause } from "../db/stores/pauses.ts";
import { ERROR_CODES, type ErrorCode } from "../domain/error-codes.ts";
import type { OpsError } from "../domain/errors.ts";
import { operationScope, partnerScope } from "../domain/pause-scope.ts";
import { afterFailure } from "./after-failure.ts";
import type { ClaimedUnit, EngineContext, Workflow } from "./workflow.ts";

/** What was filed, and when the unit is tried again by itself. */
export interface Filed {
  failureId: number;
  retryAt: Date | null;
}

/** Files a unit's failure by its kind and ends the claim, in one transaction. Answers null when there is none to file. */
export async function failUnit<C extends EngineContext>(
  ctx: C,
  workflow: Workflow<C>,
  { unit, error }: { unit: ClaimedUnit; error: OpsError },
): Promise<Filed | null> {
  let filed: Filed | null = null;
  await unit.settle(async (tx) => {
    const fail = error.kind === "config" ? failPartner : failOne;
    filed = await fail(ctx, workflow, { tx, unit, error });
  });
  return filed;
}

interface Filing {
  tx: Tx;
  unit: ClaimedUnit;
  error: OpsError;
}

/** What every workflow would meet with a partner, not the one operation alone. */
const CONCERNS_PARTNER: ReadonlySet<ErrorCode> = new Set(["credentials_rejected", "connection_frozen"]);

/** A `config` problem stops what would meet it again, with one failure for the pause, and moves no order. */
async function failPartner<C extends EngineContext>(
  ctx: C,
  workflow: Workflow<C>,
  { tx, unit, error }: Filing,
): Promise<Filed> {
  const at = ctx.clock.now();
  const partner = workflow.partner(ctx, unit);
  const own = workflow.pausedBy?.(ctx, { unit, error }) ?? null;
  const shared = CONCERNS_PARTNER.has(error.code)
    ? partnerScope(partner)
    : operationScope(partner, workflow.name);
  const scope = own ?? shared;
  await pause(tx, {
    scope,
    code: error.code,
    reason: error.message,
    settingsFingerprint: ctx.settingsFingerprint(partner, error.code),
    by: ctx.actor,
    at,
  });
  // Whoever meets it at the same time waits for the row of the pause: one of them files the failure, the others count.
  const open = await findOpenFailure(tx, { relatedId: scope });
  const { failureId } = await recordFailure(tx, {
    processName: open?.processName ?? workflow.processName,
    relatedId: scope,
    connection: unit.connection,
    code: error.code,
    details: detailsOf(error),
    payload: { ...error.facts, unit: unit.id },
    needs: "human",
    retryAt: null,
    at,
  });
  return { failureId, retryAt: null };
}

/** A failure is shown with its code's hint; what a better one says beyond that is told in the details. */
const detailsOf = ({ code, message, hint }: OpsError): string =>
  `${message} ${hint.replace(ERROR_CODES[code].hint, "").trim()}`.trim();

async function failOne<C extends EngineContext>(
  ctx: C,
  workflow: Workflow<C>,
  { tx, unit, error }: Filing,
): Promise<Filed | null> {
  const at = ctx.clock.now();
  const open = await findOpenFailure(tx, { processName: workflow.processName, relatedId: unit.id });
  const after = afterFailure({
    error,
    triesBefore: open?.tries ?? 0,
    deadline: unit.deadline,
    now: at,
    settings: ctx.config.engine,
  });
  if (!after.file) return null;
  const { failureId } = await recordFailure(tx, {
    processName: workflow.processName,
    relatedId: unit.id,
    connection: unit.connection,
    code: error.code,
    details: detailsOf(error),
    payload: error.facts,
    needs: after.needs,
    tries: after.tries,
    retryAt: after.retryAt,
    at,
  });
  await workflow.onFailure?.(ctx, tx, { unit, error, after });
  return { failureId, retryAt: after.retryAt };
}
