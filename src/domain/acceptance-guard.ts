import type { MarketplaceOrderLine } from "./marketplace-order.ts";
import type { Product } from "./product.ts";

interface GuardInput {
  lines: MarketplaceOrderLine[];
  products: ReadonlyMap<string, Product>;
  /** Most units of one line that are accepted without a person. */
  maxQuantity: number;
}

/** Why a person should decide on an order, null when it may be accepted by itself. */
export function acceptanceGuard({ lines, products, maxQuantity }: GuardInput): string | null {
  const wanted = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    if (!products.has(sku)) return `the catalogue does not know SKU ${sku}`;
    if (quantity > maxQuantity)
      return `${quantity} of ${sku} are more than acceptance.max_quantity (${maxQuantity})`;
    wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
  }
  for (const [sku, quantity] of wanted) {
    const stock = products.get(sku)?.stock ?? null;
    if (stock !== null && quantity > stock) return `${quantity} of ${sku} are ordered and ${stock} in stock`;
  }
  return null;
}
