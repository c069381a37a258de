import type { PreparedShipment } from "../carriers/carrier.ts";
import type { Tx } from "../db/database.ts";
import { demandNoHold } from "../db/stores/holds.ts";
import { getObservation, type Observation } from "../db/stores/observations.ts";
import { lockStatus, moveOrder } from "../db/stores/order-status.ts";
import { findCustomerEmail, type OrderRow } from "../db/stores/orders.ts";
import { findProducts } from "../db/stores/products.ts";
import { insertShipment, nextGeneration, type Shipment } from "../db/stores/shipments.ts";
import { linesToShip } from "../domain/buy-gate.ts";
import { OpsError } from "../domain/errors.ts";
import { type DefaultParcel, LEAST_PARCEL, parcelFor } from "../domain/parcel.ts";
import { combineRefusals } from "../domain/refusals.ts";
import { requestKey } from "../domain/request-key.ts";
import type { ShipmentOrder } from "../domain/shipment.ts";
import type { ActOutcome, ClaimedUnit } from "../engine/workflow.ts";
import { askGate } from "./ask-gate.ts";
import { demandLabelRoom, takeAllowance } from "./buying-pauses.ts";
import { type Connection, connectionOf, type OpsContext } from "./context.ts";
import { postPurchase } from "./post-purchase.ts";
import { goOnWith } from "./purchase.ts";

interface Buying {
  unit: ClaimedUnit;
  order: OrderRow;
  /** A purchase that was tried before and of which nothing came: it keeps its request key. */
  ready: Shipment | null;
}

/** One parcel for an order: its turn with the carrier, gate, intent, purchase, label. */
export async function buyLabel(ctx: OpsContext, { unit, order, ready }: Buying): Promise<ActOutcome> {
  const connection = connectionOf(ctx, order.connection);
  // First, for the wait may be long: the gate judges, and the request is made of, what is true when it leaves.
  await using turn = await connection.carrier.reserve();
  const observation = await getObservation(ctx.db, order.orderId);
  const gate = await askGate(ctx, { connection, observation });
  if ("wait" in gate)
    throw new OpsError("lost_race", `Order ${order.orderId} is not ready for a label: ${gate.wait}.`);
  const objection = objectionTo(order, gate.problems);
  const generation = ready?.generation ?? (await nextGeneration(ctx.db, order.orderId));
  const preparing = { connection, order, observation, generation };
  if (objection)
    throw canBePrepared(observation)
      ? await withWhatFollows(objection, () => prepare(ctx, preparing))
      : objection;
  const prepared = await prepare(ctx, preparing);
  await demandLabelRoom(ctx);
  const intent = { unit, order, connection, prepared, generation, ready };
  ctx.passFaultPoint("create-labels", "before-intent");
  const shipment = await ctx.db.transaction((tx) => intend(ctx, tx, intent));
  return await postPurchase(ctx, { unit, order, shipment, turn });
}

function objectionTo({ orderId }: OrderRow, problems: string[]): OpsError | null {
  if (problems.length === 0) return null;
  const told = `No label is bought for order ${orderId}: ${problems.join("; ")}.`;
  return new OpsError("not_shippable", told, { facts: { orderId, problems } });
}

const canBePrepared = ({ shipTo, lines }: Observation) => shipTo !== null && linesToShip(lines).length > 0;

/** An objection, with what would refuse the parcel once that is settled: a person hears of both at once. */
async function withWhatFollows(objection: OpsError, next: () => Promise<unknown>): Promise<OpsError> {
  const refusal = await next().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (refusal === null) return objection;
  if (!(refusal instanceof OpsError) || refusal.kind !== "rejected") throw refusal;
  return combineRefusals([objection, refusal]) ?? objection;
}

interface Preparing {
  connection: Connection;
  order: OrderRow;
  observation: Observation;
  generation: number;
}

/** @throws one `rejected` error of all that is in the way, as far as it can be told without the weight of a product */
async function prepare(ctx: OpsContext, preparing: Preparing): Promise<PreparedShipment> {
  const { connection, order, observation, generation } = preparing;
  const { orderId } = order;
  const key = requestKey({ connection: order.connection, orderId, parcelNo: 1, generation });
  const prepareWith = async (defaultParcel: DefaultParcel | null) =>
    connection.carrier.prepare(await shipmentOrderOf(ctx, { order, observation, defaultParcel }), key);
  try {
    return await prepareWith(ctx.config.shipping.defaultParcel);
  } catch (thrown) {
    if (!(thrown instanceof OpsError) || thrown.code !== "product_unknown") throw thrown;
    throw await withWhatFollows(thrown, () => prepareWith(LEAST_PARCEL));
  }
}

interface ToShip {
  order: OrderRow;
  observation: Observation;
  /** For products without a weight. */
  defaultParcel: DefaultParcel | null;
}

/** What a carrier needs to know of an order, from the lines that are left to ship. @throws `product_unknown` */
export async function shipmentOrderOf(
  ctx: OpsContext,
  { order, observation, defaultParcel }: ToShip,
): Promise<ShipmentOrder> {
  const { orderId } = order;
  if (observation.shipTo === null)
    throw new OpsError("bug", `Order ${orderId} is to ship without an address.`);
  const lines = linesToShip(observation.lines);
  const products = await findProducts(
    ctx.db,
    lines.map((line) => line.sku),
  );
  return {
    orderId,
    marketplaceOrderId: order.marketplaceOrderId,
    shippingTypeCode: observation.shippingTypeCode,
    currency: order.currency,
    email: await findCustomerEmail(ctx.db, order),
    shipTo: observation.shipTo,
    parcel: parcelFor({ lines, products, defaultParcel }),
  };
}

interface Intent {
  unit: ClaimedUnit;
  order: OrderRow;
  connection: Connection;
  prepared: PreparedShipment;
  generation: number;
  ready: Shipment | null;
}

/** Under the order's lock: nothing has changed since it fell due, and the purchase is recorded as about to leave. */
async function intend(ctx: OpsContext, tx: Tx, intent: Intent): Promise<Shipment> {
  const { unit, order, connection, prepared, generation, ready } = intent;
  const { orderId } = order;
  const at = ctx.clock.now();
  await unit.assertHeld(tx);
  await openOrder(ctx, tx, orderId);
  const sending = {
    purchase: "sending" as const,
    serviceCode: prepared.serviceCode,
    requestBody: prepared.body,
    weightGrams: prepared.weightGrams,
    destinationPostalCode: prepared.destinationPostalCode,
    carrier: connection.carrier.name,
    carrierAccount: connection.carrier.account,
    environment: connection.carrier.environment,
    lastPostAt: at,
  };
  if (ready) {
    const again = { ...sending, posts: ready.posts + 1, lookUps: 0 };
    await goOnWith(tx, ready, again);
    return { ...ready, ...again };
  }
  await takeAllowance(ctx, tx, { connection: order.connection, at });
  return insertShipment(tx, {
    ...sending,
    orderId,
    parcelNo: 1,
    generation,
    requestKey: prepared.requestKey,
    status: "label_creation_initiated",
    posts: 1,
    createdAt: at,
    createdBy: ctx.actor,
  });
}

async function openOrder(ctx: OpsContext, tx: Tx, orderId: string): Promise<void> {
  const at = ctx.clock.now();
  const status = await lockStatus(tx, orderId);
  await demandNoHold(tx, orderId, at);
  if (status === "accepted") return;
  if (status !== "label_failed") throw new OpsError("lost_race", `Order ${orderId} is ${status} by now.`);
  await moveOrder(tx, {
    orderId,
    from: ["label_failed"],
    to: "accepted",
    notes: "Trying again.",
    actor: ctx.actor,
    at,
    action: "create_shipment",
  });
}
