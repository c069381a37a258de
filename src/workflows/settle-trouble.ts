import type { Tx } from "../db/database.ts";
import { closeFailures, findOpenFailure, recordFailure } from "../db/stores/failures.ts";
import { TROUBLE } from "../domain/delivery-outcome.ts";
import type { DueUnit } from "../engine/due-unit.ts";
import type { OpsContext } from "./context.ts";
import type { ParcelNews } from "./record-tracking.ts";

interface Settling {
  unit: DueUnit;
  news: ParcelNews[];
}

const PROCESS = "TrackingRefresh";

/**
 * Asks a person about parcels that go wrong or are given up, once for each such event; closes the question when they are
 * on their way again.
 */
export async function settleTrouble(ctx: OpsContext, tx: Tx, { unit, news }: Settling): Promise<void> {
  const at = ctx.clock.now();
  const wrong = news.filter(({ status }) => status !== null && TROUBLE.has(status));
  const givenUp = news.filter(({ isGivenUp }) => isGivenUp);
  const open = await findOpenFailure(tx, { processName: PROCESS, relatedId: unit.id });
  const isNew = wrong.some(({ fresh }) => fresh.some(({ status }) => status !== null && TROUBLE.has(status)));
  if (givenUp.length === 0 && !isNew && open?.code === "delivery_failed" && wrong.length > 0) return;
  if (givenUp.length === 0 && !isNew) {
    const resolution = wrong.length > 0 ? "the carrier answered" : "it is on its way";
    await closeFailures(tx, { relatedId: unit.id, processName: PROCESS, by: ctx.actor, resolution, at });
    return;
  }
  const subjects = isNew ? wrong : givenUp;
  const numbers = subjects.map(({ shipment }) => shipment.trackingPin).join(", ");
  await recordFailure(tx, {
    processName: PROCESS,
    relatedId: unit.id,
    connection: unit.connection,
    code: isNew ? "delivery_failed" : "delivery_unknown",
    details: isNew
      ? `Parcel ${numbers}: the carrier reports ${subjects.map(({ status }) => status).join(", ")}.`
      : `Parcel ${numbers} has not arrived after 45 days, as far as the carrier tells.`,
    payload: { parcels: subjects.map(({ shipment, status }) => ({ number: shipment.trackingPin, status })) },
    needs: "human",
    retryAt: null,
    at,
  });
}
