import { OpsError } from "./errors.ts";
import type { MarketplaceOrderLine } from "./marketplace-order.ts";
import type { Product } from "./product.ts";
import type { Parcel, ParcelItem } from "./shipment.ts";

/** Used for a SKU that the catalogue does not know, or knows no weight of. */
export interface DefaultParcel {
  weightGrams: number;
  lengthMm: number;
  widthMm: number;
  heightMm: number;
}

/** Stands in for articles without a weight, so that the rest of the order can be checked: in nothing's way. */
export const LEAST_PARCEL: DefaultParcel = { weightGrams: 1, lengthMm: 1, widthMm: 1, heightMm: 1 };

interface ParcelInput {
  lines: MarketplaceOrderLine[];
  products: ReadonlyMap<string, Product>;
  defaultParcel: DefaultParcel | null;
}

/**
 * One parcel for all lines: weights add up; the sides are the longest and the second longest of any unit, and the
 * heights of all units on top of each other. Without a size for every unit the parcel has none.
 * @throws `product_unknown` naming every SKU that has no weight.
 */
export function parcelFor({ lines, products, defaultParcel }: ParcelInput): Parcel {
  const units = lines.map((line) => ({
    line,
    product: products.get(line.sku),
    size: sizeOf(products.get(line.sku), defaultParcel),
  }));
  const unknown = units.filter(({ size }) => size === null).map(({ line }) => line.sku);
  if (unknown.length > 0)
    throw new OpsError(
      "product_unknown",
      `The catalogue has no weight for ${[...new Set(unknown)].join(", ")}.`,
      {
        facts: { skus: [...new Set(unknown)] },
      },
    );
  const items: ParcelItem[] = units.map(({ line, product, size }) => ({
    sku: line.sku,
    title: line.title,
    quantity: line.quantity,
    unitWeightGrams: size?.weightGrams ?? 0,
    unitValueCents: line.unitPriceCents,
    hsCode: product?.hsCode ?? null,
    originCountry: product?.originCountry ?? null,
    originProvince: product?.originProvince ?? null,
    customsDescription: product?.customsDescription ?? null,
    dangerousGoods: product?.dangerousGoods ?? false,
  }));
  return {
    weightGrams: items.reduce((sum, item) => sum + item.unitWeightGrams * item.quantity, 0),
    dimensionsMm: stack(
      units.map(({ line, size }) => ({ quantity: line.quantity, sides: size?.sides ?? null })),
    ),
    items,
  };
}

interface UnitSize {
  weightGrams: number;
  /** Longest first. */
  sides: [number, number, number] | null;
}

function sizeOf(product: Product | undefined, fallback: DefaultParcel | null): UnitSize | null {
  if (product?.weightGrams) {
    const { lengthMm, widthMm, heightMm } = product;
    return {
      weightGrams: product.weightGrams,
      sides: lengthMm && widthMm && heightMm ? longestFirst(lengthMm, widthMm, heightMm) : null,
    };
  }
  return fallback
    ? {
        weightGrams: fallback.weightGrams,
        sides: longestFirst(fallback.lengthMm, fallback.widthMm, fallback.heightMm),
      }
    : null;
}

const longestFirst = (a: number, b: number, c: number) =>
  [a, b, c].sort((x, y) => y - x) as [number, number, number];

function stack(units: { quantity: number; sides: UnitSize["sides"] }[]): Parcel["dimensionsMm"] {
  let [length, width, height] = [0, 0, 0];
  for (const { quantity, sides } of units) {
    if (sides === null) return null;
    length = Math.max(length, sides[0]);
    width = Math.max(width, sides[1]);
    height += sides[2] * quantity;
  }
  const [longest, middle, shortest] = longestFirst(length, width, height);
  return { length: longest, width: middle, height: shortest };
}
