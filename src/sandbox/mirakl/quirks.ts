import type { Order } from "./order.ts";
import type { Quirk } from "./settings.ts";

type OrderQuirk = Exclude<Quirk, "unknown_field" | "repeated_rows">;

const APPLY: Record<OrderQuirk, (order: Order) => void> = {
  null_country: ({ customer }) => {
    for (const address of [customer.shipping_address, customer.billing_address]) {
      if (address) address.country_iso_code = null;
    }
  },
  unknown_state: (order) => {
    order.order_state = "ON_HOLD_BY_OPERATOR";
  },
  pickup_point: (order) => {
    order.shipping_type_code = "PIP";
    order.shipping_pudo_id = "C1039";
  },
  operator_fulfilment: (order) => {
    order.fulfillment = { center: { code: "OPERATOR" } };
  },
  overlong_address: ({ customer }) => {
    if (customer.shipping_address) customer.shipping_address.street_1 = `100 ${"Longest ".repeat(37)}Street`;
  },
  strange_characters: ({ customer }) => {
    if (!customer.shipping_address) return;
    customer.shipping_address.firstname = "Zoe\u0308 🎁";
    customer.shipping_address.street_1 = "100 Sample ]]> \u0007 <Street> & Sons";
  },
};

const isOrderQuirk = (quirk: Quirk): quirk is OrderQuirk => quirk in APPLY;

/** Of every ten orders, each quirk asked for strikes one. */
export function applyQuirk(
  order: Order,
  { index, quirks }: { index: number; quirks: readonly Quirk[] },
): void {
  const quirk = quirks.filter(isOrderQuirk)[index % 10];
  if (quirk) APPLY[quirk](order);
}
