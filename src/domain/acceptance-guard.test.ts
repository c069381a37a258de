import { expect, test } from "bun:test";
import { acceptanceGuard } from "./acceptance-guard.ts";
import { catalogueOf, orderLine } from "./testing/order-samples.ts";

const guard = (lines: { sku: string; quantity: number }[], stocks: Record<string, number | null>) =>
  acceptanceGuard({
    lines: lines.map((line) => orderLine(line)),
    products: catalogueOf(Object.entries(stocks).map(([sku, stock]) => ({ sku, stock }))),
    maxQuantity: 5,
  });

test("known articles in ordinary numbers are accepted, in stock or with unknown stock", () => {
  expect(
    guard(
      [
        { sku: "LAMP", quantity: 5 },
        { sku: "RUG", quantity: 1 },
      ],
      { LAMP: 5, RUG: null },
    ),
  ).toBeNull();
});

test("an unknown article asks a person", () => {
  expect(guard([{ sku: "RUG", quantity: 1 }], { LAMP: 5 })).toBe("the catalogue does not know SKU RUG");
});

test("more of one line than the settings allow asks a person", () => {
  expect(guard([{ sku: "LAMP", quantity: 6 }], { LAMP: 100 })).toBe(
    "6 of LAMP are more than acceptance.max_quantity (5)",
  );
});

test("lines of one article draw on the same stock", () => {
  const twoLines = [
    { sku: "LAMP", quantity: 2 },
    { sku: "LAMP", quantity: 2 },
  ];
  expect(guard(twoLines, { LAMP: 3 })).toBe("4 of LAMP are ordered and 3 in stock");
  expect(guard(twoLines, { LAMP: 4 })).toBeNull();
  expect(guard([{ sku: "LAMP", quantity: 1 }], { LAMP: 0 })).toBe("1 of LAMP are ordered and 0 in stock");
});
