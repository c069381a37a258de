import { describe, expect, test } from "bun:test";
import { runWorkflow } from "../src/engine/run-workflow.ts";
import { adoptLabels } from "../src/workflows/adopt-labels.ts";
import { createLabels } from "../src/workflows/create-labels.ts";
import { disownLabel } from "../src/workflows/disown-label.ts";
import { findLabel } from "../src/workflows/find-label.ts";
import { holdOrder } from "../src/workflows/hold-order.ts";
import { planRelease, releaseOrders } from "../src/workflows/release-orders.ts";
import { labelFound } from "../src/workflows/resolve-doubt.ts";
import { resolveFailure } from "../src/workflows/resolve-failure.ts";
import { retryFailure } from "../src/workflows/retry-failure.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { failureOf, holdsOf, openFailures, operationsOf, parcelsOf, statusOf } from "./support/inside.ts";
import { orderIds, outsideOrder, setFaults, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

interface Contest {
  shop: Shop;
  /** Has the number by a person's mistake. */
  holder: string;
  /** Its purchase got the number. */
  buyer: string;
  number: string;
}

const hold = (shop: Shop, orderId: string) =>
  holdOrder(shop.ops, { orderId, note: "It goes by courier.", until: null });

const release = (shop: Shop, order: string) =>
  planRelease(shop.ops, { orders: [order], reason: null }).then((plan) => releaseOrders(shop.ops, plan));

/** The buyer's answer is lost; before it is looked up, a person books its label for another order. */
async function contest(): Promise<Contest> {
  const shop = await shopWith({
    sandbox: { orders: 2, world: { usShare: 0 }, canadaPost: { environment: "production" } },
    settings: {
      carriers: {
        "canada-post": {
          environment: "production",
          username: "5a4db0c8d1e20002",
          password: "sandbox-production",
        },
      },
      marketplaces: { bestbuy: { environment: "production" } },
    },
  });
  const [holder = "", buyer = ""] = await orderIds(shop);
  await runCycle(shop.ops, { only: ["fetch-orders", "accept-orders", "read-back-orders"] });
  await hold(shop, holder);
  await setFaults(shop, "CreateShipment#1:drop_after");
  await runWorkflow(shop.ops, createLabels);
  expect(await parcelsOf(shop, buyer)).toMatchObject([{ purchase: "in_doubt" }]);
  const [bought] = await shipmentsOf(shop);
  const number = bought?.trackingPin ?? "";
  const adoption = await adoptLabels(shop.ops, [{ order: holder, carrier: "canada-post", number }]);
  expect(adoption.adopted).toEqual([{ orderId: holder, number }]);
  return { shop, holder, buyer, number };
}

describe("a label whose number another order has already", () => {
  test("keeps its facts and its file, tells no number, and a person learns of both orders", async () => {
    const { shop, holder, buyer, number } = await contest();
    expect(await settle(shop)).toMatchObject({ needsHuman: 1 });
    const [outside] = await shipmentsOf(shop);
    expect(await parcelsOf(shop, buyer)).toMatchObject([
      {
        purchase: "bought",
        status: "label_created",
        carrierShipmentId: outside?.shipmentId,
        trackingPin: null,
        contestedPin: number,
        labelPdfPath: expect.stringContaining(buyer),
        links: { self: expect.stringContaining("/shipment/") },
        trackingPushedAt: null,
      },
    ]);
    expect(await statusOf(shop, buyer)).toBe("awaiting_tracking");
    expect((await outsideOrder(shop, buyer)).tracking_number).toBeNull();
    const failure = await failureOf(shop, buyer, "TrackingUpdate");
    expect(failure).toMatchObject({ code: "number_contested", needs: "human" });
    for (const word of [holder, buyer, number, `ops labels disown ${holder}`])
      expect(failure.details).toContain(word);
    expect(await operationsOf(shop, buyer)).toContainEqual(
      expect.objectContaining({
        action: "create_shipment",
        meta: expect.objectContaining({ trackingPin: number }),
      }),
    );
    expect(await shipmentsOf(shop)).toHaveLength(1);
  });
});

describe("a number on the wrong order", () => {
  test("goes to the order that bought it, and the other one gets a label of its own", async () => {
    const { shop, holder, buyer, number } = await contest();
    await settle(shop);
    const told = await disownLabel(shop.ops, { orderId: holder });
    expect(told).toEqual({ orderId: holder, number, goesOn: "buys", newHolder: buyer });
    expect(await parcelsOf(shop, holder)).toMatchObject([{ endedAs: "disowned" }]);
    await release(shop, holder);
    expect(await settle(shop)).toMatchObject({ shipped: 2, needsHuman: 0 });
    expect((await outsideOrder(shop, buyer)).tracking_number).toBe(number);
    const [, own] = await parcelsOf(shop, holder);
    expect((await outsideOrder(shop, holder)).tracking_number).toBe(own?.trackingPin ?? "");
    expect(own?.trackingPin).not.toBe(number);
    expect(await shipmentsOf(shop)).toHaveLength(2);
    expect(await openFailures(shop)).toEqual([]);
  });

  test("is taken off before the label is fetched, and the label goes on with it", async () => {
    const { shop, holder, buyer, number } = await contest();
    await setFaults(shop, "GetArtifact:status503=1");
    await settle(shop);
    expect(await parcelsOf(shop, buyer)).toMatchObject([
      { status: "label_creation_initiated", contestedPin: number },
    ]);
    await disownLabel(shop.ops, { orderId: holder });
    await setFaults(shop, "");
    await retryFailure(shop.ops, (await failureOf(shop, buyer, "ShippingLabelCreation")).failureId);
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect((await outsideOrder(shop, buyer)).tracking_number).toBe(number);
  });

  test("of an order that was shipped with it asks a person to correct the marketplace", async () => {
    const { shop, holder, buyer, number } = await contest();
    await release(shop, holder);
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 1 });
    expect((await outsideOrder(shop, holder)).tracking_number).toBe(number);
    const told = await disownLabel(shop.ops, { orderId: holder });
    expect(told).toMatchObject({ goesOn: "is_corrected", newHolder: buyer });
    expect(await settle(shop)).toMatchObject({ shipped: 2, needsHuman: 0, otherFailures: 1 });
    expect((await outsideOrder(shop, buyer)).tracking_number).toBe(number);
    const { failureId, details } = await failureOf(shop, holder, "TrackingUpdate");
    expect(details).toContain("back office");
    await resolveFailure(shop.ops, { failureId, note: "Corrected." });
    expect(await openFailures(shop)).toEqual([]);
    expect(await shipmentsOf(shop)).toHaveLength(1);
  });

  test("is told again with another when the marketplace was told it and did not take the shipment", async () => {
    const { shop, holder, number } = await contest();
    await setFaults(shop, "OR24:status400=1");
    await release(shop, holder);
    await settle(shop);
    expect(await statusOf(shop, holder)).toBe("push_failed");
    expect((await outsideOrder(shop, holder)).tracking_number).toBe(number);
    await setFaults(shop, "");
    await disownLabel(shop.ops, { orderId: holder });
    expect(await settle(shop)).toMatchObject({ shipped: 2, needsHuman: 0 });
    expect(await holdsOf(shop, holder)).toEqual([]);
    expect((await outsideOrder(shop, holder)).tracking_number).not.toBe(number);
  });

  test("that was said to be found leaves the order's own purchase in doubt, and nothing is bought anew", async () => {
    const { shop, holder, buyer, number } = await contest();
    await disownLabel(shop.ops, { orderId: holder });
    await release(shop, holder);
    await setFaults(shop, "GetShipments:status503=1,CreateShipment#1:drop_after");
    await runWorkflow(shop.ops, createLabels);
    await hold(shop, holder);
    const found = { orderId: holder, trackingPin: number, facts: null, isCorrection: false };
    await labelFound(shop.ops, { ...found, withoutLabel: true });
    await setFaults(shop, "");
    await settle(shop);
    expect(await failureOf(shop, buyer, "TrackingUpdate")).toMatchObject({ code: "number_contested" });
    const told = await disownLabel(shop.ops, { orderId: holder });
    expect(told).toMatchObject({ goesOn: "looks_up", newHolder: buyer });
    await release(shop, holder);
    expect(await settle(shop)).toMatchObject({ shipped: 2, needsHuman: 0 });
    expect(await parcelsOf(shop, holder)).toMatchObject([
      { endedAs: "disowned" },
      { generation: 2, posts: 1 },
    ]);
    expect(await shipmentsOf(shop)).toHaveLength(2);
    expect((await outsideOrder(shop, buyer)).tracking_number).toBe(number);
  });
});

describe("a contested label", () => {
  test("goes on with the number that the carrier tells a person", async () => {
    const { shop, holder, buyer, number } = await contest();
    await settle(shop);
    const wrong = labelFound(shop.ops, await findLabel(shop.ops, { orderId: buyer, number }));
    await expect(wrong).rejects.toMatchObject({
      code: "bad_argument",
      message: expect.stringContaining(holder),
    });
    await labelFound(shop.ops, await findLabel(shop.ops, { orderId: buyer, number: "7023210099999995" }));
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect((await outsideOrder(shop, buyer)).tracking_number).toBe("7023210099999995");
    expect(await shipmentsOf(shop)).toHaveLength(1);
  });

  test("that is given up is to be refunded, and another is bought", async () => {
    const { shop, buyer, number } = await contest();
    await settle(shop);
    const { failureId } = await failureOf(shop, buyer, "TrackingUpdate");
    await expect(retryFailure(shop.ops, failureId)).rejects.toMatchObject({ code: "bad_argument" });
    await expect(resolveFailure(shop.ops, { failureId, note: "?" })).rejects.toMatchObject({
      code: "bad_argument",
    });
    expect(await disownLabel(shop.ops, { orderId: buyer })).toMatchObject({
      goesOn: "buys",
      newHolder: null,
    });
    expect(await settle(shop)).toMatchObject({ shipped: 1 });
    expect(await failureOf(shop, buyer, "LabelOrphaned")).toMatchObject({
      details: expect.stringContaining(number),
    });
    expect(await parcelsOf(shop, buyer)).toMatchObject([
      { endedAs: "disowned", generation: 1 },
      { endedAt: null, generation: 2 },
    ]);
    const again = disownLabel(shop.ops, { orderId: buyer });
    await expect(again).rejects.toMatchObject({
      code: "illegal_move",
      message: expect.stringContaining("carrier's own"),
    });
  });

  test("of an order that is cancelled asks for a refund alone", async () => {
    const { shop, buyer, number } = await contest();
    await shop.tell(`orders/${buyer}/cancel`);
    await settle(shop);
    expect((await openFailures(shop, buyer)).map(({ processName }) => processName)).toEqual([
      "LabelOrphaned",
    ]);
    expect((await failureOf(shop, buyer, "LabelOrphaned")).details).toContain(number);
  });
});
