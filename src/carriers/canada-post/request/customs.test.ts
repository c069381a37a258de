import { describe, expect, test } from "bun:test";
import type { ShipmentOrder } from "../../../domain/shipment.ts";
import { orderOf } from "../testing/orders.ts";
import { settingsWith } from "../testing/settings.ts";
import { thrownBy } from "../testing/thrown-by.ts";
import { customsOf, dottedHsCode, toCadCents } from "./customs.ts";

const { customs: duties } = settingsWith();

const declare = (order: ShipmentOrder, country = "US", changes: Partial<typeof duties> = {}) =>
  customsOf({ order, country, duties: { ...duties, ...changes } });

test.each([
  ["6109.10.00", "6109.10.00"],
  ["610910", "6109.10"],
  ["6109100022", "6109.10.00.22"],
  ["6109", "6109"],
  ["61091", null],
  ["shirt", null],
  [null, null],
])("the HS code %p is written %p", (code, dotted) => {
  expect(dottedHsCode(code)).toBe(dotted);
});

describe("a declaration", () => {
  test("says what the schema asks for, in Canadian dollars", () => {
    expect(declare(orderOf({ originCountry: "CAN" }))).toEqual({
      currency: "CAD",
      conversionFromCad: null,
      reasonForExport: "SOG",
      otherReason: null,
      usDeclarationId: null,
      items: [
        {
          units: 2,
          description: "Knitted cotton T-shirt",
          sku: "TS-BLK-M",
          hsCode: "6109.10.00",
          unitWeightGrams: 320,
          unitValueCents: 2499,
          originCountry: "CA",
          originProvince: "QC",
        },
      ],
    });
  });

  test("leaves out an SKU that is too long for its field", () => {
    expect(declare(orderOf({ sku: "A-VERY-LONG-SKU-OF-OURS" })).items[0]?.sku).toBeNull();
  });

  test("turns the order's currency into Canadian dollars by the rate of the paperwork", () => {
    const usd = { currency: "USD", conversionFromCad: 0.8 };
    const order = { ...orderOf({ unitValueCents: 2000 }), currency: "USD" };
    expect(declare(order, "US", usd)).toMatchObject({ ...usd, items: [{ unitValueCents: 2500 }] });
    expect(toCadCents({ cents: 2000, currency: "EUR", duties: { ...duties, ...usd } })).toBeNull();
  });

  test("carries a declaration of prepaid duties to the United States only", () => {
    const changes = { zonosKey: null, usDeclarationId: "ABCDEFGHIJKLM" };
    expect(declare(orderOf({}), "US", changes).usDeclarationId).toBe("ABCDEFGHIJKLM");
    expect(declare(orderOf({}), "FR", changes).usDeclarationId).toBeNull();
  });
});

describe("customs would miss", () => {
  test.each([
    [{ hsCode: null }, "HS code missing for TS-BLK-M"],
    [{ customsDescription: " " }, "customs description missing for TS-BLK-M"],
    [{ customsDescription: "x".repeat(46) }, `is ${"x".repeat(46)} for TS-BLK-M (1 to 45 characters)`],
    [{ originCountry: null }, "origin country missing for TS-BLK-M"],
    [{ originCountry: "CA", originProvince: null }, "origin province missing for TS-BLK-M"],
    [{ unitValueCents: 0 }, "unit value is 0.00 CAD for TS-BLK-M"],
    [{ quantity: 0 }, "quantity is 0 for TS-BLK-M (1 to 9999)"],
    [{ unitWeightGrams: 0 }, "unit weight in g is 0 for TS-BLK-M (more than 0)"],
  ])("something when the item has %p", (changes, words) => {
    const error = thrownBy(() => declare(orderOf(changes)));
    expect(error.code).toBe("customs_incomplete");
    expect(error.message).toContain(words);
    expect(error.facts).toMatchObject({ sku: "TS-BLK-M" });
  });

  test("everything that is missing of every item, told at once", () => {
    const error = thrownBy(() =>
      declare(orderOf({ sku: "A", hsCode: null }, { sku: "B", originCountry: null })),
    );
    expect(error.facts.problems).toEqual([
      expect.objectContaining({ sku: "A", field: "HS code" }),
      expect.objectContaining({ sku: "B", field: "origin country" }),
    ]);
  });

  test("in words that name each field once, with all the items that lack it", () => {
    const bare = { hsCode: null, originCountry: null };
    const { message } = thrownBy(() =>
      declare(orderOf({ sku: "A", ...bare }, { sku: "B", ...bare }, { sku: "C", hsCode: "12" })),
    );
    expect(message).toBe(
      "Customs would refuse the parcel: HS code, origin country missing for A, B; " +
        "HS code is 12 for C (4, 6, 8 or 10 digits).",
    );
  });

  test("the proof that US duties are prepaid", () => {
    const none = { zonosKey: null, usDeclarationId: null };
    expect(thrownBy(() => declare(orderOf({}), "US", none)).message).toContain("customs.zonos_key");
    expect(declare(orderOf({}), "FR", none).items).toHaveLength(1);
  });

  test("items that weigh no more than their parcel", () => {
    const order = orderOf({});
    const light = { ...order, parcel: { ...order.parcel, weightGrams: 639 } };
    expect(thrownBy(() => declare(light)).message).toContain("weight of all items in g is 640");
  });

  test("any item", () => {
    expect(thrownBy(() => declare(orderOf())).message).toContain("items is missing");
  });
});
