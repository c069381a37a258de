import { describe, expect, test } from "bun:test";
import { findProducts, upsertProducts } from "../src/db/stores/products.ts";
import type { Product } from "../src/domain/product.ts";
import { defaultAccounts } from "../src/sandbox/canada-post/accounts.ts";
import type { Order } from "../src/sandbox/mirakl/order.ts";
import { resolveFailure } from "../src/workflows/resolve-failure.ts";
import { retryFailure } from "../src/workflows/retry-failure.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { failureOf, openFailures, openPauses, parcelsOf, statusOf } from "./support/inside.ts";
import { editOrder, orderIds, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const SKU = "STD-LAPTOP";
const HEAVY_SKU = "ANVIL";
const BARE_SKU = "NO-CUSTOMS-DATA";

function addressOf(order: Order) {
  const address = order.customer.shipping_address;
  if (!address) throw new Error(`${order.order_id} has no address.`);
  return address;
}

function setOnlyLine(order: Order, sku: string): void {
  order.order_lines = order.order_lines.slice(0, 1);
  for (const line of order.order_lines) Object.assign(line, { offer_sku: sku, quantity: 1 });
}

interface Obstacle {
  what: string;
  code: string;
  /** Words that the failure has to have. */
  told: string[];
  spoil(order: Order): void;
  mend(order: Order): void;
}

const LONG_STREET = `100 ${"Longest".repeat(43)}`;

const OBSTACLES: Obstacle[] = [
  {
    what: "a postal code that is none",
    code: "address_invalid",
    told: ['zip is "NOWHERE"'],
    spoil: (order) => Object.assign(addressOf(order), { zip_code: "NOWHERE" }),
    mend: (order) => Object.assign(addressOf(order), { zip_code: "K1A 0B1", state: "ON" }),
  },
  {
    what: "a street of 300 characters",
    code: "address_invalid",
    told: [LONG_STREET, "44"],
    spoil: (order) => Object.assign(addressOf(order), { street_1: LONG_STREET, street_2: null }),
    mend: (order) => Object.assign(addressOf(order), { street_1: "100 Sample Street" }),
  },
  {
    what: "a parcel of more than 30 kg",
    code: "parcel_refused",
    told: ["31", "30"],
    spoil: (order) => setOnlyLine(order, HEAVY_SKU),
    mend: (order) => setOnlyLine(order, SKU),
  },
  {
    what: "dangerous goods",
    code: "dangerous_goods",
    told: ["CLN-AIR-400"],
    spoil: (order) => setOnlyLine(order, "CLN-AIR-400"),
    mend: (order) => setOnlyLine(order, SKU),
  },
  {
    what: "a product that the catalogue does not know",
    code: "product_unknown",
    told: ["NEVER-IMPORTED"],
    spoil: (order) => setOnlyLine(order, "NEVER-IMPORTED"),
    mend: (order) => setOnlyLine(order, SKU),
  },
  {
    what: "an unknown product in an order whose address is wrong too",
    code: "product_unknown",
    told: ["NEVER-IMPORTED", 'zip is "NOWHERE"'],
    spoil: (order) => {
      setOnlyLine(order, "NEVER-IMPORTED");
      Object.assign(addressOf(order), { zip_code: "NOWHERE" });
    },
    mend: (order) => {
      setOnlyLine(order, SKU);
      Object.assign(addressOf(order), { zip_code: "K1A 0B1", state: "ON" });
    },
  },
  {
    what: "an open incident",
    code: "not_shippable",
    told: ["an incident is open"],
    spoil: (order) => Object.assign(order, { has_incident: true }),
    mend: (order) => Object.assign(order, { has_incident: false }),
  },
  {
    what: "a pick-up point",
    code: "not_shippable",
    told: ["pick-up point C1039"],
    spoil: (order) => Object.assign(order, { shipping_type_code: "PIP", shipping_pudo_id: "C1039" }),
    mend: (order) => Object.assign(order, { shipping_type_code: "STD", shipping_pudo_id: null }),
  },
  {
    what: "delivery by the operator",
    code: "not_shippable",
    told: ["the marketplace's operator delivers it"],
    spoil: (order) => Object.assign(order, { shipping_type_code: "NEX" }),
    mend: (order) => Object.assign(order, { shipping_type_code: "STD" }),
  },
  {
    what: "a shipping type that the marketplace does not list",
    code: "not_shippable",
    told: ["shipping type XXL", "own_shipping_types"],
    spoil: (order) => Object.assign(order, { shipping_type_code: "XXL" }),
    mend: (order) => Object.assign(order, { shipping_type_code: "STD" }),
  },
  {
    what: "no address",
    code: "not_shippable",
    told: ["there is no shipping address"],
    spoil: (order) => Object.assign(order.customer, { shipping_address: null }),
    mend: (order) => Object.assign(order.customer, { shipping_address: order.customer.billing_address }),
  },
];

async function importProducts(shop: Shop): Promise<void> {
  const product = (await findProducts(shop.ops.db, [SKU])).get(SKU);
  if (!product) throw new Error(`The catalogue has no ${SKU}.`);
  const products: Product[] = [
    { ...product, sku: HEAVY_SKU, weightGrams: 31_000 },
    { ...product, sku: BARE_SKU, hsCode: null, originCountry: null, customsDescription: null },
  ];
  await upsertProducts(shop.ops.db, { products, at: shop.clock.now() });
}

describe("what stands in the way of a label", () => {
  test("is one failure per order that names it; nothing is bought, and once it is gone a retry ships", async () => {
    const shop = await shopWith({
      sandbox: { orders: OBSTACLES.length + 1, world: { usShare: 0, missingPhoneShare: 0 } },
    });
    await importProducts(shop);
    const ids = await orderIds(shop);
    for (const [index, { spoil }] of OBSTACLES.entries()) editOrder(shop, ids[index] ?? "", spoil);
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: OBSTACLES.length });
    expect(await shipmentsOf(shop)).toHaveLength(1);

    for (const [index, { what, code, told, mend }] of OBSTACLES.entries()) {
      const id = ids[index] ?? "";
      expect([what, await statusOf(shop, id)]).toEqual([what, "label_failed"]);
      const failure = await failureOf(shop, id, "ShippingLabelCreation");
      expect([what, failure.code, failure.needs]).toEqual([what, code as typeof failure.code, "human"]);
      for (const words of told) expect(failure.details).toContain(words);
      editOrder(shop, id, mend);
    }
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: OBSTACLES.length });

    for (const [index, id] of ids.slice(0, OBSTACLES.length).entries()) {
      const { failureId } = await failureOf(shop, id, "ShippingLabelCreation");
      if (index % 2 === 0) await retryFailure(shop.ops, failureId);
      else await resolveFailure(shop.ops, { failureId, note: "It is mended." });
    }
    expect(await settle(shop)).toMatchObject({ shipped: ids.length, needsHuman: 0 });
    const bought = await shipmentsOf(shop);
    expect(bought).toHaveLength(ids.length);
    expect(new Set(bought.map(({ customerRef1 }) => customerRef1)).size).toBe(ids.length);
  });

  test("to the USA can be customs data, or who pays the duties", async () => {
    const shop = await shopWith({
      sandbox: { orders: 3, world: { usShare: 1, missingPhoneShare: 0 } },
    });
    const [bare = "", whole = "", unknown = ""] = await orderIds(shop);
    await importProducts(shop);
    editOrder(shop, bare, (order) => setOnlyLine(order, BARE_SKU));
    editOrder(shop, unknown, (order) => setOnlyLine(order, "NEVER-IMPORTED"));
    editOrder(shop, whole, (order) => setOnlyLine(order, SKU));
    await runCycle(shop.ops, { only: ["fetch-orders", "accept-orders", "read-back-orders"] });
    const unpaid = await shop.openAnother("unpaid", {
      carriers: { "canada-post": { customs: { zonos_key: undefined } } },
    });
    expect(await settle({ ops: unpaid })).toMatchObject({ shipped: 0, needsHuman: 3 });
    expect(await shipmentsOf(shop)).toEqual([]);
    const both = await failureOf(shop, unknown, "ShippingLabelCreation");
    expect(both.code).toBe("product_unknown");
    expect(both.details).toMatch(/no weight for NEVER-IMPORTED.*HS code.*missing for NEVER-IMPORTED.*duties/);
    const failure = await failureOf(shop, whole, "ShippingLabelCreation");
    expect(failure).toMatchObject({ code: "customs_incomplete", needs: "human" });
    expect(failure.details).toContain("duties");

    for (const { failureId } of await openFailures(shop)) await retryFailure(shop.ops, failureId);
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 2 });
    expect((await failureOf(shop, bare, "ShippingLabelCreation")).details).toContain(BARE_SKU);
  });

  test("by the carrier's own word ends the purchase; the next has a key of its own, and costs the day's one label", async () => {
    const [account] = structuredClone(defaultAccounts);
    if (!account) throw new Error("The sandbox has no account.");
    account.card = false;
    const shop = await shopWith({
      sandbox: { orders: 1, canadaPost: { accounts: [account], rejectedConsumesId: true } },
      settings: {
        carriers: { "canada-post": { payment_method: "CreditCard" } },
        shipping: { max_labels_per_day: 1 },
      },
    });
    const [id = ""] = await orderIds(shop);
    expect(await settle(shop)).toMatchObject({ shipped: 0, needsHuman: 1 });
    const failure = await failureOf(shop, id, "ShippingLabelCreation");
    expect(failure).toMatchObject({ code: "payment_refused", needs: "human" });
    expect(failure.details).toContain("1162");

    account.card = true;
    await resolveFailure(shop.ops, { failureId: failure.failureId, note: "The card was renewed." });
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    const [first, second, ...more] = await parcelsOf(shop, id);
    expect(first).toMatchObject({ generation: 1, endedAs: "rejected" });
    expect(second).toMatchObject({ generation: 2, endedAt: null, status: "tracking_updated" });
    expect(second?.requestKey).not.toBe(first?.requestKey);
    expect(more).toEqual([]);
    expect(await shipmentsOf(shop)).toMatchObject([{ requestId: second?.requestKey, state: "live" }]);
  });

  test("by the day's limit stops buying for the shop alone, and until the next day", async () => {
    const shop = await shopWith({
      sandbox: { orders: 4 },
      settings: { engine: { concurrency: 1 }, shipping: { max_labels_per_day: 3 } },
      neighbour: { sandbox: { orders: 2, seed: 7 } },
    });
    expect(await settle(shop)).toMatchObject({ shipped: 5, unfinished: 1, otherFailures: 1 });
    const [failure, ...more] = await openFailures(shop);
    expect(failure).toMatchObject({ code: "label_budget_used", needs: "human", connection: "bestbuy/main" });
    expect(more).toEqual([]);
    expect(await openPauses(shop)).toEqual(["connection:bestbuy/main#create-labels"]);

    shop.clock.advance(24 * 3_600_000);
    expect(await settle(shop)).toMatchObject({ shipped: 6, needsHuman: 0, otherFailures: 0 });
    expect([await openPauses(shop), await openFailures(shop)]).toEqual([[], []]);
  });

  test("by a day's limit that is set late counts what was bought before", async () => {
    const shop = await shopWith({ sandbox: { orders: 3 } });
    expect(await settle(shop)).toMatchObject({ shipped: 3 });
    shop.sandbox.mirakl.seeder.addNew(2, 0);
    const limited = await shop.openAnother("limited", { shipping: { max_labels_per_day: 4 } });
    expect(await settle({ ops: limited })).toMatchObject({ shipped: 4, unfinished: 1, otherFailures: 1 });
    const lower = await shop.openAnother("lower", { shipping: { max_labels_per_day: 2 } });
    expect(await settle({ ops: lower })).toMatchObject({ shipped: 4, unfinished: 1, otherFailures: 1 });
    expect(await shipmentsOf(shop)).toHaveLength(4);
  });

  test("by the day's limit ends when that is raised", async () => {
    const shop = await shopWith({
      sandbox: { orders: 2 },
      settings: { shipping: { max_labels_per_day: 1 } },
    });
    expect(await settle(shop)).toMatchObject({ shipped: 1, unfinished: 1 });
    const raised = await shop.openAnother("raised", { shipping: { max_labels_per_day: 2 } });
    expect(await settle({ ops: raised })).toMatchObject({ shipped: 2, otherFailures: 0 });
  });
});
