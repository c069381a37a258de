import fc from "fast-check";
import type { PostalAddress } from "../../../domain/marketplace-order.ts";
import type { ParcelItem, ShipmentOrder } from "../../../domain/shipment.ts";
import type { CanadaPostSettings } from "../../../platform/config/config.ts";
import { AMERICAN, CANADIAN, FRENCH, ITEM } from "./orders.ts";
import { settingsWith, withoutContract } from "./settings.ts";

const word = fc.string({
  unit: fc.constantFrom(..."abcdefgÉçñœ&<>\"'-0123456789😀漢\u0301"),
  minLength: 1,
  maxLength: 12,
});

const phrase = (maxWords: number) =>
  fc.array(word, { minLength: 1, maxLength: maxWords }).map((words) => words.join(" "));

/** Text as shops really send it: markup, control characters, 300 characters without a line break. */
const oddText = fc.constantFrom(
  "]]> <![CDATA[ & &amp;",
  "line 1\nline 2\tline 3",
  "bell \u0007 null \u0000 lone \ud800 end",
  "long street ".repeat(25).trim(),
  "x".repeat(60),
  "Cafe\u0301 ".repeat(8).trim(),
  "   ",
);

const text = (maxWords: number) =>
  fc.oneof({ weight: 12, arbitrary: phrase(maxWords) }, { weight: 1, arbitrary: oddText });

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const place = fc.oneof(
  fc.constantFrom(
    { ...CANADIAN },
    { ...CANADIAN, state: "québec", zip: "h2b-1a0", countryIso3: null },
    { ...CANADIAN, state: null, zip: "X0A 0H0", country: null },
  ),
  fc.constantFrom({ ...AMERICAN }, { ...AMERICAN, state: "Manhattan", zip: "NY 10012" }),
  fc.constantFrom(
    { ...FRENCH },
    { ...FRENCH, state: "Provincia Autonoma di Bolzano", countryIso3: "ITA", zip: "39100" },
    { ...FRENCH, state: "Tōkyō", zip: null, country: "Japon", countryIso3: null },
  ),
);

const address: fc.Arbitrary<PostalAddress> = fc
  .record({
    place,
    firstName: maybe(text(2)),
    lastName: text(2),
    company: maybe(text(4)),
    company2: maybe(text(2)),
    street1: text(5),
    street2: maybe(text(3)),
    additionalInfo: maybe(text(4)),
    city: text(3),
    phone: fc.constantFrom("514-555-0134", "+1 (514) 555-0134 ext. 12", "5145550134", "n/a"),
  })
  .map(({ place: base, ...texts }) => ({ ...base, ...texts }));

const item: fc.Arbitrary<ParcelItem> = fc.record({
  sku: phrase(2),
  title: phrase(4),
  quantity: fc.integer({ min: 1, max: 20 }),
  unitWeightGrams: fc.integer({ min: 1, max: 300 }),
  unitValueCents: fc.integer({ min: 1, max: 500_000 }),
  hsCode: fc.constantFrom("6109.10", "610910", "61091000", "6109.10.00.22", "8518"),
  originCountry: fc.constantFrom("CN", "CHN", "Canada", "viet nam"),
  originProvince: fc.constant("Ontario"),
  customsDescription: phrase(3),
  dangerousGoods: fc.constant(false),
});

/** Orders of any kind: most of them can be shipped, some cannot. */
export const anyOrder: fc.Arbitrary<ShipmentOrder> = fc
  .record({
    orderId: fc.constant("900000184-A"),
    marketplaceOrderId: fc.oneof(fc.constant("900000184-A"), phrase(8)),
    shippingTypeCode: fc.constantFrom("STD", "E"),
    currency: fc.constantFrom("CAD", "CAD", "USD"),
    email: maybe(fc.oneof(fc.emailAddress(), fc.constant("jo.tremblay@example.com"))),
    shipTo: address,
    items: fc.array(fc.oneof(item, fc.constant(ITEM)), { minLength: 1, maxLength: 4 }),
    dimensionsMm: maybe(
      fc.record({
        length: fc.integer({ min: 1, max: 1200 }),
        width: fc.integer({ min: 1, max: 400 }),
        height: fc.integer({ min: 1, max: 300 }),
      }),
    ),
    packaging: fc.integer({ min: 0, max: 500 }),
  })
  .map(({ items, dimensionsMm, packaging, ...order }) => {
    const goods = items.reduce((sum, { quantity, unitWeightGrams }) => sum + quantity * unitWeightGrams, 0);
    return { ...order, parcel: { weightGrams: goods + packaging, dimensionsMm, items } };
  });

const flag = fc.boolean();

/** Accounts with every setting that shapes a request, with a contract or without. */
export const anyAccount: fc.Arbitrary<CanadaPostSettings> = fc
  .record({
    contract: flag,
    paymentMethod: fc.constantFrom("Account" as const, "CreditCard" as const, "SupplierAccount" as const),
    promoCode: maybe(fc.constant("DEVPROTEST")),
    groupId: maybe(fc.constant("2026-11-20")),
    labelFormat: fc.constantFrom("4x6" as const, "8.5x11" as const),
    options: fc.subarray(["SO", "DNS", "PA18", "HFP"] as const).map((codes) => [...codes]),
    coverageFromCents: maybe(fc.integer({ min: 0, max: 1000 })),
    nonDelivery: fc.constantFrom("RASE" as const, "RTS" as const, "ABAN" as const),
    usa: fc.constantFrom("USA.EP", "USA.XP", "USA.TP", "USA.PW.PARCEL"),
    international: fc.constantFrom("INT.XP", "INT.IP.AIR", "INT.IP.SURF", "INT.TP"),
    usd: flag,
    reason: fc.constantFrom("SOG" as const, "OTH" as const),
    notify: maybe(fc.record({ onShipment: flag, onException: flag, onDelivery: flag })),
  })
  .map(({ contract, usa, international, usd, reason, ...changes }) => {
    const { customs } = settingsWith();
    return settingsWith({
      ...changes,
      ...(contract ? {} : withoutContract),
      services: { domestic: "DOM.EP", usa, international, byShippingType: { E: "DOM.XP" } },
      customs: {
        ...customs,
        reasonForExport: reason,
        otherReason: "Exhibition",
        currency: usd ? "USD" : "CAD",
        conversionFromCad: usd ? 0.7235 : null,
      },
    });
  });
