import { expect, test } from "bun:test";
import { buyGate, type GateInput, linesToShip, SHIPPED_BY_SHOP } from "./buy-gate.ts";
import { orderLine, postalAddress } from "./testing/order-samples.ts";

const observedAt = new Date("2026-03-02T15:00:00Z");
const FRESHNESS_MS = 300_000;

const ask = (change: Partial<GateInput> = {}, ageMs = 0) =>
  buyGate(
    {
      marketplaceState: "SHIPPING",
      canShopShip: true,
      hasOpenIncident: false,
      pickUpPointId: null,
      shipTo: postalAddress(),
      lines: [orderLine()],
      observedAt,
      shippingTypeCode: "STD",
      shippingType: SHIPPED_BY_SHOP,
      ...change,
    },
    { now: new Date(observedAt.getTime() + ageMs), freshnessMs: FRESHNESS_MS },
  );

test("an order to be shipped by the shop, read lately, may have a label", () => {
  expect(ask()).toEqual({ open: true });
});

test("a reading is good for exactly as long as the settings say", () => {
  expect(ask({}, FRESHNESS_MS)).toEqual({ open: true });
  expect(ask({}, FRESHNESS_MS + 1)).toEqual({
    open: false,
    wait: "it has not been read from the marketplace lately",
  });
});

test.each([
  "STAGING",
  "WAITING_ACCEPTANCE",
  "WAITING_DEBIT",
  "WAITING_DEBIT_PAYMENT",
  "SHIPPED",
  "CANCELED",
  "NEW",
])("waits while the marketplace shows %s", (marketplaceState) => {
  expect(ask({ marketplaceState })).toEqual({
    open: false,
    wait: `the marketplace shows ${marketplaceState}`,
  });
});

test.each<[string, Partial<GateInput>]>([
  ["an incident is open", { hasOpenIncident: true }],
  ["the marketplace does not let the shop ship it (can_shop_ship is false)", { canShopShip: false }],
  ["there is no shipping address", { shipTo: null }],
  ["it goes to the pick-up point PUDO-7", { pickUpPointId: "PUDO-7" }],
  ["its shipping type is click and collect", { shippingType: { ...SHIPPED_BY_SHOP, clickAndCollect: true } }],
  ["its shipping type is a pick-up point", { shippingType: { ...SHIPPED_BY_SHOP, pickUpPoint: true } }],
  [
    "nobody tells who delivers its shipping type XXL: if the shop does, name it in own_shipping_types of the shop",
    { shippingTypeCode: "XXL", shippingType: null },
  ],
  [
    "the marketplace's operator delivers it",
    { shippingType: { ...SHIPPED_BY_SHOP, deliveryByOperator: true } },
  ],
  ["no line is left to ship", { lines: [] }],
  ["no line is left to ship", { lines: [orderLine({ state: "CANCELED" })] }],
  ["no line is left to ship", { lines: [orderLine({ quantity: 2, cancelledQuantity: 2 })] }],
])("asks a person when %s", (problem, change) => {
  expect(ask(change)).toEqual({ open: false, problems: [problem] });
});

test("names everything that a person has to see to", () => {
  expect(ask({ hasOpenIncident: true, pickUpPointId: "PUDO-7" })).toEqual({
    open: false,
    problems: ["an incident is open", "it goes to the pick-up point PUDO-7"],
  });
});

test("waits rather than asks: a state that will change hides every other objection", () => {
  expect(ask({ marketplaceState: "WAITING_DEBIT", shipTo: null, canShopShip: false })).toHaveProperty("wait");
});

test("lines to ship are those in SHIPPING, with their quantity less what was cancelled", () => {
  const lines = [
    orderLine({ lineId: "1", quantity: 3, cancelledQuantity: 1 }),
    orderLine({ lineId: "2", quantity: 1, cancelledQuantity: 1 }),
    orderLine({ lineId: "3", quantity: 1, cancelledQuantity: 2 }),
    orderLine({ lineId: "4", state: "REFUSED" }),
    orderLine({ lineId: "5" }),
  ];
  expect(linesToShip(lines).map(({ lineId, quantity }) => [lineId, quantity])).toEqual([
    ["1", 2],
    ["5", 1],
  ]);
});
