import { z } from "zod";

const text = z.string().nullish();

const address = z.looseObject({
  firstname: text,
  lastname: text,
  street_1: text,
  street_2: text,
  city: text,
  state: text,
  zip_code: text,
  country: text,
  country_iso_code: text,
  phone: text,
});

const tax = z.looseObject({ code: z.string(), amount: z.number() });
const bookedAmount = z.looseObject({ amount: z.number().nullish(), shipping_amount: z.number().nullish() });
const additionalField = z.looseObject({ code: z.string() });

const line = z.looseObject({
  order_line_id: z.string(),
  order_line_state: z.string(),
  order_line_state_reason_code: text,
  order_line_state_reason_label: text,
  offer_sku: text,
  product_title: text,
  quantity: z.number(),
  price: z.number().default(0),
  price_unit: z.number().nullish(),
  shipping_price: z.number().default(0),
  total_price: z.number().default(0),
  taxes: z.array(tax).nullish(),
  shipping_taxes: z.array(tax).nullish(),
  debited_date: text,
  shipped_date: text,
  received_date: text,
  last_updated_date: text,
  can_refund: z.boolean().default(false),
  refunds: z.array(bookedAmount).default([]),
  cancelations: z.array(bookedAmount).default([]),
  order_line_additional_fields: z.array(additionalField).default([]),
});

/** One order as OR11 lists it, as far as this imitation acts on it; everything else is kept and served as it came. */
export const orderSchema = z.looseObject({
  order_id: z.string().min(1),
  commercial_id: text,
  order_state: z.string(),
  order_state_reason_code: text,
  order_state_reason_label: text,
  created_date: z.string(),
  last_updated_date: z.string(),
  acceptance_decision_date: text,
  customer_debited_date: text,
  transaction_date: text,
  transaction_number: text,
  shipping_deadline: text,
  leadtime_to_ship: z.number().nullish(),
  payment_workflow: text,
  order_tax_mode: text,
  currency_iso_code: text,
  price: z.number().default(0),
  shipping_price: z.number().default(0),
  total_price: z.number().default(0),
  channel: z.looseObject({ code: z.string() }).nullish(),
  fulfillment: z.looseObject({ center: z.looseObject({ code: z.string() }) }).nullish(),
  references: z
    .looseObject({ order_reference_for_customer: text, order_reference_for_seller: text })
    .nullish(),
  has_incident: z.boolean().default(false),
  has_customer_message: z.boolean().default(false),
  fully_refunded: z.boolean().default(false),
  shipping_type_code: text,
  shipping_type_label: text,
  shipping_type_standard_code: text,
  shipping_carrier_code: text,
  shipping_carrier_standard_code: text,
  shipping_company: text,
  shipping_tracking: text,
  shipping_tracking_url: text,
  order_additional_fields: z.array(additionalField).nullish(),
  customer: z.looseObject({
    customer_id: z.string().default(""),
    firstname: text,
    lastname: text,
    shipping_address: address.nullish(),
    billing_address: address.nullish(),
  }),
  order_lines: z.array(line).default([]),
});

/** An OR11 answer, or anything else with `orders` in it. */
export const ordersFileSchema = z.looseObject({ orders: z.array(orderSchema) });

export type Order = z.output<typeof orderSchema>;
export type OrderLine = z.output<typeof line>;
export type OrdersFile = z.output<typeof ordersFileSchema>;
