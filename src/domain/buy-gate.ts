import type { MarketplaceOrderLine, PostalAddress } from "./marketplace-order.ts";

/** How an order of a shipping type reaches the customer, where it is not the shop that sends it to a door. */
export interface ShippingTypeTraits {
  clickAndCollect: boolean;
  deliveryByOperator: boolean;
  pickUpPoint: boolean;
}

export const SHIPPED_BY_SHOP: ShippingTypeTraits = {
  clickAndCollect: false,
  deliveryByOperator: false,
  pickUpPoint: false,
};

export interface GateInput {
  marketplaceState: string;
  canShopShip: boolean;
  hasOpenIncident: boolean;
  pickUpPointId: string | null;
  shipTo: PostalAddress | null;
  lines: MarketplaceOrderLine[];
  observedAt: Date;
  shippingTypeCode: string;
  /** Null when nobody tells. */
  shippingType: ShippingTypeTraits | null;
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
  found.push(...typeProblems(order));
  if (linesToShip(order.lines).length === 0) found.push("no line is left to ship");
  return found;
}

function typeProblems({ shippingType, shippingTypeCode }: GateInput): string[] {
  if (shippingType === null)
    return [
      `nobody tells who delivers its shipping type ${shippingTypeCode}: if the shop does, name it in own_shipping_types of the shop`,
    ];
  const { clickAndCollect, deliveryByOperator, pickUpPoint } = shippingType;
  return [
    ...(clickAndCollect ? ["its shipping type is click and collect"] : []),
    ...(pickUpPoint ? ["its shipping type is a pick-up point"] : []),
    ...(deliveryByOperator ? ["the marketplace's operator delivers it"] : []),
  ];
}

/** Lines in SHIPPING with their quantity less what was cancelled. */
export function linesToShip(lines: MarketplaceOrderLine[]): MarketplaceOrderLine[] {
  return lines
    .filter((line) => line.state === "SHIPPING")
    .map((line) => ({ ...line, quantity: line.quantity - line.cancelledQuantity }))
    .filter((line) => line.quantity > 0);
}
