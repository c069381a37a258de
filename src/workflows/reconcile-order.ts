import type { Tx } from "../db/database.ts";
import { findAcceptance, updateAcceptance } from "../db/stores/acceptances.ts";
import { closeFailures } from "../db/stores/failures.ts";
import { moveOrder, walkOrder } from "../db/stores/order-status.ts";
import { endShipment, findLiveShipment, type Shipment, updateShipment } from "../db/stores/shipments.ts";
import { type MarketplaceOrder, statusOf } from "../domain/marketplace-order.ts";
import { hasEnded, type OrderStatus } from "../domain/order-lifecycle.ts";
import { orphanLabel } from "./orphan-label.ts";

/** An order that we know, and what the marketplace now says of it. */
export interface News {
  orderId: string;
  connection: string;
  order: MarketplaceOrder;
  /** Where it stands, locked. */
  status: OrderStatus;
  actor: string;
  at: Date;
}

/** Brings a known order to where the marketplace says it is: accepted, shipped, received, cancelled or refused. */
export async function reconcileOrder(tx: Tx, news: News): Promise<void> {
  const { status } = news;
  const target = statusOf(news.order.state);
  if (target === null || hasEnded(status)) return;
  const awaitsDecision = status === "pending_acceptance" || status === "acceptance_failed";
  if (target === "accepted" && awaitsDecision) return confirmAccepted(tx, news);
  if (target === "shipped" && status !== "shipped") return confirmShipped(tx, news);
  if (target === "complete") {
    if (status !== "shipped") await confirmShipped(tx, news);
    return move(
      tx,
      { ...news, status: "shipped" },
      { to: "complete", notes: `The marketplace shows ${news.order.state}.` },
    );
  }
  if (target === "refused" && awaitsDecision) return confirmRefused(tx, news);
  if ((target === "cancelled" || target === "refused") && status !== "shipped")
    return confirmCancelled(tx, news);
}

async function confirmAccepted(tx: Tx, news: News): Promise<void> {
  const { order, orderId, at } = news;
  const acceptance = await findAcceptance(tx, orderId);
  const notes = acceptance?.sentAt
    ? `Validated as ${order.state} after ${attempts(acceptance.checks + 1)}.`
    : `The marketplace shows ${order.state}; it was not accepted through ops.`;
  if (acceptance)
    await updateAcceptance(tx, orderId, { state: "confirmed", confirmedAt: at, nextCheckAt: null });
  await move(tx, news, { to: "accepted", notes });
  await close(tx, news, {
    processName: "OrderAcceptance",
    resolution: "the marketplace shows it as accepted",
  });
}

async function confirmRefused(tx: Tx, news: News): Promise<void> {
  const acceptance = await findAcceptance(tx, news.orderId);
  const ours = acceptance?.decision === "refuse";
  if (acceptance)
    await updateAcceptance(tx, news.orderId, { state: "confirmed", confirmedAt: news.at, nextCheckAt: null });
  await move(tx, news, {
    to: "refused",
    notes: ours ? `Refused by ${acceptance.requestedBy}.` : "The marketplace shows REFUSED.",
  });
}

async function confirmShipped(tx: Tx, news: News): Promise<void> {
  const { order, at } = news;
  const shipment = await findLiveShipment(tx, news.orderId);
  const hasNumber = shipment?.trackingPin != null || shipment?.status === "label_created";
  const ours =
    shipment !== null &&
    hasNumber &&
    ([shipment.trackingPin, shipment.contestedPin].includes(order.trackingNumber) ||
      shipment.shipSentAt !== null);
  const notes = ours
    ? `Read back as ${order.state} after ${attempts(shipment.pushChecks + 1)}.`
    : `The marketplace shows ${order.state}; it was shipped by other means.`;
  await walkOrder(tx, { ...placed(news), from: news.status, to: "shipped", notes });
  if (ours)
    await updateShipment(tx, shipment.shipmentId, {
      status: "tracking_updated",
      nextPushCheckAt: null,
      pushError: null,
      trackingPushedAt: shipment.trackingPushedAt ?? at,
    });
  else await leave(tx, { shipment, news, why: "the order was shipped by other means" });
  await close(tx, news, {
    processName: ["OrderAcceptance", "ShippingLabelCreation", "TrackingUpdate", "OrderReading"],
    resolution: "the marketplace shows it as shipped",
  });
}

async function confirmCancelled(tx: Tx, news: News): Promise<void> {
  const shipment = await findLiveShipment(tx, news.orderId);
  await move(tx, news, { to: "cancelled", notes: `The marketplace shows ${news.order.state}.` });
  await leave(tx, { shipment, news, why: "the order was cancelled" });
}

interface Leaving {
  shipment: Shipment | null;
  news: News;
  why: string;
}

/**
 * What becomes of a shipment that its order has left: paid ones ask for a refund, those in doubt are looked up first,
 * also where a person was asked, whose question ends with the order.
 */
async function leave(tx: Tx, { shipment, news, why }: Leaving): Promise<void> {
  if (!shipment) return;
  if (shipment.purchase === "in_doubt" && shipment.nextLookUpAt === null)
    await updateShipment(tx, shipment.shipmentId, { nextLookUpAt: news.at });
  if (shipment.purchase === "bought")
    await orphanLabel(tx, { shipment, connection: news.connection, why, at: news.at });
  if (shipment.purchase === "ready")
    await endShipment(tx, { shipmentId: shipment.shipmentId, as: "never_created", at: news.at });
}

const attempts = (count: number) => `${count} ${count === 1 ? "attempt" : "attempts"}`;

const placed = ({ orderId, actor, at }: News) => ({ orderId, actor, at, action: "reconcile" });

const move = (tx: Tx, news: News, { to, notes }: { to: OrderStatus; notes: string }) =>
  moveOrder(tx, { ...placed(news), from: [news.status], to, notes });

const close = (
  tx: Tx,
  { orderId, actor, at }: News,
  what: { processName: string | string[]; resolution: string },
) => closeFailures(tx, { relatedId: orderId, by: actor, at, ...what });
