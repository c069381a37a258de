import type { OrderStatus } from "./order-lifecycle.ts";

/** A postal address as the marketplace gives it: nothing is normalised yet, any field may be missing. */
export interface PostalAddress {
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  company2: string | null;
  street1: string | null;
  street2: string | null;
  additionalInfo: string | null;
  city: string | null;
  state: string | null;
  zip: string | null;
  /** Free label such as `Canada`; not to be trusted for codes. */
  country: string | null;
  /** ISO 3166-1 alpha-3, null on some real orders. */
  countryIso3: string | null;
  phone: string | null;
  phoneSecondary: string | null;
}

export interface MarketplaceOrderLine {
  lineId: string;
  /** The seller's own SKU. */
  sku: string;
  title: string;
  quantity: number;
  state: string;
  /** Units taken out again by cancellations, and by refunds that say so. */
  cancelledQuantity: number;
  unitPriceCents: number;
}

/** One order as the marketplace last told of it, turned into our terms at the border. */
export interface MarketplaceOrder {
  marketplaceOrderId: string;
  commercialId: string | null;
  state: string;
  createdAt: Date;
  updatedAt: Date;
  currency: string;
  totalCents: number;
  shippingDeadline: Date | null;
  shippingTypeCode: string;
  canShopShip: boolean;
  hasOpenIncident: boolean;
  /** Pick-up point chosen by the customer, when there is one. */
  pickUpPointId: string | null;
  carrierCode: string | null;
  trackingNumber: string | null;
  customer: { id: string; firstName: string; lastName: string; email: string | null };
  shipTo: PostalAddress | null;
  lines: MarketplaceOrderLine[];
  /** The answer as it came, unknown fields included. */
  raw: unknown;
}

/** The same order without a word of who placed it; the customer's id stays, for it says nothing outside the marketplace. */
export const withoutPerson = (order: MarketplaceOrder): MarketplaceOrder => ({
  ...order,
  customer: { id: order.customer.id, firstName: "", lastName: "", email: null },
  shipTo: null,
  raw: {},
});

/**
 * The status that a marketplace state stands for, null where there is nothing to do yet (STAGING) or where the
 * state is unknown: such orders are observed only.
 */
export function statusOf(marketplaceState: string): OrderStatus | null {
  switch (marketplaceState) {
    case "WAITING_ACCEPTANCE":
      return "pending_acceptance";
    case "WAITING_DEBIT":
    case "WAITING_DEBIT_PAYMENT":
    case "SHIPPING":
      return "accepted";
    case "SHIPPED":
    case "TO_COLLECT":
      return "shipped";
    case "RECEIVED":
    case "CLOSED":
      return "complete";
    case "CANCELED":
      return "cancelled";
    case "REFUSED":
      return "refused";
    default:
      return null;
  }
}
