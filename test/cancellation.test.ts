import { describe, expect, test } from "bun:test";
import { runWorkflow } from "../src/engine/run-workflow.ts";
import { createLabels } from "../src/workflows/create-labels.ts";
import { reconcile } from "../src/workflows/reconcile.ts";
import { labelMissing } from "../src/workflows/resolve-doubt.ts";
import { resolveFailure } from "../src/workflows/resolve-failure.ts";
import { retryFailure } from "../src/workflows/retry-failure.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { callsTo, failureOf, openFailures, parcelsOf, statusOf, walkOf } from "./support/inside.ts";
import { createGate } from "./support/interceptor.ts";
import { callsSeen, editOrder, orderIds, outsideOrder, setFaults, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, type ShopOptions, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const HOUR_MS = 3_600_000;
const CYCLE = ["fetch-orders", "accept-orders", "read-back-orders", "create-labels", "push-tracking"];

async function shopAfter(workflow: string, options: ShopOptions = {}): Promise<{ shop: Shop; id: string }> {
  const shop = await shopWith({ sandbox: { orders: 1 }, ...options });
  const [id = ""] = await orderIds(shop);
  await runCycle(shop.ops, { only: CYCLE.slice(0, CYCLE.indexOf(workflow) + 1) });
  return { shop, id };
}

const cancel = (shop: Shop, id: string) => shop.tell(`orders/${id}/cancel`);

async function expectNothingPushed(shop: Shop, id: string): Promise<void> {
  expect((await walkOf(shop, id)).at(-1)).toBe("cancelled");
  const order = await outsideOrder(shop, id);
  expect(order.state).toBe("CANCELED");
  expect(order.calls.OR24).toBeUndefined();
}

async function expectOrphan(shop: Shop, id: string): Promise<number> {
  await expectNothingPushed(shop, id);
  const [failure, ...more] = await openFailures(shop);
  expect(failure).toMatchObject({
    processName: "LabelOrphaned",
    relatedId: id,
    code: "label_orphaned",
    needs: "human",
  });
  expect(more).toEqual([]);
  return failure?.failureId ?? 0;
}

describe("an order that its customer cancels", () => {
  test.each([
    ["before it was accepted", "fetch-orders", {}],
    ["between the acceptance and its validation", "accept-orders", {}],
    ["while its payment is waited for", "read-back-orders", { paymentDelayMs: HOUR_MS }],
    ["before its label was bought", "read-back-orders", {}],
  ])("%s ends, and nothing is bought", async (_, workflow, mirakl) => {
    const { shop, id } = await shopAfter(workflow, { sandbox: { orders: 1, mirakl } });
    await cancel(shop, id);
    expect(await settle(shop)).toMatchObject({ ended: 1, needsHuman: 0 });
    await expectNothingPushed(shop, id);
    expect(await shipmentsOf(shop)).toEqual([]);
    expect(await openFailures(shop)).toEqual([]);
  });

  test("while its label is being bought leaves a label to refund", async () => {
    const { shop, id } = await shopAfter("read-back-orders", { intercepted: true });
    const other = await shop.openAnother("other");
    const gate = createGate();
    shop.interceptor?.handle(async (request, forward) => {
      const answer = await forward();
      if (request.method === "POST") await gate.pass();
      return answer;
    });
    const buying = runWorkflow(shop.ops, createLabels);
    await gate.reached;
    await cancel(shop, id);
    await runCycle(other, { only: ["fetch-orders"] });
    expect(await statusOf(shop, id)).toBe("cancelled");
    expect(await openFailures(shop)).toEqual([]);
    gate.open();
    await buying;
    await settle(shop);
    const failureId = await expectOrphan(shop, id);
    const [bought] = await shipmentsOf(shop);
    expect((await failureOf(shop, id, "LabelOrphaned")).payload).toMatchObject({
      trackingPin: bought?.trackingPin,
      carrierShipmentId: bought?.shipmentId,
    });
    await expect(retryFailure(shop.ops, failureId)).rejects.toMatchObject({ code: "bad_argument" });
    await expect(resolveFailure(shop.ops, { failureId, note: "?" })).rejects.toMatchObject({
      code: "bad_argument",
      hint: expect.stringContaining("--as"),
    });
    expect(await openFailures(shop)).toHaveLength(1);
    await resolveFailure(shop.ops, { failureId, note: "Refunded.", labelEndedAs: "refunded" });
    expect(await parcelsOf(shop, id)).toMatchObject([{ purchase: "bought", endedAs: "refunded" }]);
    expect(await openFailures(shop)).toEqual([]);
  });

  test("while a purchase is in doubt is looked up to the end, and the find is to be refunded", async () => {
    const { shop, id } = await shopAfter("read-back-orders");
    await setFaults(shop, "CreateShipment#1:drop_after,CreateShipment#1:hidden60000");
    await runWorkflow(shop.ops, createLabels);
    await cancel(shop, id);
    await runCycle(shop.ops, { only: ["fetch-orders"] });
    expect(await openFailures(shop)).toEqual([]);
    await runCycle(shop.ops);
    await expectOrphan(shop, id);
    expect(await parcelsOf(shop, id)).toMatchObject([{ purchase: "bought", labelSha256: expect.anything() }]);
  });

  test("while a purchase is in doubt is never bought for again, and leaves one question", async () => {
    const settings = { engine: { retry_after_minutes: [0.01] } };
    const { shop, id } = await shopAfter("read-back-orders", { settings });
    await setFaults(shop, "CreateShipment#1:drop_before");
    await runWorkflow(shop.ops, createLabels);
    await cancel(shop, id);
    await settle(shop);
    await runCycle(shop.ops);
    await runCycle(shop.ops);
    await expectOrphan(shop, id);
    expect(await callsTo(shop, "CreateShipment", id)).toHaveLength(1);
    await labelMissing(shop.ops, { orderId: id });
    expect(await parcelsOf(shop, id)).toMatchObject([{ endedAs: "never_created" }]);
    expect(await openFailures(shop)).toEqual([]);
  });

  test.each([
    ["and there is one", HOUR_MS, "bought"],
    ["and nobody can tell", 0, "in_doubt"],
  ])("when a person is asked about its label is looked up once more, %s", async (_, wait, purchase) => {
    const { shop, id } = await shopAfter("read-back-orders");
    await setFaults(shop, `CreateShipment#1:drop_after,CreateShipment#1:hidden${HOUR_MS}`);
    expect(await settle(shop)).toMatchObject({ needsHuman: 1 });
    shop.clock.advance(wait);
    await cancel(shop, id);
    await runCycle(shop.ops);
    await expectOrphan(shop, id);
    expect(await parcelsOf(shop, id)).toMatchObject([{ purchase, endedAt: null }]);
    expect(await shipmentsOf(shop)).toHaveLength(1);
  });

  test("after its label was stored leaves a label to refund", async () => {
    const { shop, id } = await shopAfter("create-labels");
    await cancel(shop, id);
    await settle(shop);
    await expectOrphan(shop, id);
    expect(await callsSeen(shop, "OR23")).toBe(0);
  });

  test.each(["kept", "lost"] as const)(
    "after its label was stored may leave it %s, and says so",
    async (as) => {
      const { shop, id } = await shopAfter("create-labels");
      await cancel(shop, id);
      await settle(shop);
      const failureId = await expectOrphan(shop, id);
      await resolveFailure(shop.ops, { failureId, note: "The parcel had left.", labelEndedAs: as });
      expect(await parcelsOf(shop, id)).toMatchObject([{ endedAs: as }]);
      const { labels, isSettled } = await reconcile(shop.ops, { days: 1, adopt: false });
      expect(labels).toMatchObject([{ side: "both", orderId: id }]);
      expect(isSettled).toBe(true);
    },
  );

  test("between our last reading and the push is recognised from the refusal", async () => {
    const { shop, id } = await shopAfter("create-labels");
    await cancel(shop, id);
    await runCycle(shop.ops, { only: ["push-tracking", "read-back-orders"] });
    await expectOrphan(shop, id);
  });

  test("between the number and the shipment leaves a label to refund", async () => {
    const { shop, id } = await shopAfter("create-labels");
    await setFaults(shop, "OR24#1:status429+none");
    await runCycle(shop.ops, { only: ["push-tracking"] });
    expect(await outsideOrder(shop, id)).toMatchObject({ tracking_number: expect.any(String) });
    await cancel(shop, id);
    await settle(shop);
    await expectOrphan(shop, id);
  });

  test("too late, when it was shipped, stays shipped", async () => {
    const { shop, id } = await shopAfter("push-tracking");
    await expect(cancel(shop, id)).rejects.toThrow("409");
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
  });

  test("in part ships the rest", async () => {
    const { shop, id } = await shopAfter("read-back-orders", {
      sandbox: { orders: 1, world: { usShare: 0 } },
    });
    editOrder(shop, id, (order) => {
      const [line] = order.order_lines;
      if (!line) throw new Error(`${id} has no line.`);
      Object.assign(line, { offer_sku: "HUB-USBC-7", quantity: 3, cancelations: [{ quantity: 1 }] });
      order.order_lines = [
        line,
        { ...structuredClone(line), order_line_id: `${id}-9`, order_line_state: "CANCELED" },
      ];
    });
    expect(await settle(shop)).toMatchObject({ shipped: 1 });
    expect(await shipmentsOf(shop)).toMatchObject([{ weightGrams: 2 * 130 }]);
  });
});
