import type { TrackedParcel } from "../carriers/carrier.ts";
import type { Tx } from "../db/database.ts";
import { findErasureOf } from "../db/stores/customers.ts";
import { dueTracking } from "../db/stores/due-tracking.ts";
import { closeFailures } from "../db/stores/failures.ts";
import { lockStatus, moveOrder } from "../db/stores/order-status.ts";
import { findTrackedShipments, type Shipment, updateShipment } from "../db/stores/shipments.ts";
import { OpsError } from "../domain/errors.ts";
import { carrierPartner } from "../domain/pause-scope.ts";
import { trackingIntervalMs } from "../domain/tracking-interval.ts";
import type { ClaimedUnit, Workflow } from "../engine/workflow.ts";
import { connectionOf, type OpsContext, workableConnections } from "./context.ts";
import { type ParcelNews, recordTracking, trackingAgeMs } from "./record-tracking.ts";
import { settleTrouble } from "./settle-trouble.ts";

/** Calls that may wait for the carrier's budget at once; more would only wait. */
const AT_ONCE = 4;

/** Asks the carriers where parcels of shipped orders are. An order whose parcels were all delivered is complete. */
export const refreshTracking: Workflow<OpsContext> = {
  name: "refresh-tracking",
  processName: "TrackingRefresh",
  concurrency: AT_ONCE,
  partner: (ctx, unit) => carrierPartner(connectionOf(ctx, unit.connection).carrier.account),

  async due(ctx, question) {
    const names = await workableConnections(ctx, {
      workflow: "refresh-tracking",
      hasEffects: false,
      partner: ({ carrier }) => carrierPartner(carrier.account),
    });
    const trackers = names.map((name) => {
      const { carrier } = connectionOf(ctx, name);
      return { connection: name, carrier: carrier.name, environment: carrier.environment };
    });
    return dueTracking(ctx.db, { ...question, trackers, now: ctx.clock.now() });
  },

  async act(ctx, unit) {
    const parcels = await findTrackedShipments(ctx.db, unit.id);
    const isErased = (await findErasureOf(ctx.db, unit.id)) !== null;
    const looks: Look[] = [];
    for (const shipment of parcels.filter(({ deliveredAt }) => deliveredAt === null))
      looks.push({ shipment, parcel: await ask(ctx, unit, { shipment, isErased }) });
    if (looks.length === 0) throw new OpsError("lost_race", `Order ${unit.id} has no parcel on its way.`);
    const news: ParcelNews[] = [];
    await unit.settle(async (tx) => {
      const status = await lockStatus(tx, unit.id);
      const at = ctx.clock.now();
      const erasure = await findErasureOf(tx, unit.id);
      for (const look of looks)
        news.push(await recordTracking(tx, { ...look, isErased: erasure !== null, at }));
      if (news.every(({ deliveredAt }) => deliveredAt !== null)) {
        if (status === "shipped") await complete(ctx, tx, { unit, news });
      } else await settleTrouble(ctx, tx, { unit, news });
    });
    return news.map(textOf).join("; ");
  },

  /** The next look keeps its pace, whether or not a person is asked meanwhile. */
  async onFailure(ctx, tx, { unit }) {
    const at = ctx.clock.now();
    for (const shipment of await findTrackedShipments(tx, unit.id)) {
      const { trackingStatus: status, nextTrackAt } = shipment;
      if (nextTrackAt === null) continue;
      const wait = trackingIntervalMs({ ageMs: trackingAgeMs(shipment, at), status });
      await updateShipment(tx, shipment.shipmentId, {
        trackedAt: at,
        nextTrackAt: new Date(at.getTime() + wait),
      });
    }
  },
};

interface Look {
  shipment: Shipment;
  parcel: TrackedParcel | null;
}

function ask(
  ctx: OpsContext,
  unit: ClaimedUnit,
  { shipment: { trackingPin }, isErased }: { shipment: Shipment; isErased: boolean },
): Promise<TrackedParcel | null> {
  const { carrier } = connectionOf(ctx, unit.connection);
  if (trackingPin === null) return Promise.resolve(null);
  return carrier.track({ trackingPin, orderId: unit.id, isErased });
}

async function complete(
  ctx: OpsContext,
  tx: Tx,
  { unit, news }: { unit: ClaimedUnit; news: ParcelNews[] },
): Promise<void> {
  const at = ctx.clock.now();
  const last = Math.max(...news.map(({ deliveredAt }) => deliveredAt?.getTime() ?? 0));
  await closeFailures(tx, {
    relatedId: unit.id,
    processName: "TrackingRefresh",
    by: ctx.actor,
    resolution: "it was delivered",
    at,
  });
  await moveOrder(tx, {
    orderId: unit.id,
    from: ["shipped"],
    to: "complete",
    notes: `Delivered ${new Date(last).toISOString()}, says the carrier.`,
    actor: ctx.actor,
    at,
    action: "refresh_tracking",
    carrier: connectionOf(ctx, unit.connection).carrier.name,
  });
}

function textOf({ shipment, status, fresh }: ParcelNews): string {
  const unknown = fresh.filter((event) => event.status === "unknown").map(({ code }) => code || "none");
  return [
    `${shipment.trackingPin} ${status ?? "without history"}`,
    `${fresh.length} new ${fresh.length === 1 ? "event" : "events"}`,
    ...(unknown.length > 0 ? [`unknown codes: ${unknown.join(" ")}`] : []),
  ].join(", ");
}
