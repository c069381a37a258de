import type { Tx } from "../db/database.ts";
import { closeFailures, type FailureRow } from "../db/stores/failures.ts";
import { logOperation } from "../db/stores/operations.ts";
import { lockStatus, moveOrder } from "../db/stores/order-status.ts";
import { endShipment, findLiveShipment, updateShipment } from "../db/stores/shipments.ts";
import { OpsError } from "../domain/errors.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";
import { LABEL_ENDS, type LabelEnd } from "../domain/shipment.ts";
import type { OpsContext } from "./context.ts";
import { resumeScope } from "./resume-scope.ts";
import { openFailure } from "./retry-failure.ts";

export interface ResolveInput {
  failureId: number;
  /** What the person did, for the record. */
  note: string;
  /** For an orphaned label: what became of it. */
  labelEndedAs?: LabelEnd | undefined;
}

/** Where an order goes on when a person says that the cause is gone: each process mends its own failed status. */
const GOES_ON_AS: Record<string, Partial<Record<OrderStatus, OrderStatus>>> = {
  OrderAcceptance: { acceptance_failed: "pending_acceptance" },
  ShippingLabelCreation: { label_failed: "accepted" },
  TrackingUpdate: { tracking_failed: "awaiting_tracking", push_failed: "tracked" },
};

/**
 * Closes a failure: its order goes on from where it stood before.
 * @throws `bad_argument` when a purchase in doubt needs a decision, or it is not said what became of an orphaned label
 */
export async function resolveFailure(ctx: OpsContext, input: ResolveInput): Promise<FailureRow> {
  const failure = await openFailure(ctx, input.failureId);
  demandLabelEnd(failure, input);
  const orderId = failure.relatedId;
  const at = ctx.clock.now();
  if (await resumeScope(ctx, { scope: failure.relatedId, resolution: input.note })) return failure;
  await ctx.db.transaction(async (tx) => {
    if (failure.processName === "LabelOrphaned") await endOrphan(tx, { failure, input, at });
    else await goOn(ctx, tx, { failure, input, at });
    await closeFailures(tx, {
      relatedId: orderId,
      processName: failure.processName,
      by: ctx.actor,
      resolution: input.note,
      at,
    });
    await logOperation(tx, {
      at,
      scope: "failure",
      action: "resolve",
      orderId,
      status: "OK",
      message: `${failure.processName} ${failure.code}: ${input.note}`,
      ...(input.labelEndedAs && { meta: { labelEndedAs: input.labelEndedAs } }),
      actor: ctx.actor,
    });
  });
  return failure;
}

/** An orphaned label is over when somebody has said what became of it; nothing else has such an end. */
function demandLabelEnd({ failureId, processName }: FailureRow, { labelEndedAs }: ResolveInput): void {
  const isOrphan = processName === "LabelOrphaned";
  if (isOrphan && labelEndedAs === undefined)
    throw new OpsError("bad_argument", `What became of the label? Failure ${failureId} needs --as.`, {
      facts: { failureId, known: LABEL_ENDS },
      hint: `ops failures resolve ${failureId} --as ${LABEL_ENDS.join("|")} --note "what was done"`,
    });
  if (!isOrphan && labelEndedAs !== undefined)
    throw new OpsError(
      "bad_argument",
      `--as is for orphaned labels; failure ${failureId} is one of ${processName}.`,
      {
        facts: { failureId, processName },
        hint: `ops failures resolve ${failureId} --note "what was done"`,
      },
    );
}

/** A label that was given up too early has ended before; what became of it is known only now. */
async function endOrphan(tx: Tx, { failure, input, at }: GoingOn): Promise<void> {
  const { labelEndedAs: as } = input;
  const named = failure.payload.shipmentId;
  const shipmentId =
    typeof named === "number" ? named : (await findLiveShipment(tx, failure.relatedId))?.shipmentId;
  if (shipmentId === undefined || as === undefined) return;
  await endShipment(tx, { shipmentId, as, at });
  await updateShipment(tx, shipmentId, { endedAs: as });
}

interface GoingOn {
  failure: FailureRow;
  input: ResolveInput;
  at: Date;
}

async function goOn(ctx: OpsContext, tx: Tx, { failure, input, at }: GoingOn): Promise<void> {
  const orderId = failure.relatedId;
  const shipment = await findLiveShipment(tx, orderId);
  if (failure.processName === "ShippingLabelCreation" && shipment?.purchase === "in_doubt")
    throw new OpsError(
      "bad_argument",
      `Whether a label was bought for order ${orderId} must be decided first.`,
      {
        hint: `Look with the carrier, then: ops labels found ${orderId} NUMBER, or: ops labels missing ${orderId}`,
      },
    );
  if (failure.code === "number_contested" && shipment?.contestedPin)
    throw new OpsError("bad_argument", `Whose number ${shipment.contestedPin} is must be decided first.`, {
      hint: failure.details,
    });
  const status = await lockStatus(tx, orderId);
  const next = status === null ? undefined : GOES_ON_AS[failure.processName]?.[status];
  if (status === null || next === undefined) return;
  await moveOrder(tx, {
    orderId,
    from: [status],
    to: next,
    notes: input.note,
    actor: ctx.actor,
    at,
    action: "resolve",
  });
}
