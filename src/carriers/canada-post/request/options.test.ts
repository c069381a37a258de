import { expect, test } from "bun:test";
import type { Region, ServiceCode } from "../../../domain/canada-post-codes.ts";
import type { CanadaPostSettings } from "../../../platform/config/config.ts";
import { limitsOf } from "../services.ts";
import { ITEM, orderWith } from "../testing/orders.ts";
import { settingsWith } from "../testing/settings.ts";
import { thrownBy } from "../testing/thrown-by.ts";
import { optionsOf } from "./options.ts";

interface Case {
  settings: Partial<CanadaPostSettings>;
  region?: Region;
  service?: ServiceCode;
  currency?: string;
}

const optionsFor = ({ settings, region = "domestic", service = "DOM.EP", currency = "CAD" }: Case) =>
  optionsOf({
    order: orderWith({ currency }),
    settings: settingsWith(settings),
    region,
    limits: limitsOf(service),
  }).map(({ code, amountCents }) => (amountCents === null ? code : `${code} ${amountCents}`));

test("every parcel gets the options of the settings, once", () => {
  expect(optionsFor({ settings: { options: ["SO", "DNS", "SO"] } })).toEqual(["SO", "DNS"]);
});

test("what is told a Canadian carrier at the door is not told abroad", () => {
  const options = optionsFor({ settings: { options: ["SO", "DNS"] }, region: "usa", service: "USA.EP" });
  expect(options).toEqual(["SO", "RASE"]);
});

test.each([
  ["USA.EP", "RASE", "RASE"],
  ["USA.TP", "RASE", "RTS"],
  ["USA.EP", "RTS", "RASE"],
  ["USA.EP", "ABAN", "ABAN"],
] as const)("%s with %s goes back by %s", (service, nonDelivery, code) => {
  expect(optionsFor({ settings: { nonDelivery }, region: "usa", service })).toEqual([code]);
});

test("Priority Worldwide takes no such instruction", () => {
  expect(optionsFor({ settings: {}, region: "usa", service: "USA.PW.PARCEL" })).toEqual([]);
});

test("coverage starts at the value set, and ends at what the service covers", () => {
  expect(optionsFor({ settings: { coverageFromCents: 4999 } })).toEqual([]);
  expect(optionsFor({ settings: { coverageFromCents: 4998 } })).toEqual(["COV 4998"]);
  expect(optionsFor({ settings: { coverageFromCents: 0 }, service: "INT.TP" })).toEqual([]);
  const order = orderWith();
  const dear = { ...order, parcel: { ...order.parcel, items: [{ ...ITEM, unitValueCents: 90_000_000 }] } };
  const [coverage] = optionsOf({
    order: dear,
    settings: settingsWith({ coverageFromCents: 1 }),
    region: "domestic",
    limits: limitsOf("DOM.EP"),
  });
  expect(coverage).toEqual({ code: "COV", amountCents: 500_000 });
});

test("a value in a currency without a rate cannot be covered", () => {
  const error = thrownBy(() => optionsFor({ settings: { coverageFromCents: 0 }, currency: "EUR" }));
  expect(error.code).toBe("customs_incomplete");
});
