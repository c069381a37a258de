import { openHolds } from "../db/stores/holds.ts";
import { findObservation } from "../db/stores/observations.ts";
import { readStatus } from "../db/stores/order-status.ts";
import { getOrder } from "../db/stores/orders.ts";
import { findLiveShipment } from "../db/stores/shipments.ts";
import { toOpsError } from "../domain/errors.ts";
import { forEachAtOnce } from "../platform/for-each-at-once.ts";
import { shipmentOrderOf } from "./buy-label.ts";
import { connectionOf, type OpsContext } from "./context.ts";

/** What labels for a set of orders would cost. */
export interface LabelQuote {
  /** Orders for which a label would be bought by and by. */
  labels: number;
  /** How many of them the carrier has priced. */
  quoted: number;
  /** The sum of those prices. */
  quotedCents: number;
  /** Why the others have no price, with how many they are. */
  unquoted: Record<string, number>;
}

const QUOTES_AT_ONCE = 8;

/** Told how many of the orders have been seen to. */
export type QuoteListener = (seen: number, total: number) => void;

interface QuoteInput {
  orderIds: string[];
  /** The holds that are about to end; null means all. An order that another one stands on gets no label. */
  releasing: string | null;
  onSeen?: QuoteListener;
}

/** Asks the carrier what labels for these orders would cost. Buys nothing. */
export async function quoteLabels(
  ctx: OpsContext,
  { orderIds, releasing, onSeen }: QuoteInput,
): Promise<LabelQuote> {
  const quote: LabelQuote = { labels: 0, quoted: 0, quotedCents: 0, unquoted: {} };
  let seen = 0;
  onSeen?.(seen, orderIds.length);
  await forEachAtOnce(orderIds, QUOTES_AT_ONCE, async (orderId) => {
    if (await needsLabel(ctx, orderId, releasing)) add(quote, await priceOf(ctx, orderId));
    onSeen?.(++seen, orderIds.length);
  });
  return quote;
}

function add(quote: LabelQuote, priced: number | { why: string }): void {
  quote.labels += 1;
  if (typeof priced === "number") {
    quote.quoted += 1;
    quote.quotedCents += priced;
  } else quote.unquoted[priced.why] = (quote.unquoted[priced.why] ?? 0) + 1;
}

async function needsLabel(ctx: OpsContext, orderId: string, releasing: string | null): Promise<boolean> {
  const status = await readStatus(ctx.db, orderId);
  const before = status === "pending_acceptance" || status === "acceptance_failed";
  if (!before && status !== "accepted" && status !== "label_failed") return false;
  const holds = await openHolds(ctx.db, orderId, ctx.clock.now());
  if (releasing !== null && holds.some((hold) => hold.reason !== releasing)) return false;
  const shipment = await findLiveShipment(ctx.db, orderId);
  return shipment === null || shipment.purchase === "ready";
}

async function priceOf(ctx: OpsContext, orderId: string): Promise<number | { why: string }> {
  const order = await getOrder(ctx.db, orderId);
  const observation = await findObservation(ctx.db, orderId);
  if (!observation?.shipTo) return { why: "the address is not known yet" };
  const { carrier } = connectionOf(ctx, order.connection);
  const { defaultParcel } = ctx.config.shipping;
  try {
    const cents = await carrier.quote(await shipmentOrderOf(ctx, { order, observation, defaultParcel }));
    return cents ?? { why: "the carrier gives no price" };
  } catch (thrown) {
    const error = toOpsError(thrown);
    if (error.kind === "bug" || error.kind === "config") throw error;
    return { why: error.code };
  }
}
