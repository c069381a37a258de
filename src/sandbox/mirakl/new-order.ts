import type { Address } from "../world/address.ts";
import { catalogue } from "../world/catalogue.ts";
import type { Purchase } from "../world/world.ts";
import { miraklDate } from "./json.ts";
import type { Order, OrderLine } from "./order.ts";
import { taxesOn } from "./taxes.ts";

const EXPRESS_CENTS = 999;
const COMMISSION = 0.08;
const COUNTRY = { CA: ["Canada", "CAN"], US: ["United States", "USA"] } as const;

export interface NewOrder {
  purchase: Purchase;
  /** Nine digits; the order is this and `-A`. */
  commercialId: string;
  createdAt: Date;
  paymentWorkflow: string;
  leadTimeDays: number;
}

/** What a decision, a payment or a shipment fills in later. */
export const undecidedOrder = {
  acceptance_decision_date: null,
  customer_debited_date: null,
  fully_refunded: false,
  has_incident: false,
  order_refunds: null,
  order_state: "WAITING_ACCEPTANCE",
  order_state_reason_code: null,
  order_state_reason_label: null,
  shipping_carrier_code: null,
  shipping_carrier_standard_code: null,
  shipping_company: null,
  shipping_tracking: null,
  shipping_tracking_url: null,
  transaction_date: null,
  transaction_number: null,
};

export const undecidedLine = () => ({
  can_refund: false,
  cancelations: [],
  debited_date: null,
  order_line_state: "WAITING_ACCEPTANCE",
  order_line_state_reason_code: null,
  order_line_state_reason_label: null,
  received_date: null,
  refunds: [],
  shipped_date: null,
});

/** What this shop never uses. */
const unusedOrderFields = () => ({
  channel: null,
  customer_directly_pays_seller: false,
  delivery_date: null,
  discount_campaigns: [],
  has_customer_message: false,
  has_invoice: false,
  invoice_details: null,
  order_additional_fields: [],
  order_taxes: null,
  paymentType: null,
  payment_duration: null,
  payment_type: null,
  promotions: { applied_promotions: [], total_deduced_amount: 0 },
  quote_id: null,
  references: null,
  shipping_pudo_id: null,
});

const unusedLineFields = () => ({
  commission_rate_vat: 0,
  commission_taxes: [{ amount: 0, code: "TAXZERO", rate: 0 }],
  commission_vat: 0,
  description: null,
  fees: [],
  offer_state_code: "11",
  order_line_additional_fields: [],
  price_additional_info: null,
  product_medias: [],
  promotions: [],
  shipping_from: null,
  shipping_price_additional_unit: null,
  shipping_price_unit: null,
  tax_legal_notice: null,
});

/** An order as it stands when the customer has just placed it, addresses included: OR11 hides them until SHIPPING. */
export function newOrder({
  purchase,
  commercialId,
  createdAt,
  paymentWorkflow,
  leadTimeDays,
}: NewOrder): Order {
  const { customer, express } = purchase;
  const created = miraklDate(createdAt);
  const orderId = `${commercialId}-A`;
  const lines = purchase.lines.map((item, index) =>
    newLine({
      item,
      orderId,
      index,
      created,
      shippingCents: express && index === 0 ? EXPRESS_CENTS : 0,
      customer,
    }),
  );
  const sum = (of: (line: OrderLine) => number) =>
    toDollars(lines.reduce((total, line) => total + of(line), 0) * 100);
  return {
    ...unusedOrderFields(),
    ...undecidedOrder,
    commercial_id: commercialId,
    created_date: created,
    currency_iso_code: "CAD",
    customer: orderCustomer(purchase),
    customer_notification_email: `notification+${customer.id.replaceAll("-", "")}@notification.example.com`,
    fulfillment: { center: { code: "DEFAULT" } },
    last_updated_date: created,
    leadtime_to_ship: leadTimeDays,
    order_id: orderId,
    order_lines: lines,
    order_tax_mode: "TAX_EXCLUDED",
    payment_workflow: paymentWorkflow,
    price: sum((line) => line.price),
    shipping_deadline: miraklDate(createdAt.getTime() + leadTimeDays * 86_400_000),
    shipping_price: sum((line) => line.shipping_price),
    shipping_type_code: express ? "E" : "STD",
    shipping_type_label: express ? "Express" : "Standard",
    shipping_type_standard_code: express ? "CU_ADD-EXP" : "CU_ADD-STD",
    shipping_zone_code: customer.country,
    shipping_zone_label: COUNTRY[customer.country][0],
    total_commission: sum((line) => Number(line.total_commission)),
    total_price: sum((line) => line.total_price),
  };
}

interface NewLine {
  item: Purchase["lines"][number];
  orderId: string;
  index: number;
  created: string;
  shippingCents: number;
  customer: Purchase["customer"];
}

function newLine({ item, orderId, index, created, shippingCents, customer }: NewLine): OrderLine {
  const { product, quantity } = item;
  const number = catalogue.indexOf(product) + 1;
  const priceCents = product.priceCents * quantity;
  const commission = toDollars(priceCents * COMMISSION);
  const taxed = { country: customer.country, region: customer.place.region };
  return {
    ...unusedLineFields(),
    ...undecidedLine(),
    category_code: "20001",
    category_label: "Electronics accessories",
    commission_fee: commission,
    created_date: created,
    last_updated_date: created,
    offer_id: 7000 + number,
    offer_sku: product.sku,
    order_line_id: `${orderId}-${index + 1}`,
    order_line_index: index + 1,
    origin_unit_price: toDollars(product.priceCents),
    price: toDollars(priceCents),
    price_unit: toDollars(product.priceCents),
    product_shop_sku: product.sku,
    product_sku: String(15_000_000 + number),
    product_title: product.title,
    quantity,
    shipping_price: toDollars(shippingCents),
    shipping_taxes: taxesOn(shippingCents, taxed),
    taxes: taxesOn(priceCents, taxed),
    total_commission: commission,
    total_price: toDollars(priceCents + shippingCents),
  };
}

function orderCustomer({ customer, shipTo, billTo }: Purchase): Order["customer"] {
  return {
    billing_address: orderAddress(billTo),
    civility: null,
    customer_id: customer.id,
    firstname: customer.firstName,
    lastname: customer.lastName,
    locale: customer.locale,
    shipping_address: { additional_info: shipTo.additionalInfo, ...orderAddress(shipTo) },
  };
}

function orderAddress(address: Address) {
  const [country, iso] = COUNTRY[address.country];
  return {
    city: address.city,
    civility: null,
    company: address.company,
    company_2: null,
    country,
    country_iso_code: iso,
    firstname: address.firstName,
    lastname: address.lastName,
    phone: address.phone,
    phone_secondary: null,
    state: address.state,
    street_1: address.street1,
    street_2: address.street2,
    zip_code: address.zipCode,
  };
}

const toDollars = (cents: number): number => Math.round(cents) / 100;
