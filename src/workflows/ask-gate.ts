import type { Observation } from "../db/stores/observations.ts";
import { hasShipmentWithPin } from "../db/stores/shipments.ts";
import { buyGate } from "../domain/buy-gate.ts";
import type { Connection, OpsContext } from "./context.ts";
import { shippingTypeOf } from "./shipping-types.ts";

/** Why nothing may be bought yet, or what a person has to see to first: nothing where a label may be bought. */
export type GateAnswer = { wait: string } | { problems: string[] };

interface GateQuestion {
  connection: Connection;
  observation: Observation;
}

/** The last question before a request to buy leaves, the first time and every other. @throws `shipping_types_unknown` */
export async function askGate(
  ctx: OpsContext,
  { connection, observation }: GateQuestion,
): Promise<GateAnswer> {
  const shippingType = await shippingTypeOf(ctx, connection.settings, observation.shippingTypeCode);
  const gate = buyGate(
    { ...observation, shippingType },
    { now: ctx.clock.now(), freshnessMs: ctx.config.shipping.freshnessMs },
  );
  if ("wait" in gate) return { wait: gate.wait };
  const foreign = await foreignLabel(ctx, observation);
  return { problems: [...(gate.open ? [] : gate.problems), ...(foreign === null ? [] : [foreign])] };
}

/** Somebody else has bought a label, even where a person has released the hold that it brought. */
async function foreignLabel(ctx: OpsContext, observation: Observation): Promise<string | null> {
  const { orderId, trackingNumber } = observation;
  if (trackingNumber === null) return null;
  if (await hasShipmentWithPin(ctx.db, { orderId, trackingPin: trackingNumber })) return null;
  return `the marketplace shows tracking number ${trackingNumber}, which ops did not write`;
}
