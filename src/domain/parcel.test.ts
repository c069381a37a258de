import { expect, test } from "bun:test";
import fc from "fast-check";
import { OpsError } from "./errors.ts";
import { type DefaultParcel, parcelFor } from "./parcel.ts";
import type { Product } from "./product.ts";
import { catalogueOf, orderLine } from "./testing/order-samples.ts";

const fallback: DefaultParcel = { weightGrams: 500, lengthMm: 100, widthMm: 250, heightMm: 80 };

const parcel = (
  lines: { sku: string; quantity: number }[],
  products: Partial<Product>[],
  defaultParcel: DefaultParcel | null = null,
) =>
  parcelFor({
    lines: lines.map((line) => orderLine(line)),
    products: catalogueOf(products),
    defaultParcel,
  });

test("weights add up, and units lie on top of each other", () => {
  const made = parcel(
    [
      { sku: "LAMP", quantity: 2 },
      { sku: "RUG", quantity: 1 },
    ],
    [
      { sku: "LAMP", weightGrams: 900, lengthMm: 100, widthMm: 300, heightMm: 200 },
      { sku: "RUG", weightGrams: 2000, lengthMm: 250, widthMm: 250, heightMm: 50 },
    ],
  );
  expect(made.weightGrams).toBe(3800);
  expect(made.dimensionsMm).toEqual({ length: 300, width: 250, height: 250 });
});

test("a stack that is higher than it is long is told longest side first", () => {
  const made = parcel([{ sku: "LAMP", quantity: 10 }], [{ sku: "LAMP" }]);
  expect(made.dimensionsMm).toEqual({ length: 1000, width: 300, height: 200 });
});

test("one unit without a size leaves the parcel without one, and its weight counts", () => {
  const made = parcel(
    [
      { sku: "LAMP", quantity: 1 },
      { sku: "RUG", quantity: 1 },
    ],
    [{ sku: "LAMP" }, { sku: "RUG", weightGrams: 2000, heightMm: null }],
    fallback,
  );
  expect(made.dimensionsMm).toBeNull();
  expect(made.weightGrams).toBe(2900);
});

test("an article that is unknown, or has no weight, counts as the default parcel", () => {
  const made = parcel(
    [
      { sku: "RUG", quantity: 2 },
      { sku: "VASE", quantity: 1 },
    ],
    [{ sku: "VASE", weightGrams: null }],
    fallback,
  );
  expect(made.weightGrams).toBe(1500);
  expect(made.dimensionsMm).toEqual({ length: 250, width: 240, height: 100 });
  expect(made.items.map(({ sku, hsCode }) => [sku, hsCode])).toEqual([
    ["RUG", null],
    ["VASE", "9405.21"],
  ]);
});

test("without a default every article that has no weight is named once", () => {
  const lines = ["RUG", "LAMP", "VASE", "RUG"].map((sku) => ({ sku, quantity: 1 }));
  const build = () => parcel(lines, [{ sku: "LAMP" }, { sku: "VASE", weightGrams: null }]);
  expect(build).toThrow(
    new OpsError("product_unknown", "The catalogue has no weight for RUG, VASE.", {
      facts: { skus: ["RUG", "VASE"] },
    }),
  );
});

test("what the catalogue knows for customs goes with each item", () => {
  const { items } = parcel([{ sku: "LAMP", quantity: 3 }], [{ sku: "LAMP", dangerousGoods: true }]);
  expect(items).toEqual([
    {
      sku: "LAMP",
      title: "Desk lamp",
      quantity: 3,
      unitWeightGrams: 900,
      unitValueCents: 3999,
      hsCode: "9405.21",
      originCountry: "CA",
      originProvince: "ON",
      customsDescription: "Electric desk lamp",
      dangerousGoods: true,
    },
  ]);
});

test("a parcel holds what is in it: its volume is at least that of its units, its sides go down", () => {
  const side = fc.integer({ min: 1, max: 2000 });
  const unit = fc.record({
    lengthMm: side,
    widthMm: side,
    heightMm: side,
    quantity: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(unit, { minLength: 1, maxLength: 5 }), (units) => {
      const made = parcel(
        units.map(({ quantity }, index) => ({ sku: `S${index}`, quantity })),
        units.map(({ quantity: _, ...sides }, index) => ({ sku: `S${index}`, ...sides })),
      );
      const { length, width, height } = made.dimensionsMm ?? { length: 0, width: 0, height: 0 };
      const volume = units.reduce((sum, u) => sum + u.lengthMm * u.widthMm * u.heightMm * u.quantity, 0);
      expect(length * width * height).toBeGreaterThanOrEqual(volume);
      expect(length).toBeGreaterThanOrEqual(width);
      expect(width).toBeGreaterThanOrEqual(height);
    }),
  );
});
