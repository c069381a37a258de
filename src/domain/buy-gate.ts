import type { MarketplaceOrderLine, PostalAddress } from "./marketplace-order.ts";

export interface GateInput {
  marketplaceState: string;
  canShopShip: boolean;
  hasOpenIncident: boolean;
  pickUpPointId: string | null;
  shipTo: PostalAddress | null;
  lines: MarketplaceOrderLine[];
  observedAt: Date;
  /** What the marketplace says of the order's shipping type; null when it does not list it. */
  shippingType: { clickAndCollect: boolean; deliveryByOperator: boolean } | null;
}

export type GateAnswer =
  | { open: true }
  /** It may open by itself: look again later. */
  | { open: false; wait: string }
  /** A person has to see to it. */
  | { open: false; problem: string };

/** The last question before a label is bought. `freshnessMs`: how old the reading may be. */
export function buyGate(
  order: GateInput,
  { now, freshnessMs }: { now: Date; freshnessMs: number },
): GateAnswer {
  if (order.marketplaceState !== "SHIPPING")
    return { open: false, wait: `the marketplace shows ${order.marketplaceState}` };
  if (now.getTime() - order.observedAt.getTime() > freshnessMs)
    return { open: false, wait: "it has not been read from the marketplace lately" };
  const problem = problemOf(order);
  return problem === null ? { open: true } : { open: false, problem };
}

function problemOf(order: GateInput): string | null {
  if (order.hasOpenIncident) return "an incident is open";
  if (!order.canShopShip) return "the marketplace does not let the shop ship it (can_shop_ship is false)";
  if (order.shipTo === null) return "there is no shipping address";
  if (order.pickUpPointId !== null) return `it goes to the pick-up point ${order.pickUpPointId}`;
  if (order.shippingType?.clickAndCollect) return "its shipping type is click and collect";
  if (order.shippingType?.deliveryByOperator) return "the marketplace's operator delivers it";
  if (linesToShip(order.lines).length === 0) return "no line is left to ship";
  return null;
}

/** Lines in SHIPPING with their quantity less what was cancelled. */
export function linesToShip(lines: MarketplaceOrderLine[]): MarketplaceOrderLine[] {
  return lines
    .filter((line) => line.state === "SHIPPING")
    .map((line) => ({ ...line, quantity: line.quantity - line.cancelledQuantity }))
    .filter((line) => line.quantity > 0);
}
