import { dueLabels, nextLabel } from "../db/stores/due-labels.ts";
import { lockStatus, moveOrder } from "../db/stores/order-status.ts";
import { getOrder } from "../db/stores/orders.ts";
import { findLiveShipment, updateShipment } from "../db/stores/shipments.ts";
import { OpsError } from "../domain/errors.ts";
import { carrierPartner } from "../domain/pause-scope.ts";
import type { Workflow } from "../engine/workflow.ts";
import { buyLabel } from "./buy-label.ts";
import { buyingScopeOf } from "./buying-pauses.ts";
import { connectionOf, type OpsContext } from "./context.ts";
import { labelConnections } from "./label-connections.ts";
import { lookUpPurchase, startLookingUp } from "./look-up-purchase.ts";
import { storeLabel } from "./store-label.ts";

/** Buys a label for every order that may ship, and finishes purchases that were left half done. */
export const createLabels: Workflow<OpsContext> = {
  name: "create-labels",
  processName: "ShippingLabelCreation",
  partner: (ctx, unit) => carrierPartner(connectionOf(ctx, unit.connection).carrier.account),
  pausedBy: buyingScopeOf,

  async due(ctx, question) {
    return dueLabels(ctx.db, { ...question, ...(await buying(ctx)), now: ctx.clock.now() });
  },

  async next(ctx, from) {
    return nextLabel(ctx.db, { ...(await buying(ctx)), from });
  },

  async act(ctx, unit) {
    const [order, shipment] = await Promise.all([
      getOrder(ctx.db, unit.id),
      findLiveShipment(ctx.db, unit.id),
    ]);
    if (shipment === null || shipment.purchase === "ready")
      return buyLabel(ctx, { unit, order, ready: shipment });
    if (shipment.status !== "label_creation_initiated")
      throw new OpsError("lost_race", `The label of order ${unit.id} is stored already.`);
    if (shipment.purchase === "bought") return storeLabel(ctx, { unit, order, shipment });
    if (shipment.purchase === "sending") return startLookingUp(ctx, { unit, order, shipment });
    return lookUpPurchase(ctx, { unit, order, shipment });
  },

  /** While it will be tried again by itself the order stays where it is. What a person is asked about is not looked up. */
  async onFailure(ctx, tx, { unit, error, after }) {
    if (!after.file || after.retryAt !== null) return;
    const status = await lockStatus(tx, unit.id);
    const shipment = await findLiveShipment(tx, unit.id);
    if (shipment?.purchase === "in_doubt")
      await updateShipment(tx, shipment.shipmentId, { nextLookUpAt: null });
    if (status !== "accepted") return;
    await moveOrder(tx, {
      orderId: unit.id,
      from: ["accepted"],
      to: "label_failed",
      notes: error.message,
      actor: ctx.actor,
      at: ctx.clock.now(),
      action: "create_shipment",
      carrier: connectionOf(ctx, unit.connection).carrier.name,
    });
  },
};

async function buying(ctx: OpsContext) {
  const { buying: connections, finishing } = await labelConnections(ctx);
  return { connections, finishing, freshnessMs: ctx.config.shipping.freshnessMs };
}
