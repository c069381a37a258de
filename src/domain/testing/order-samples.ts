import type { MarketplaceOrder, MarketplaceOrderLine, PostalAddress } from "../marketplace-order.ts";
import type { Product } from "../product.ts";

/** Invented orders and articles for tests; `change` replaces fields. */
export const orderLine = (change: Partial<MarketplaceOrderLine> = {}): MarketplaceOrderLine => ({
  lineId: "900000001-A-1",
  sku: "LAMP",
  title: "Desk lamp",
  quantity: 1,
  state: "SHIPPING",
  cancelledQuantity: 0,
  unitPriceCents: 3999,
  ...change,
});

export const postalAddress = (change: Partial<PostalAddress> = {}): PostalAddress => ({
  firstName: "Ana",
  lastName: "Example",
  company: null,
  company2: null,
  street1: "150 Example Street",
  street2: null,
  additionalInfo: null,
  city: "Ottawa",
  state: "ON",
  zip: "K1A 0B1",
  country: "Canada",
  countryIso3: "CAN",
  phone: "613-555-0100",
  phoneSecondary: null,
  ...change,
});

export const marketplaceOrder = (change: Partial<MarketplaceOrder> = {}): MarketplaceOrder => ({
  marketplaceOrderId: "900000001-A",
  commercialId: "900000001",
  state: "SHIPPING",
  createdAt: new Date("2026-03-02T09:00:00Z"),
  updatedAt: new Date("2026-03-02T10:00:00Z"),
  currency: "CAD",
  totalCents: 3999,
  shippingDeadline: new Date("2026-03-04T22:00:00Z"),
  shippingTypeCode: "STD",
  canShopShip: true,
  hasOpenIncident: false,
  pickUpPointId: null,
  carrierCode: null,
  trackingNumber: null,
  customer: { id: "C-1", firstName: "Ana", lastName: "Example", email: "ana@example.com" },
  shipTo: postalAddress(),
  lines: [orderLine()],
  raw: { order_id: change.marketplaceOrderId ?? "900000001-A" },
  ...change,
});

export const product = (change: Partial<Product> = {}): Product => ({
  sku: "LAMP",
  title: "Desk lamp",
  weightGrams: 900,
  lengthMm: 300,
  widthMm: 200,
  heightMm: 100,
  hsCode: "9405.21",
  originCountry: "CA",
  originProvince: "ON",
  customsDescription: "Electric desk lamp",
  dangerousGoods: false,
  stock: null,
  ...change,
});

export const catalogueOf = (products: Partial<Product>[]): ReadonlyMap<string, Product> =>
  new Map(products.map((change) => [change.sku ?? "LAMP", product(change)]));
