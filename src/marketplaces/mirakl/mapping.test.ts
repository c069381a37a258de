import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { z } from "zod";
import { readOrder } from "./mapping.ts";
import { contractFile, hasContract, orderSamples } from "./testing/contract-samples.ts";
import { wireLine, wireSample } from "./testing/wire-sample.ts";

function orderOf(raw: unknown) {
  const reading = readOrder(raw);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.order;
}

function reasonOf(raw: unknown) {
  const reading = readOrder(raw);
  return reading.ok ? null : reading.reason;
}

describe("an order", () => {
  test("becomes ours, with amounts in cents and dates as instants", () => {
    const raw = wireSample();
    expect(orderOf(raw)).toEqual({
      marketplaceOrderId: "900000001-A",
      commercialId: "900000001",
      state: "SHIPPING",
      createdAt: new Date("2026-01-05T14:03:11Z"),
      updatedAt: new Date("2026-01-05T14:41:10.652Z"),
      currency: "CAD",
      totalCents: 7998,
      shippingDeadline: new Date("2026-01-07T14:41:10.652Z"),
      shippingTypeCode: "STD",
      canShopShip: true,
      hasOpenIncident: false,
      pickUpPointId: null,
      carrierCode: null,
      trackingNumber: null,
      customer: { id: "CUST-0001", firstName: "Avery", lastName: "Example", email: "relay@example.com" },
      shipTo: {
        firstName: "Avery",
        lastName: "Example",
        company: null,
        company2: null,
        street1: "100 Sample St",
        street2: "Unit 4",
        additionalInfo: null,
        city: "Ottawa",
        state: "ON",
        zip: "K1A 0B1",
        country: "Canada",
        countryIso3: "CAN",
        phone: "613-555-0100",
        phoneSecondary: null,
      },
      lines: [1, 2].map((nth) => ({
        lineId: `900000001-A-${nth}`,
        sku: `SELLER-SKU-${nth}`,
        title: `Sample product ${nth}`,
        quantity: 2,
        state: "SHIPPING",
        cancelledQuantity: 0,
        unitPriceCents: 3999,
      })),
      raw,
    });
  });

  test("may have a date with an offset, and no address yet", () => {
    const { customer } = wireSample();
    const waiting = { ...z.looseObject({}).parse(customer), shipping_address: null };
    const order = orderOf(wireSample({ created_date: "2026-01-05T09:03:11-05:00", customer: waiting }));
    expect(order.createdAt).toEqual(new Date("2026-01-05T14:03:11Z"));
    expect(order.shipTo).toBeNull();
  });

  test("may be in a state that nobody has heard of", () => {
    const lines = [wireLine(1, { order_line_state: "ON_THE_MOON" })];
    const order = orderOf(wireSample({ order_state: "ON_THE_MOON", order_lines: lines }));
    expect(order.state).toBe("ON_THE_MOON");
    expect(order.lines[0]?.state).toBe("ON_THE_MOON");
  });

  test("has an open incident by its mark or by a line", () => {
    expect(orderOf(wireSample({ has_incident: true })).hasOpenIncident).toBe(true);
    const lines = [wireLine(1), wireLine(2, { order_line_state: "INCIDENT_OPEN" })];
    expect(orderOf(wireSample({ order_lines: lines })).hasOpenIncident).toBe(true);
  });

  test("that does not say that it may be shipped may not", () => {
    expect(orderOf(wireSample({ can_shop_ship: undefined })).canShopShip).toBe(false);
  });

  test("keeps emoji, control characters and very long streets as they came", () => {
    const { customer } = wireSample();
    const street = `${"long ".repeat(60)}\u0007🏠]]>`;
    const odd = {
      ...z.looseObject({}).parse(customer),
      shipping_address: { street_1: street, zip_code: " " },
    };
    expect(orderOf(wireSample({ customer: odd })).shipTo).toMatchObject({
      street1: street,
      zip: null,
      phone: null,
    });
  });
});

describe("cancelled units of a line", () => {
  const cancelledOf = (changes: Record<string, unknown>) =>
    orderOf(wireSample({ order_lines: [wireLine(1, { quantity: 3, ...changes })] })).lines[0]
      ?.cancelledQuantity;

  test("are those of cancellations, and of refunds that leave the shipment", () => {
    expect(cancelledOf({ cancelations: [{ quantity: 1 }, { quantity: null }] })).toBe(1);
    expect(cancelledOf({ refunds: [{ quantity: 1, excluded_from_shipment: true }, { quantity: 2 }] })).toBe(
      1,
    );
    expect(cancelledOf({ cancelations: null, refunds: undefined })).toBe(0);
  });

  test("are never more than the line has", () => {
    expect(cancelledOf({ cancelations: [{ quantity: 2 }, { quantity: 2 }] })).toBe(3);
  });
});

describe("an order that can't be read says which field is wrong", () => {
  test.each([
    [{ order_lines: [] }, "order_lines: has no lines"],
    [{ order_lines: undefined }, "order_lines: Invalid input: expected array, received undefined"],
    [{ order_lines: [wireLine(1, { quantity: 0 })] }, "order_lines.0.quantity: is 0"],
    [{ order_lines: [wireLine(1), wireLine(1)] }, "order_lines.1.order_line_id: 900000001-A-1 appears twice"],
    [{ order_lines: [null] }, "order_lines.0: Invalid input: expected object, received null"],
    [{ order_lines: [wireLine(1, { offer_sku: " " })] }, "order_lines.0.offer_sku: is blank"],
    [{ created_date: undefined }, "created_date: Invalid input: expected string, received undefined"],
    [{ last_updated_date: "yesterday" }, "last_updated_date: Invalid ISO datetime"],
    [{ total_price: 1e300 }, "total_price: is no amount of money"],
    [{ order_state: null }, "order_state: Invalid input: expected string, received null"],
  ])("%j", (changes, reason) => {
    expect(readOrder(wireSample(changes))).toMatchObject({
      ok: false,
      marketplaceOrderId: "900000001-A",
      reason,
    });
  });

  test("and shortens a long list", () => {
    expect(reasonOf({ order_id: "900000001-A" })).toMatch(/^order_state: .*; and \d+ more$/);
  });

  test("even when it is no order at all", () => {
    expect(readOrder("hello")).toEqual({
      ok: false,
      marketplaceOrderId: null,
      reason: "Invalid input: expected object, received string",
      raw: "hello",
    });
    expect(readOrder({ order_id: 7 })).toMatchObject({ ok: false, marketplaceOrderId: null });
  });

  test("but a line that has ended may have no units left", () => {
    const lines = [wireLine(1), wireLine(2, { quantity: 0, order_line_state: "CANCELED" })];
    expect(reasonOf(wireSample({ order_lines: lines }))).toBeNull();
  });
});

describe("the contract's samples", () => {
  test("are all read", () => {
    if (!hasContract()) return;
    for (const name of orderSamples()) {
      for (const raw of z.array(z.unknown()).parse(contractFile(name).orders))
        expect(reasonOf(raw)).toBeNull();
    }
  });

  test("the vendor's own keeps its odd ZIP and state", () => {
    if (!hasContract()) return;
    const [raw] = z.array(z.unknown()).parse(contractFile("examples/OR11.answer.json").orders);
    const { shipTo, ...order } = orderOf(raw);
    expect(shipTo).toMatchObject({ zip: "NY 10012", state: "Manhattan", countryIso3: "USA", phone: null });
    expect(order).toMatchObject({
      state: "RECEIVED",
      totalCents: 17_300,
      trackingNumber: "2344",
      carrierCode: "UPS",
      pickUpPointId: "C1039",
    });
    expect(order.lines).toMatchObject([
      { sku: "S2000", quantity: 3, unitPriceCents: 5500, cancelledQuantity: 0 },
    ]);
  });
});

describe("what the contract lets an answer do", () => {
  /** Adds fields nobody knows at any depth. */
  const embellish = (value: unknown, extra: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item) => embellish(item, extra));
    if (typeof value !== "object" || value === null) return value;
    const known = Object.entries(value).map(([key, inner]) => [key, embellish(inner, extra)]);
    return { ...Object.fromEntries(known), a_new_field: extra };
  };

  test("unknown fields at any depth change nothing", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (extra) => {
        const { raw: _with, ...order } = orderOf(embellish(wireSample(), extra));
        const { raw: _without, ...plain } = orderOf(wireSample());
        expect(order).toEqual(plain);
      }),
    );
  });

  test("any mix of the fields that may be null or absent is read", () => {
    const missing = fc.constantFrom(null, undefined);
    const some = (...names: string[]) =>
      fc.record(Object.fromEntries(names.map((name) => [name, missing])), { requiredKeys: [] });
    const order = some(
      ...["commercial_id", "shipping_deadline", "shipping_pudo_id", "shipping_carrier_code"],
      ...["shipping_tracking", "customer_notification_email", "can_shop_ship", "has_incident"],
    );
    const line = some("product_title", "cancelations", "refunds");
    const address = some(
      "firstname",
      "street_1",
      "street_2",
      "city",
      "state",
      "zip_code",
      "country",
      "phone",
      "country_iso_code",
    );
    fc.assert(
      fc.property(order, line, fc.oneof(address, missing), (orderGaps, lineGaps, addressGaps) => {
        const customer = { customer_id: "CUST-0001", firstname: null, shipping_address: addressGaps };
        const raw = wireSample({ ...orderGaps, customer, order_lines: [wireLine(1, lineGaps)] });
        expect(reasonOf(raw)).toBeNull();
      }),
    );
  });

  test("whatever comes, reading it never throws", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(wireSample())), fc.jsonValue()), (changes) => {
        readOrder(wireSample(changes));
      }),
    );
  });
});
