import type { Tx } from "../db/database.ts";
import { type FailureRow, findFailure, rearmFailure } from "../db/stores/failures.ts";
import { logOperation } from "../db/stores/operations.ts";
import { findLiveShipment, updateShipment } from "../db/stores/shipments.ts";
import { announceWork } from "../db/work-notices.ts";
import { canBeRetried } from "../domain/can-be-retried.ts";
import { OpsError } from "../domain/errors.ts";
import { LABEL_ENDS } from "../domain/shipment.ts";
import type { OpsContext } from "./context.ts";
import { resumeScope } from "./resume-scope.ts";

/** @throws `not_found` when there is none, `lost_race` when it is closed. */
export async function openFailure(ctx: OpsContext, failureId: number): Promise<FailureRow> {
  const failure = await findFailure(ctx.db, failureId);
  if (!failure)
    throw new OpsError("not_found", `There is no failure ${failureId}.`, { facts: { failureId } });
  if (failure.resolvedAt !== null)
    throw new OpsError(
      "lost_race",
      `Failure ${failureId} was closed by ${failure.resolvedBy}: ${failure.resolution}.`,
    );
  return failure;
}

/** Makes a failure's unit due now. What is in doubt is only looked up; a pause is lifted. */
export async function retryFailure(ctx: OpsContext, failureId: number): Promise<FailureRow> {
  const failure = await openFailure(ctx, failureId);
  if (await resumeScope(ctx, { scope: failure.relatedId, resolution: "retried by a person" })) return failure;
  if (failure.processName === "LabelOrphaned")
    throw new OpsError(
      "bad_argument",
      `Failure ${failureId} asks about label ${failure.payload.trackingPin}: nothing can be tried again.`,
      {
        hint: `Void or refund it with the carrier, then: ops failures resolve ${failureId} --as ${LABEL_ENDS.join("|")} --note "what was done"`,
      },
    );
  if (!canBeRetried({ process: failure.processName, code: failure.code }))
    throw new OpsError(
      "bad_argument",
      `Failure ${failureId} waits for a person: nothing can be tried again.`,
      {
        hint: failure.details,
      },
    );
  const at = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    await rearmFailure(tx, { failureId, at });
    await announceWork(tx);
    if (failure.processName === "ShippingLabelCreation") await lookUpNow(tx, failure.relatedId, at);
    await logOperation(tx, {
      at,
      scope: "failure",
      action: "retry",
      orderId: failure.relatedId,
      status: "INFO",
      message: `${failure.processName} ${failure.code}`,
      actor: ctx.actor,
    });
  });
  return failure;
}

async function lookUpNow(tx: Tx, orderId: string, at: Date): Promise<void> {
  const shipment = await findLiveShipment(tx, orderId);
  if (shipment?.purchase === "in_doubt") await updateShipment(tx, shipment.shipmentId, { nextLookUpAt: at });
}
