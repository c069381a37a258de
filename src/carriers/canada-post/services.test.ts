import { expect, test } from "bun:test";
import type { ServiceCode } from "../../domain/canada-post-codes.ts";
import type { OpsError } from "../../domain/errors.ts";
import { checkParcel, limitsOf, regionOf, serviceFor } from "./services.ts";

const services = {
  domestic: "DOM.EP",
  usa: "USA.EP",
  international: "INT.XP",
  byShippingType: { E: "DOM.XP" },
} as const;

test.each([
  ["domestic", "STD", "DOM.EP"],
  ["domestic", "E", "DOM.XP"],
  ["usa", "E", "USA.EP"],
  ["international", "STD", "INT.XP"],
] as const)("a parcel that goes %s with shipping type %s takes %s", (region, shippingTypeCode, service) => {
  expect(serviceFor({ services, region, shippingTypeCode })).toBe(service);
});

test("Canada and the United States have services of their own", () => {
  expect([regionOf("CA"), regionOf("US"), regionOf("FR")]).toEqual(["domestic", "usa", "international"]);
});

const check = (serviceCode: ServiceCode, weightGrams: number, sides: [number, number, number] | null) => () =>
  checkParcel({
    parcel: {
      weightGrams,
      dimensionsMm: sides && { length: sides[0], width: sides[1], height: sides[2] },
    },
    serviceCode,
    limits: limitsOf(serviceCode),
  });

test.each([
  ["DOM.EP", 30_000, [2000, 250, 250]],
  ["USA.EP", 30_000, [2000, 185, 185]],
  ["INT.TP", 2000, [200, 600, 100]],
  ["DOM.EP", 30_000, null],
] as const)("%s takes %d g of %p mm", (service, weight, sides) => {
  expect(check(service, weight, sides && [...sides])).not.toThrow();
});

test.each([
  ["DOM.EP", 30_001, [100, 100, 100], "weight in g is 30001, at most 30000 is allowed"],
  ["DOM.EP", 0, [100, 100, 100], "weight in g is 0, it must be more than 0"],
  ["DOM.EP", 500, [100, 0, 100], "shortest side in mm is 0"],
  ["DOM.EP", 500, [100, 2001, 100], "longest side in mm is 2001, at most 2000"],
  ["USA.EP", 500, [2000, 190, 190], "length plus girth in mm is 2760, at most 2740"],
  ["INT.TP", 500, [400, 300, 201], "sum of sides in mm is 901, at most 900"],
] as const)("%s refuses %d g of %p mm", (service, weight, sides, reason) => {
  const attempt = check(service, weight, [...sides]);
  expect(attempt).toThrow(reason);
  expect(attempt).toThrow(expect.objectContaining({ code: "parcel_refused", kind: "rejected" }) as OpsError);
});
