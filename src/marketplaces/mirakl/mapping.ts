import { z } from "zod";
import type {
  MarketplaceOrder,
  MarketplaceOrderLine,
  PostalAddress,
} from "../../domain/marketplace-order.ts";
import { type WireOrder, wireOrder } from "./wire.ts";

/** One order of an answer: read, or the reason why it can't be, naming the fields. */
export type OrderReading =
  | { ok: true; order: MarketplaceOrder }
  | { ok: false; marketplaceOrderId: string | null; reason: string; raw: unknown };

const MOST_REASONS = 5;

/** Turns one order of an OR11 answer into our terms. */
export function readOrder(raw: unknown): OrderReading {
  const read = wireOrder.safeParse(raw);
  if (read.success) return { ok: true, order: toMarketplaceOrder(read.data, raw) };
  return { ok: false, marketplaceOrderId: orderIdOf(raw), reason: describeProblems(read.error), raw };
}

/** Where an answer differs from the contract: `order_lines.0.quantity: is 0`. */
export function describeProblems({ issues }: z.ZodError): string {
  const told = issues.slice(0, MOST_REASONS).map(({ path, message }) => {
    return path.length > 0 ? `${path.join(".")}: ${message}` : message;
  });
  const untold = issues.length - told.length;
  return told.join("; ") + (untold > 0 ? `; and ${untold} more` : "");
}

/** The id of an order of which perhaps nothing else can be read. */
export function orderIdOf(raw: unknown): string | null {
  const read = z.object({ order_id: z.string().min(1) }).safeParse(raw);
  return read.success ? read.data.order_id : null;
}

function toMarketplaceOrder(wire: WireOrder, raw: unknown): MarketplaceOrder {
  const { customer, order_lines: lines } = wire;
  return {
    marketplaceOrderId: wire.order_id,
    commercialId: wire.commercial_id,
    state: wire.order_state,
    createdAt: wire.created_date,
    updatedAt: wire.last_updated_date,
    currency: wire.currency_iso_code,
    totalCents: wire.total_price,
    shippingDeadline: wire.shipping_deadline,
    shippingTypeCode: wire.shipping_type_code,
    canShopShip: wire.can_shop_ship,
    // An open dispute is a state of the line; the order only carries a mark.
    hasOpenIncident: wire.has_incident || lines.some((line) => line.order_line_state === "INCIDENT_OPEN"),
    pickUpPointId: wire.shipping_pudo_id,
    carrierCode: wire.shipping_carrier_code,
    trackingNumber: wire.shipping_tracking,
    customer: {
      id: customer.customer_id,
      firstName: customer.firstname ?? "",
      lastName: customer.lastname ?? "",
      email: wire.customer_notification_email,
    },
    shipTo: customer.shipping_address && toPostalAddress(customer.shipping_address),
    lines: lines.map(toLine),
    raw,
  };
}

function toLine(wire: WireOrder["order_lines"][number]): MarketplaceOrderLine {
  return {
    lineId: wire.order_line_id,
    sku: wire.offer_sku,
    title: wire.product_title ?? wire.offer_sku,
    quantity: wire.quantity,
    state: wire.order_line_state,
    cancelledQuantity: cancelledQuantity(wire),
    unitPriceCents: wire.price_unit,
  };
}

function cancelledQuantity({ quantity, cancelations, refunds }: WireOrder["order_lines"][number]): number {
  const outOfShipping = [...cancelations, ...refunds.filter((refund) => refund.excluded_from_shipment)];
  const units = outOfShipping.reduce((sum, { quantity }) => sum + quantity, 0);
  return Math.min(units, quantity);
}

function toPostalAddress(wire: NonNullable<WireOrder["customer"]["shipping_address"]>): PostalAddress {
  return {
    firstName: wire.firstname,
    lastName: wire.lastname,
    company: wire.company,
    company2: wire.company_2,
    street1: wire.street_1,
    street2: wire.street_2,
    additionalInfo: wire.additional_info,
    city: wire.city,
    state: wire.state,
    zip: wire.zip_code,
    country: wire.country,
    countryIso3: wire.country_iso_code,
    phone: wire.phone,
    phoneSecondary: wire.phone_secondary,
  };
}
