import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import type { Product } from "../../domain/product.ts";
import { findProducts, upsertProducts } from "./products.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

const at = new Date("2026-03-01T10:00:00Z");

const lamp: Product = {
  sku: "LAMP",
  title: "Lamp",
  weightGrams: 900,
  lengthMm: 300,
  widthMm: 200,
  heightMm: 100,
  hsCode: "9405.11",
  originCountry: "CAN",
  originProvince: "QC",
  customsDescription: "Desk lamp",
  dangerousGoods: false,
  stock: 4,
};

test("a product comes back as it was imported, an unknown one not at all", async () => {
  await upsertProducts(connection.db, { products: [lamp], at });
  expect(await findProducts(connection.db, ["LAMP", "VASE"])).toEqual(new Map([["LAMP", lamp]]));
  expect(await findProducts(connection.db, [])).toEqual(new Map());
});

test("an import replaces what was known, nulls included; of a SKU named twice the last counts", async () => {
  const bare = { ...lamp, sku: "CUP", weightGrams: 200 };
  await upsertProducts(connection.db, { products: [bare], at });
  const changed = { ...bare, stock: null, hsCode: null, dangerousGoods: true };
  await upsertProducts(connection.db, { products: [{ ...bare, title: "first" }, changed], at });
  expect((await findProducts(connection.db, ["CUP"])).get("CUP")).toEqual(changed);
});

test("a catalogue larger than one statement is imported whole, by two at once", async () => {
  const many = Array.from({ length: 6000 }, (_, n) => ({ ...lamp, sku: `SKU-${n}`, stock: n }));
  await Promise.all([
    upsertProducts(connection.db, { products: many, at }),
    upsertProducts(connection.db, { products: many.toReversed(), at }),
  ]);
  const found = await findProducts(connection.db, ["SKU-0", "SKU-2000", "SKU-5999"]);
  expect([...found.values()].map(({ stock }) => stock).sort()).toEqual([0, 2000, 5999]);
});
