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
  /** A person has to see to them. */
  | { open: false; problems: string[] };

/** The last question before a label is bought. `freshnessMs`: how old the reading may be. */
export function buyGate(
  order: GateInput,
  { now, freshnessMs }: { now: Date; freshnessMs: number },
): GateAnswer {
  if (order.marketplaceState !== "SHIPPING")
    return { open: false, wait: `the marketplace shows ${order.marketplaceState}` };
  if (now.getTime() - order.observedAt.getTime() > freshnessMs)
    return { open: false, wait: "it has not been read from the marketplace lately" };
  const problems = problemsOf(order);
  return problems.length === 0 ? { open: true } : { open: false, problems };
}

function problemsOf(order: GateInput): string[] {
  const found: string[] = [];
  if (order.hasOpenIncident) found.push("an incident is open");
  if (!order.canShopShip)
    found.push("the marketplace does not let the shop ship it (can_shop_ship is false)");
  if (order.shipTo === null) found.push("there is no shipping address");
  if (order.pickUpPointId !== null) found.push(`it goes to the pick-up point ${order.pickUpPointId}`);
  if (order.shippingType?.clickAndCollect) found.push("its shipping type is click and collect");
  if (order.shippingType?.deliveryByOperator) found.push("the marketplace's operator delivers it");
  if (linesToShip(order.lines).length === 0) found.push("no line is left to ship");
  return found;
}

/** Lines in SHIPPING with their quantity less what was cancelled. */
export function linesToShip(lines: MarketplaceOrderLine[]): MarketplaceOrderLine[] {
  return lines
    .filter((line) => line.state === "SHIPPING")
    .map((line) => ({ ...line, quantity: line.quantity - line.cancelledQuantity }))
    .filter((line) => line.quantity > 0);
}
