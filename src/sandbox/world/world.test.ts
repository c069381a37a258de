import { expect, test } from "bun:test";
import { catalogue } from "./catalogue.ts";
import { World } from "./world.ts";

const PURCHASES = 2000;

function purchases(options: { usShare?: number; dangerousShare?: number } = {}) {
  const world = new World({ seed: 3, usShare: 0.05, missingPhoneShare: 0.05, dangerousShare: 0, ...options });
  return Array.from({ length: PURCHASES }, () => world.nextPurchase());
}

test("customers are as mixed as a Canadian shop's", () => {
  const all = purchases();
  const share = (test: (purchase: (typeof all)[number]) => boolean) => all.filter(test).length / PURCHASES;
  expect(share(({ customer }) => customer.locale === "fr_CA")).toBeWithin(0.22, 0.35);
  expect(share(({ customer }) => customer.country === "US")).toBeWithin(0.02, 0.09);
  expect(share(({ shipTo }) => shipTo.phone === null)).toBeWithin(0.02, 0.09);
  expect(share(({ shipTo }) => shipTo.street2 !== null)).toBeWithin(0.25, 0.5);
  expect(share(({ shipTo }) => /^(PO Box|C\.P\.)/.test(shipTo.street1))).toBeWithin(0.02, 0.09);
  expect(share(({ lines }) => lines.length > 1)).toBeWithin(0.2, 0.4);
  expect(new Set(all.map(({ customer }) => customer.id)).size).toBeWithin(1700, 1900);
});

test("addresses belong to nobody and fit the carrier's lines", () => {
  for (const { shipTo } of purchases()) {
    if (shipTo.phone !== null) expect(shipTo.phone.replaceAll(/\D/g, "")).toMatch(/55501\d\d$/);
    expect(`${shipTo.firstName} ${shipTo.lastName}`.length).toBeLessThanOrEqual(44);
    expect(shipTo.street1.length).toBeLessThanOrEqual(44);
    const code = shipTo.country === "US" ? /^\d{5}(-\d{4})?$/ : /^[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d$/i;
    expect(shipTo.zipCode).toMatch(code);
  }
});

test("a basket is one parcel of known goods, dangerous only when asked for", () => {
  const grams = purchases().map(({ lines }) =>
    lines.reduce((sum, { product, quantity }) => sum + product.weightGrams * quantity, 0),
  );
  expect(Math.max(...grams)).toBeLessThan(30_000);
  expect(purchases().some(({ lines }) => lines.some(({ product }) => product.dangerousGoods))).toBe(false);
  expect(purchases({ dangerousShare: 1 }).every(({ lines }) => lines[0]?.product.dangerousGoods)).toBe(true);
  expect(new Set(catalogue.map(({ sku }) => sku)).size).toBe(catalogue.length);
  for (const { hsCode } of catalogue) expect(hsCode).toMatch(/^\d{4}\.\d\d(\.\d\d)?$/);
});
