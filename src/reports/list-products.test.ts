import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { TEST_LIMIT_MS } from "../../test/support/test-limit.ts";
import { upsertProducts } from "../db/stores/products.ts";
import type { Product } from "../domain/product.ts";
import { listProducts } from "./list-products.ts";

const product = (sku: string, title: string): Product => ({
  ...{ sku, title, weightGrams: 100, lengthMm: null, widthMm: null, heightMm: null, hsCode: null },
  ...{
    originCountry: null,
    originProvince: null,
    customsDescription: null,
    dangerousGoods: false,
    stock: null,
  },
});

setDefaultTimeout(TEST_LIMIT_MS);

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
  const products = [
    product("B-2", "Cable, 100 % cotton"),
    product("A_1", "Headset"),
    product("AX1", "Lamp"),
    product("C~3", "Headset stand"),
  ];
  await upsertProducts(connection.db, { products, at: new Date(0) });
});
afterAll(() => connection.close());

const skus = async (request: Parameters<typeof listProducts>[1]) =>
  (await listProducts(connection.db, request)).products.map(({ sku }) => sku);

test("pages follow one another by SKU, whatever the SKU holds", async () => {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page = await listProducts(connection.db, { limit: 1, after });
    seen.push(...page.products.map(({ sku }) => sku));
    after = page.next;
  } while (after !== null);
  expect(seen.toSorted()).toEqual(["A_1", "AX1", "B-2", "C~3"].toSorted());
  expect(seen).toEqual(await skus({}));
});

test("a search looks in SKU and title, in any case, and takes its signs for what they are", async () => {
  expect((await skus({ search: "headset" })).toSorted()).toEqual(["A_1", "C~3"]);
  expect(await skus({ search: "a_1" })).toEqual(["A_1"]);
  expect(await skus({ search: "100 %" })).toEqual(["B-2"]);
  expect(await skus({ search: "%" })).toEqual(["B-2"]);
});
