import type { Order } from "./order.ts";

/** The same order with its taxes inside the prices, as OR11 answers `order_tax_mode=TAX_INCLUDED`. */
export function withTaxesIncluded(order: Order): Order {
  const lines = order.order_lines.map((line) => {
    const price = line.price + total(line.taxes);
    const shipping = line.shipping_price + total(line.shipping_taxes);
    return {
      ...line,
      price: toCents(price),
      price_unit: toCents(price / Math.max(1, line.quantity)),
      shipping_price: toCents(shipping),
      total_price: toCents(price + shipping),
    };
  });
  const sum = (of: (line: (typeof lines)[number]) => number) =>
    toCents(lines.reduce((all, line) => all + of(line), 0));
  return {
    ...order,
    order_lines: lines,
    order_tax_mode: "TAX_INCLUDED",
    price: sum((line) => line.price),
    shipping_price: sum((line) => line.shipping_price),
    total_price: sum((line) => line.total_price),
  };
}

const total = (taxes: { amount: number }[] | null | undefined): number =>
  (taxes ?? []).reduce((all, { amount }) => all + amount, 0);

const toCents = (amount: number): number => Math.round(amount * 100) / 100;
