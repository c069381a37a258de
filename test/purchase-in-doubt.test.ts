import { describe, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import { shipments } from "../src/db/schema/index.ts";
import { runWorkflow } from "../src/engine/run-workflow.ts";
import { type CanadaPostAccount, defaultAccounts } from "../src/sandbox/canada-post/accounts.ts";
import { createLabels } from "../src/workflows/create-labels.ts";
import { holdOrder } from "../src/workflows/hold-order.ts";
import { labelMissing } from "../src/workflows/resolve-doubt.ts";
import { resolveFailure } from "../src/workflows/resolve-failure.ts";
import { retryFailure } from "../src/workflows/retry-failure.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { callsTo, failureOf, openFailures, parcelsOf, statusOf } from "./support/inside.ts";
import { countDuplicates, editOrder, orderIds, setFaults, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, type ShopOptions, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const HOUR_MS = 3_600_000;
const UNTIL_LABELS = ["fetch-orders", "accept-orders", "read-back-orders"];

/** What happens to the nth Create Shipment, and how often it then has to be sent in all. */
interface Trouble {
  faults: string[];
  /** Create Shipment calls with a contract. */
  calls: number;
  /** How many of them may have bought something, as far as we can know. */
  posts: number;
  foundWithoutContract: boolean;
}

const TROUBLE: Trouble[] = [
  { faults: ["drop_before"], calls: 2, posts: 2, foundWithoutContract: false },
  { faults: ["drop_after"], calls: 1, posts: 1, foundWithoutContract: true },
  { faults: ["drop_after", "hidden60000"], calls: 1, posts: 1, foundWithoutContract: true },
  { faults: ["status429"], calls: 2, posts: 1, foundWithoutContract: true },
  { faults: ["status500"], calls: 2, posts: 2, foundWithoutContract: false },
  { faults: ["malformed"], calls: 1, posts: 1, foundWithoutContract: true },
  { faults: ["slow900"], calls: 1, posts: 1, foundWithoutContract: true },
  { faults: ["html"], calls: 2, posts: 2, foundWithoutContract: false },
];

const faultsAt = (operation: string) =>
  TROUBLE.flatMap(({ faults }, index) => faults.map((fault) => `${operation}#${index + 1}:${fault}`)).join();

/** One purchase after the other, so that the nth call belongs to the nth order; orders that wait for a label. */
async function aboutToBuy(options: ShopOptions = {}): Promise<Shop> {
  const shop = await shopWith({
    ...options,
    sandbox: { orders: TROUBLE.length, world: { usShare: 0 }, ...options.sandbox },
    settings: {
      engine: { concurrency: 1 },
      carriers: { "canada-post": { timeout_seconds: 0.5 } },
      ...options.settings,
    },
  });
  await runCycle(shop.ops, { only: UNTIL_LABELS });
  return shop;
}

async function buyInTrouble(shop: Shop, operation: string): Promise<string[]> {
  await setFaults(shop, faultsAt(operation));
  await runCycle(shop.ops, { only: ["create-labels"] });
  const posts = await callsTo(shop, "CreateShipment");
  return posts.slice(0, TROUBLE.length).map(({ relatedId }) => relatedId ?? "");
}

describe("a purchase in trouble, with a contract", () => {
  test("ends with one label, and is sent again only under the same id with the same body", async () => {
    const shop = await aboutToBuy();
    const ids = await buyInTrouble(shop, "CreateShipment");
    expect(await settle(shop)).toMatchObject({ shipped: TROUBLE.length, needsHuman: 0 });
    const bought = await shipmentsOf(shop);
    expect(bought).toHaveLength(TROUBLE.length);
    expect(countDuplicates(bought)).toBe(0);
    for (const [index, trouble] of TROUBLE.entries()) {
      const calls = await callsTo(shop, "CreateShipment", ids[index]);
      expect({ faults: trouble.faults, calls: calls.length }).toMatchObject({
        faults: trouble.faults,
        calls: trouble.calls,
      });
      expect(new Set(calls.map(({ requestPayload }) => requestPayload)).size).toBe(1);
      expect(await parcelsOf(shop, ids[index] ?? "")).toMatchObject([
        { posts: trouble.posts, generation: 1, endedAt: null },
      ]);
    }
  });

  test("that stays hidden beyond the first look-ups is refused as a duplicate, and then found", async () => {
    const shop = await aboutToBuy({ sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    await setFaults(shop, "CreateShipment#1:drop_after,CreateShipment#1:hidden170000");
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    const [, second] = await callsTo(shop, "CreateShipment", id);
    expect(second?.responseBody).toContain("7314");
    expect(await shipmentsOf(shop)).toHaveLength(1);
  });

  test("goes to a person when its look-ups are used up; a retry only looks, and finds it", async () => {
    const shop = await aboutToBuy({ sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    await setFaults(shop, `CreateShipment#1:drop_after,CreateShipment#1:hidden${HOUR_MS}`);
    expect(await settle(shop)).toMatchObject({ shipped: 0, needsHuman: 1 });
    const failure = await failureOf(shop, id, "ShippingLabelCreation");
    expect(failure).toMatchObject({ code: "look_ups_used_up", needs: "human" });
    expect(await statusOf(shop, id)).toBe("label_failed");
    await expect(resolveFailure(shop.ops, { failureId: failure.failureId, note: "?" })).rejects.toMatchObject(
      {
        code: "bad_argument",
      },
    );

    const posts = (await callsTo(shop, "CreateShipment")).length;
    await retryFailure(shop.ops, failure.failureId);
    await settle(shop);
    expect(await statusOf(shop, id)).toBe("label_failed");
    shop.clock.advance(HOUR_MS);
    await retryFailure(shop.ops, (await failureOf(shop, id, "ShippingLabelCreation")).failureId);
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect(await callsTo(shop, "CreateShipment")).toHaveLength(posts);
    expect(await shipmentsOf(shop)).toHaveLength(1);
  });

  test("that cannot be looked up for half an hour is shown to a person, and goes on being looked up", async () => {
    const shop = await aboutToBuy({ sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    await setFaults(shop, "CreateShipment#1:drop_after,GetShipments:status503=1");
    await runCycle(shop.ops, { only: ["create-labels"] });
    expect(await openFailures(shop)).toEqual([]);
    for (let minute = 0; minute < 30; minute += 4) {
      shop.clock.advance(4 * 60_000);
      await runCycle(shop.ops, { only: ["create-labels"] });
    }
    expect(await failureOf(shop, id, "ShippingLabelCreation")).toMatchObject({
      code: "answer_lost",
      needs: "human",
    });
    expect(await statusOf(shop, id)).toBe("accepted");

    await setFaults(shop, "");
    shop.clock.advance(4 * 60_000);
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect(await shipmentsOf(shop)).toHaveLength(1);
    expect(await openFailures(shop)).toEqual([]);
  });

  test("of an order that is held meanwhile is looked up to the end, and not sent again", async () => {
    const shop = await aboutToBuy({ sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    await setFaults(shop, "CreateShipment#1:drop_before");
    await runWorkflow(shop.ops, createLabels);
    await holdOrder(shop.ops, { orderId: id, note: "It goes by courier.", until: null });
    await settle(shop);
    await runCycle(shop.ops);
    expect(await callsTo(shop, "CreateShipment", id)).toHaveLength(1);
    expect(await failureOf(shop, id, "ShippingLabelCreation")).toMatchObject({ code: "look_ups_used_up" });
  });

  test("of an order that may have no label meanwhile is not sent again, and a person is told why", async () => {
    const shop = await aboutToBuy({ sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    await setFaults(shop, "CreateShipment#1:drop_before");
    await runWorkflow(shop.ops, createLabels);
    editOrder(shop, id, (order) => Object.assign(order, { has_incident: true }));
    await runCycle(shop.ops, { only: ["fetch-orders"] });
    expect(await settle(shop)).toMatchObject({ shipped: 0, needsHuman: 1 });
    expect(await callsTo(shop, "CreateShipment", id)).toHaveLength(1);
    const failure = await failureOf(shop, id, "ShippingLabelCreation");
    expect(failure.code).toBe("look_ups_used_up");
    expect(failure.details).toEndWith("is not known: the carrier does not show one; an incident is open.");
  });

  test("is sent again only on what the marketplace has told lately", async () => {
    const shop = await aboutToBuy({ sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    await setFaults(shop, "CreateShipment#1:drop_before,OR11:status503=1");
    await runWorkflow(shop.ops, createLabels);
    for (let n = 0; n < 8; n++) {
      shop.clock.advance(10 * 60_000);
      await runCycle(shop.ops);
    }
    expect(await callsTo(shop, "CreateShipment", id)).toHaveLength(1);
    expect(await parcelsOf(shop, id)).toMatchObject([{ purchase: "in_doubt", posts: 1 }]);
    await setFaults(shop, "");
    shop.clock.advance(20 * 60_000);
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect(await callsTo(shop, "CreateShipment", id)).toHaveLength(2);
  });

  test("that a person hurries is looked up at once, but sent again no sooner", async () => {
    const shop = await aboutToBuy({ sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    await setFaults(shop, "CreateShipment#1:drop_before");
    await runWorkflow(shop.ops, createLabels);
    for (let n = 0; n < 6; n++) {
      await shop.ops.db
        .update(shipments)
        .set({ nextLookUpAt: shop.clock.now() })
        .where(eq(shipments.orderId, id));
      await runWorkflow(shop.ops, createLabels);
    }
    expect(await callsTo(shop, "GetShipments", id)).toHaveLength(6);
    expect(await callsTo(shop, "CreateShipment", id)).toHaveLength(1);
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
  });

  test.each([
    ["refused for its payment", ""],
    ["throttled", ",CreateShipment#2:status429+none"],
  ])("whose second post alone is %s stays in doubt, and the first is found", async (_, more) => {
    const account = { ...structuredClone(defaultAccounts[0]), card: true } as CanadaPostAccount;
    const shop = await aboutToBuy({
      sandbox: { orders: 1, canadaPost: { accounts: [account] } },
      settings: { carriers: { "canada-post": { payment_method: "CreditCard" } } },
    });
    const [id = ""] = await orderIds(shop);
    await setFaults(shop, `CreateShipment#1:drop_after,CreateShipment#1:hidden300000${more}`);
    await runWorkflow(shop.ops, createLabels);
    if (more === "") account.card = false;
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect((await callsTo(shop, "CreateShipment", id)).length).toBeGreaterThan(1);
    expect(await parcelsOf(shop, id)).toMatchObject([{ generation: 1, endedAt: null }]);
    expect(await shipmentsOf(shop)).toHaveLength(1);
  });

  test("whose find is another parcel goes to a person, who is told what differs", async () => {
    const shop = await aboutToBuy({ sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    await setFaults(shop, "CreateShipment#1:drop_after,CreateShipment#1:hidden1000");
    await runWorkflow(shop.ops, createLabels);
    await shop.ops.db.update(shipments).set({ weightGrams: 1 }).where(eq(shipments.orderId, id));
    expect(await settle(shop)).toMatchObject({ shipped: 0, needsHuman: 1 });
    const failure = await failureOf(shop, id, "ShippingLabelCreation");
    expect(failure.details).toContain("ours 1 g");
    expect(failure.payload.candidates).toHaveLength(1);
    expect(await shipmentsOf(shop)).toHaveLength(1);
  });
});

describe("a purchase in trouble, without a contract", () => {
  test("is found or goes to a person, and never sent again by itself", async () => {
    const shop = await aboutToBuy({ contract: false });
    const ids = await buyInTrouble(shop, "CreateNonContractShipment");
    const lost = TROUBLE.filter((trouble) => !trouble.foundWithoutContract).length;
    expect(await settle(shop)).toMatchObject({
      shipped: TROUBLE.length - lost,
      needsHuman: lost,
      unfinished: 0,
    });
    expect(await shipmentsOf(shop)).toHaveLength(TROUBLE.length - lost);
    for (const [index, { faults, foundWithoutContract: isFound }] of TROUBLE.entries()) {
      const id = ids[index] ?? "";
      const sentAgain = faults.includes("status429");
      expect(await callsTo(shop, "CreateShipment", id)).toHaveLength(sentAgain ? 2 : 1);
      expect(await statusOf(shop, id)).toBe(isFound ? "shipped" : "label_failed");
      if (isFound) continue;
      expect(await failureOf(shop, id, "ShippingLabelCreation")).toMatchObject({ code: "look_ups_used_up" });
      await labelMissing(shop.ops, { orderId: id });
    }
    expect(await settle(shop)).toMatchObject({ shipped: TROUBLE.length, needsHuman: 0 });
    const bought = await shipmentsOf(shop);
    expect(bought).toHaveLength(TROUBLE.length);
    expect(countDuplicates(bought)).toBe(0);
    const [first, second] = await parcelsOf(shop, ids[0] ?? "");
    expect(first).toMatchObject({ endedAs: "never_created", generation: 1 });
    expect(second).toMatchObject({ endedAt: null, generation: 2 });
    expect(second?.requestKey).not.toBe(first?.requestKey);
  });
});
