import { z } from "zod";
import { toCents } from "./cents.ts";

/**
 * Mirakl's answers, as far as we read them. Strict on what is acted upon; unknown fields and enum values pass, and so
 * does null wherever real answers have it (contract sections 3.9 and 10).
 */

const id = z.string().regex(/\S/, "is blank");
const dateTime = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const optionalText = z
  .string()
  .nullish()
  .transform((text) => (text?.trim() ? text : null));
const optionalFlag = z
  .boolean()
  .nullish()
  .transform((flag) => flag ?? false);
const units = z
  .int()
  .nonnegative()
  .nullish()
  .transform((count) => count ?? 0);
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const money = z.number().transform((amount, context) => {
  const cents = toCents(amount);
  if (cents !== null) return cents;
  context.addIssue({ code: "custom", message: "is no amount of money" });
  return z.NEVER;
});

const address = z.object({
  firstname: optionalText,
  lastname: optionalText,
  company: optionalText,
  company_2: optionalText,
  street_1: optionalText,
  street_2: optionalText,
  additional_info: optionalText,
  city: optionalText,
  state: optionalText,
  zip_code: optionalText,
  country: optionalText,
  country_iso_code: optionalText,
  phone: optionalText,
  phone_secondary: optionalText,
});

const cancelation = z.object({ quantity: units });
const refund = z.object({ quantity: units, excluded_from_shipment: optionalFlag });

/** A line that has ended may have no units left. */
const ENDED_LINE_STATES = ["CANCELED", "REFUSED", "REFUNDED"];

const orderLine = z
  .object({
    order_line_id: id,
    order_line_state: id,
    offer_sku: id,
    product_title: optionalText,
    quantity: z.int().nonnegative(),
    price_unit: money,
    cancelations: list(cancelation),
    refunds: list(refund),
  })
  .refine(({ quantity, order_line_state }) => quantity > 0 || ENDED_LINE_STATES.includes(order_line_state), {
    path: ["quantity"],
    message: "is 0",
  });

const orderLines = z
  .array(orderLine)
  .min(1, "has no lines")
  .superRefine((lines, context) => {
    const seen = new Set<string>();
    for (const [index, { order_line_id }] of lines.entries()) {
      if (seen.has(order_line_id)) {
        context.addIssue({
          code: "custom",
          path: [index, "order_line_id"],
          message: `${order_line_id} appears twice`,
        });
      }
      seen.add(order_line_id);
    }
  });

export const wireOrder = z.object({
  order_id: id,
  commercial_id: optionalText,
  order_state: id,
  created_date: dateTime,
  last_updated_date: dateTime,
  currency_iso_code: id,
  total_price: money,
  shipping_deadline: dateTime.nullish().transform((at) => at ?? null),
  shipping_type_code: id,
  can_shop_ship: optionalFlag,
  has_incident: optionalFlag,
  shipping_pudo_id: optionalText,
  shipping_carrier_code: optionalText,
  shipping_tracking: optionalText,
  customer_notification_email: optionalText,
  customer: z.object({
    customer_id: id,
    firstname: optionalText,
    lastname: optionalText,
    shipping_address: address.nullish().transform((found) => found ?? null),
  }),
  order_lines: orderLines,
});

export type WireOrder = z.output<typeof wireOrder>;

/** OR11. Each order is read apart, so that one that can't be read hides no other. */
export const wireOrderPage = z.object({
  orders: z.array(z.unknown()),
  total_count: z.int().nonnegative().nullish(),
});

export type WireOrderPage = z.output<typeof wireOrderPage>;

/** SH21 */
export const wireCarriers = z.object({
  carriers: z.array(
    z.object({ code: id, label: z.string(), standard_code: optionalText, tracking_url: optionalText }),
  ),
});

/** SH12. Without a single one it tells nothing, for every order has a type. */
export const wireShippingTypes = z.object({
  shipping_types: z
    .array(
      z.object({
        code: id,
        label: z.string(),
        click_and_collect: optionalFlag,
        delivery_by_operator: optionalFlag,
        mandatory_tracking: optionalFlag,
        standard_code: optionalText,
      }),
    )
    .min(1),
});

/** A01, without the rest: it holds the shop's bank data. */
export const wireAccount = z.object({
  shop_id: z.int().transform(String),
  shop_name: z.string(),
  shop_state: z.string(),
  currency_iso_code: optionalText,
});

/** PC01 */
export const wirePlatform = z.object({
  platform_name: optionalText,
  timezone: optionalText,
  features: z.object({
    disable_seller_alternative_carrier: optionalFlag,
    order_tax_mode: optionalText,
    order_workflows: z
      .object({
        order_acceptance: optionalText,
        shipping_and_billing_details_before_acceptance: optionalFlag,
      })
      .nullish(),
    shipment: z.object({ multi_shipment: optionalFlag }).nullish(),
  }),
});

const problemItem = z.object({ code: optionalText, field: optionalText, message: optionalText });

/** Both shapes of error bodies: `{ message, status }` and `{ status, errors: [{ code, field, message }] }`. */
export const wireProblem = z.object({
  status: z.int().nullish(),
  message: optionalText,
  errors: list(problemItem),
});
