import { expect, test } from "bun:test";
import { CATALOG_COLUMNS, readCatalogRow } from "./catalog-columns.ts";

const read = (cells: Record<string, string>) => readCatalogRow(new Map(Object.entries(cells)));

test("a full row tells every fact", () => {
  const cells = {
    sku: "LAMP",
    title: "Lampe  de bureau",
    weight_grams: "900",
    length_mm: "300",
    width_mm: "200",
    height_mm: "100",
    hs_code: "9405.21",
    origin_country: "CA",
    origin_province: "QC",
    customs_description: "Electric desk lamp",
    dangerous_goods: "false",
    stock: "0",
  };
  expect(Object.keys(cells)).toEqual([...CATALOG_COLUMNS]);
  expect(read(cells)).toEqual({
    facts: {
      sku: "LAMP",
      title: "Lampe de bureau",
      weightGrams: 900,
      lengthMm: 300,
      widthMm: 200,
      heightMm: 100,
      hsCode: "9405.21",
      originCountry: "CA",
      originProvince: "QC",
      customsDescription: "Electric desk lamp",
      dangerousGoods: false,
      stock: 0,
    },
    problems: [],
  });
});

test("an empty cell empties its fact, and a column that is not there leaves it alone", () => {
  expect(read({ sku: "LAMP", stock: "", dangerous_goods: "" })).toEqual({
    facts: { sku: "LAMP", stock: null, dangerousGoods: false },
    problems: [],
  });
});

test.each<[string, string, unknown]>([
  ["hs_code", "940521", { hsCode: "9405.21" }],
  ["hs_code", "9405210010", { hsCode: "9405.21.00.10" }],
  ["origin_country", "chn", { originCountry: "CN" }],
  ["origin_country", "États-Unis", { originCountry: "US" }],
  ["origin_province", "Québec", { originProvince: "QC" }],
  ["dangerous_goods", "YES", { dangerousGoods: true }],
  ["dangerous_goods", "VRAI", { dangerousGoods: true }],
  ["dangerous_goods", "0", { dangerousGoods: false }],
])("%s %s is understood", (column, text, facts) => {
  expect(read({ [column]: text })).toEqual({ facts: facts as object, problems: [] });
});

test.each([
  ["sku", ""],
  ["weight_grams", "0"],
  ["weight_grams", "0.9"],
  ["weight_grams", "1,200"],
  ["weight_grams", "900 g"],
  ["weight_grams", "1000001"],
  ["length_mm", "-1"],
  ["stock", "-1"],
  ["stock", "1e3"],
  ["hs_code", "94052"],
  ["hs_code", "lamp"],
  ["origin_country", "Elbonia"],
  ["origin_province", "Texas"],
  ["customs_description", "x".repeat(46)],
  ["dangerous_goods", "maybe"],
])("%s %j is refused with what is allowed", (field, value) => {
  const { facts, problems } = read({ [field]: value });
  expect(facts).toEqual({});
  expect(problems).toEqual([{ field, value, allowed: expect.stringMatching(/\w/) }]);
});

test("every bad cell of a row is told", () => {
  const { problems } = read({ sku: "", weight_grams: "heavy", stock: "many" });
  expect(problems.map((problem) => problem.field)).toEqual(["sku", "weight_grams", "stock"]);
});
