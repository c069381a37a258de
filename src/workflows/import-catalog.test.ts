import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { operations, products } from "../db/schema/index.ts";
import { findProducts, upsertProducts } from "../db/stores/products.ts";
import { product } from "../domain/testing/order-samples.ts";
import { FakeClock } from "../platform/clock.ts";
import { type CatalogImport, importCatalog } from "./import-catalog.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());
beforeEach(async () => {
  await connection.db.delete(products);
  await connection.db.delete(operations);
});

const NOW = new Date("2026-03-02T15:00:00Z");
const clock = new FakeClock(NOW);
const take = (csv: CatalogImport["csv"], options: Partial<CatalogImport> = {}) =>
  importCatalog({ db: connection.db, clock, actor: "ana" }, { csv, source: "products.csv", ...options });
const known = async (sku: string) => (await findProducts(connection.db, [sku])).get(sku);
const logged = () => connection.db.select().from(operations);

test("a file is taken in, and told of in the log", async () => {
  const csv = "stock;sku;weight_grams\r\n5;LAMP;900\r\n;CABLE;45\r\n";
  expect(await take(csv)).toEqual({ imported: 2, changed: 2, problems: [] });
  expect(await known("LAMP")).toMatchObject({
    weightGrams: 900,
    stock: 5,
    title: null,
    dangerousGoods: false,
  });
  expect(await logged()).toMatchObject([
    {
      at: NOW,
      scope: "catalog",
      action: "import",
      status: "OK",
      message: "products.csv: 2 products, 2 of them new or changed.",
      meta: { source: "products.csv", imported: 2, changed: 2, problems: 0 },
      actor: "ana",
    },
  ]);
});

test("the same file again changes nothing, and a row that differs is one change", async () => {
  await take("sku,stock\nLAMP,5\nCABLE,1");
  clock.advance(60_000);
  expect(await take("sku,stock\nLAMP,5\nCABLE,2")).toEqual({ imported: 2, changed: 1, problems: [] });
  const rows = await connection.db.select().from(products).orderBy(products.sku);
  expect(rows.map(({ sku, updatedAt }) => [sku, updatedAt.getTime() - NOW.getTime()])).toEqual([
    ["CABLE", 60_000],
    ["LAMP", 0],
  ]);
});

test("what the file has no column for stays as it is, an empty cell empties", async () => {
  await upsertProducts(connection.db, { products: [product({ stock: 3 })], at: NOW });
  await take("sku,hs_code,stock\nLAMP,,7");
  expect(await known("LAMP")).toEqual(product({ hsCode: null, stock: 7 }));
});

test("one bad row keeps the whole file out, and every problem is told with its line", async () => {
  const csv = "sku,weight_grams,stock\nLAMP,900,5\nCABLE,0.05,many\n\nCHAIR,,\nLAMP,800,5\n,1,1\nTABLE,1";
  expect(await take(csv)).toEqual({
    imported: 0,
    changed: 0,
    problems: [
      { line: 3, field: "weight_grams", value: "0.05", allowed: "a whole number of grams from 1 to 1000000" },
      {
        line: 3,
        field: "stock",
        value: "many",
        allowed: "a whole number of units on hand from 0 to 1000000000",
      },
      { line: 6, field: "sku", value: "LAMP", allowed: "once in the file; it is on line 2 too" },
      { line: 7, field: "sku", value: "", allowed: "the seller's own SKU, which every row needs" },
      { line: 8, field: "row", value: "2 cells", allowed: "3 cells, as in the first line" },
    ],
  });
  expect(await connection.db.$count(products)).toBe(0);
  expect(await logged()).toEqual([]);
});

test("bad rows are left out when that is wanted", async () => {
  const report = await take("sku,stock\nLAMP,5\nCABLE,many\n", { skipBadRows: true });
  expect(report).toMatchObject({ imported: 1, changed: 1, problems: [{ line: 3 }] });
  expect(await known("CABLE")).toBeUndefined();
  expect(await known("LAMP")).toMatchObject({ stock: 5 });
});

test("an unknown column is told with the one that was probably meant, and weights have one unit", async () => {
  const { problems, imported } = await take("sku,weight_kg,wieght_grams,colour\nLAMP,0.9,900,red\n");
  expect(imported).toBe(0);
  expect(problems.map(({ line, field, value }) => [line, field, value])).toEqual([
    [1, "header", "weight_kg"],
    [1, "header", "wieght_grams"],
    [1, "header", "colour"],
  ]);
  expect(problems[1]?.allowed).toStartWith(
    "weight_grams, if that is meant; a column of sku, title, weight_grams,",
  );
});

test("a dry run says what would change and changes nothing", async () => {
  expect(await take("sku,stock\nLAMP,5", { dryRun: true })).toEqual({
    imported: 1,
    changed: 1,
    problems: [],
  });
  expect(await connection.db.$count(products)).toBe(0);
  expect(await logged()).toEqual([]);
});

test("a file without SKUs is refused with the columns that there are", async () => {
  await expect(take("title,stock\nLamp,5")).rejects.toMatchObject({
    code: "bad_input_file",
    message: "products.csv has no column sku.",
    hint: expect.stringContaining("weight_grams"),
  });
});

test("of two imports at once none undoes the other", async () => {
  await upsertProducts(connection.db, { products: [product({ stock: null, hsCode: null })], at: NOW });
  const outcomes = await Promise.allSettled([take("sku,stock\nLAMP,5"), take("sku,hs_code\nLAMP,940521")]);
  const taken = outcomes.map((outcome) => outcome.status === "fulfilled");
  expect(await known("LAMP")).toMatchObject({
    stock: taken[0] ? 5 : null,
    hsCode: taken[1] ? "9405.21" : null,
  });
  expect(taken).toContain(true);
});
