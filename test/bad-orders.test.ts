import { describe, expect, test } from "bun:test";
import { contractFile, hasContract } from "../src/marketplaces/mirakl/testing/contract-samples.ts";
import { type Order, ordersFileSchema } from "../src/sandbox/mirakl/order.ts";
import { importCatalog } from "../src/workflows/import-catalog.ts";
import { resolveFailure } from "../src/workflows/resolve-failure.ts";
import { retryFailure } from "../src/workflows/retry-failure.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { failureOf, openFailures, parcelsOf, statusOf, walkOf } from "./support/inside.ts";
import { editOrder, orderIds, outsideOrder, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const firstLine = (order: Order) => {
  const [line] = order.order_lines;
  if (!line) throw new Error(`${order.order_id} has no line.`);
  return line;
};

/** Orders that can not be read, with what the failure says. */
const UNREADABLE: [what: string, told: string, spoil: (order: Order) => void][] = [
  ["no lines", "has no lines", (order) => Object.assign(order, { order_lines: [] })],
  ["quantity 0", "quantity: is 0", (order) => Object.assign(firstLine(order), { quantity: 0 })],
  [
    "a line twice",
    "appears twice",
    (order) => Object.assign(order, { order_lines: [firstLine(order), firstLine(order)] }),
  ],
  ["no state", "order_state", (order) => Object.assign(order, { order_state: null })],
  ["a date that is none", "created_date", (order) => Object.assign(order, { created_date: "yesterday" })],
  ["no shipping type", "shipping_type_code", (order) => Object.assign(order, { shipping_type_code: null })],
  ["no customer", "customer", (order) => Object.assign(order, { customer: null })],
];

/** Puts an order back as it was before it was spoiled. */
const mend = (whole: Order) => (order: Order) =>
  Object.assign(order, { ...structuredClone(whole), last_updated_date: order.last_updated_date });

describe("orders that can not be read", () => {
  test("get a failure each, hide no other, and are taken in when a person asks again", async () => {
    const shop = await shopWith({ sandbox: { orders: UNREADABLE.length + 2 } });
    const ids = await orderIds(shop);
    const { book } = shop.sandbox.mirakl.shop;
    const whole = new Map(ids.map((id) => [id, structuredClone(book.get(id)?.order)]));
    for (const [index, [, , spoil]] of UNREADABLE.entries()) editOrder(shop, ids[index] ?? "", spoil);
    expect(await settle(shop)).toMatchObject({
      orders: ids.length,
      shipped: 2,
      needsHuman: UNREADABLE.length,
      otherFailures: 0,
    });
    for (const [index, [what, told]] of UNREADABLE.entries()) {
      const failure = await failureOf(shop, ids[index] ?? "", "OrderReading");
      expect([what, failure.code, failure.needs]).toEqual([what, "order_invalid", "human"]);
      expect(failure.details).toContain(told);
      expect(failure.payload.raw).toBeDefined();
    }

    for (const id of ids.slice(0, UNREADABLE.length)) {
      const booked = book.get(id);
      const order = whole.get(id);
      if (!booked || !order) throw new Error(`The marketplace has no order ${id}.`);
      Object.assign(booked, { order, text: null });
      await retryFailure(shop.ops, (await failureOf(shop, id, "OrderReading")).failureId);
    }
    expect(await settle(shop)).toMatchObject({ orders: ids.length, shipped: ids.length, needsHuman: 0 });
    expect(await openFailures(shop)).toEqual([]);
  });

  test("because they have no id do not hold up the reading of others", async () => {
    const shop = await shopWith({ sandbox: { orders: 3 } });
    const [nameless = ""] = await orderIds(shop);
    editOrder(shop, nameless, (order) => Object.assign(order, { order_id: null }));
    await runCycle(shop.ops);
    await runCycle(shop.ops);
    expect(await shipmentsOf(shop)).toHaveLength(2);
    expect(await openFailures(shop)).toMatchObject([
      { processName: "OrderReading", connection: "bestbuy/main", needs: "human" },
    ]);
  });

  test("for a while, after they were accepted, go on by themselves when they can be read again", async () => {
    const shop = await shopWith({ sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    await runCycle(shop.ops, { only: ["fetch-orders", "accept-orders"] });
    const whole = structuredClone(shop.sandbox.mirakl.shop.book.get(id)?.order);
    if (!whole) throw new Error(`The marketplace has no order ${id}.`);
    editOrder(shop, id, (order) => Object.assign(firstLine(order), { quantity: 0 }));
    await runCycle(shop.ops);
    expect(await statusOf(shop, id)).toBe("pending_acceptance");
    expect(await failureOf(shop, id, "OrderReading")).toMatchObject({ code: "order_invalid" });
    editOrder(shop, id, mend(whole));
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect((await outsideOrder(shop, id)).calls.OR21).toBe(1);
  });
  test("because the marketplace shows them no more go to a person, and on when they are back", async () => {
    const shop = await shopWith({ intercepted: true, sandbox: { orders: 2 } });
    const [gone = "", here = ""] = await orderIds(shop);
    await runCycle(shop.ops, { only: ["fetch-orders", "accept-orders"] });
    shop.interceptor?.handle(async (request, forward) => {
      const answer = await forward();
      if (!new URL(request.url).searchParams.get("order_ids")?.includes(gone)) return answer;
      const page: { orders: Order[] } = await answer.json();
      const orders = page.orders.filter((order) => order.order_id !== gone);
      return Response.json({ orders, total_count: orders.length });
    });
    await runCycle(shop.ops, { only: ["read-back-orders", "create-labels", "push-tracking"] });
    expect(await statusOf(shop, here)).toBe("shipped");
    const failure = await failureOf(shop, gone, "OrderReading");
    expect(failure).toMatchObject({ code: "order_invalid", needs: "human" });
    expect(failure.details).toContain("does not show it");
    shop.interceptor?.handle(null);
    await retryFailure(shop.ops, failure.failureId);
    expect(await settle(shop)).toMatchObject({ shipped: 2, needsHuman: 0 });
    expect(await openFailures(shop)).toEqual([]);
  });

  test("after their label failed keep that failure when the reading is settled", async () => {
    const shop = await shopWith({ sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    editOrder(shop, id, (order) => Object.assign(order, { has_incident: true }));
    await settle(shop);
    expect(await statusOf(shop, id)).toBe("label_failed");
    editOrder(shop, id, (order) => Object.assign(firstLine(order), { quantity: 0 }));
    await runCycle(shop.ops, { only: ["fetch-orders"] });
    const { failureId } = await failureOf(shop, id, "OrderReading");
    await resolveFailure(shop.ops, { failureId, note: "I have seen it." });
    expect(await statusOf(shop, id)).toBe("label_failed");
    expect(await openFailures(shop)).toMatchObject([{ processName: "ShippingLabelCreation" }]);
  });
});

describe("odd orders", () => {
  test("such as the vendor's own tell everything that is in the way; Manhattan in NY 10012 is no more than New York", async () => {
    if (!hasContract()) return;
    const sample = ordersFileSchema.parse(contractFile("examples/OR11.answer.json"));
    const shop = await shopWith({
      sandbox: { load: [sample], reopen: true },
      settings: { carriers: { "canada-post": { customs: { currency: "USD", conversion_from_cad: 0.73 } } } },
    });
    const [id = ""] = await orderIds(shop);
    expect(await settle(shop)).toMatchObject({ needsHuman: 1 });
    const { failureId, details } = await failureOf(shop, id, "ShippingLabelCreation");
    expect(details).toMatch(/pick-up point C1039.*weight for S2000.*phone is missing.*HS code/);
    expect(details).not.toMatch(/Manhattan|10012|reason is in the details/);

    editOrder(shop, id, (order) => Object.assign(order, { shipping_pudo_id: null }));
    editOrder(shop, id, ({ customer }) =>
      Object.assign(customer.shipping_address ?? {}, { phone: "212-555-0123" }),
    );
    const csv =
      "sku,weight_grams,length_mm,width_mm,height_mm,hs_code,origin_country,customs_description\nS2000,400,200,150,50,8518.30,CN,Headphones";
    await importCatalog(shop.ops, { csv, source: "products.csv" });
    await resolveFailure(shop.ops, { failureId, note: "It is mended." });
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    const [parcel] = await parcelsOf(shop, id);
    expect(parcel?.requestBody).toContain("<prov-state>NY</prov-state>");
    expect(parcel?.requestBody).toContain("<postal-zip-code>10012</postal-zip-code>");
    expect(parcel?.requestBody).not.toContain("Manhattan");
  });

  test("in a state that nobody knows are observed only, until it becomes one to act on", async () => {
    const shop = await shopWith({ sandbox: { orders: 2 } });
    const [odd = "", staged = ""] = await orderIds(shop);
    const setState = (id: string, state: string) =>
      editOrder(shop, id, (order) => Object.assign(order, { order_state: state }));
    setState(odd, "ON_HOLD_BY_OPERATOR");
    setState(staged, "STAGING");
    await runCycle(shop.ops);
    for (const id of [odd, staged]) expect(await walkOf(shop, id)).toEqual([]);
    expect(await openFailures(shop)).toEqual([]);
    setState(odd, "WAITING_ACCEPTANCE");
    await shop.tell(`orders/${staged}/release`);
    expect(await settle(shop)).toMatchObject({ shipped: 2 });
  });

  test("with emoji, control characters and the end marks of other formats are shipped", async () => {
    const shop = await shopWith({ sandbox: { orders: 1, world: { usShare: 0 } } });
    const [id = ""] = await orderIds(shop);
    editOrder(shop, id, (order) => {
      const name = "Zoe\u0308 🎁 ]]> <b>&amp;\u0000\u0007";
      Object.assign(order.customer, { firstname: name });
      Object.assign(order.customer.shipping_address ?? {}, {
        firstname: name,
        street_1: "100 ]]> \u0000\u0007 <Street> & Sons 'x' \"y\"",
        additional_info: "\uD800 half a pair",
      });
      Object.assign(firstLine(order), { product_title: `${name} --; drop table orders` });
    });
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
  });

  test("without a telephone number ship at home; one is never invented", async () => {
    const shop = await shopWith({ sandbox: { orders: 3, world: { usShare: 0, missingPhoneShare: 1 } } });
    expect(await settle(shop)).toMatchObject({ shipped: 3, needsHuman: 0 });
  });
});
