import { describe, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import { shipments } from "../src/db/schema/index.ts";
import { runWorkflow } from "../src/engine/run-workflow.ts";
import { adoptLabels } from "../src/workflows/adopt-labels.ts";
import { createLabels } from "../src/workflows/create-labels.ts";
import { endLabel, findEndedLabel } from "../src/workflows/end-label.ts";
import { reconcile } from "../src/workflows/reconcile.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { failureOf, openFailures, parcelsOf, statusOf } from "./support/inside.ts";
import { countDuplicates, orderIds, requestRefund, setFaults, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, type ShopOptions, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const UNTIL_LABELS = ["fetch-orders", "accept-orders", "read-back-orders"];

async function shopWithLabel(options: ShopOptions = {}): Promise<{ shop: Shop; orderId: string }> {
  const shop = await shopWith({ sandbox: { orders: 1, world: { usShare: 0 } }, ...options });
  const [orderId = ""] = await orderIds(shop);
  await runCycle(shop.ops, { only: [...UNTIL_LABELS, "create-labels"] });
  return { shop, orderId };
}

async function book({ ops }: Shop, orderId: string) {
  return endLabel(ops, await findEndedLabel(ops, { orderId, as: "refunded" }));
}

const compare = ({ ops }: Shop) => reconcile(ops, { days: 1, adopt: false });

describe.each([
  ["with a contract", true],
  ["without a contract", false],
])("a label that was refunded at the carrier, %s", (_, contract) => {
  test("is only here; once that is booked its order gets another", async () => {
    const { shop, orderId } = await shopWithLabel({ contract });
    const [first] = await shipmentsOf(shop);
    await requestRefund(shop, first);
    const compared = await compare(shop);
    expect(compared.isSettled).toBe(false);
    expect(compared.labels).toMatchObject([
      { side: "only_ours", orderId, advice: "end", endedAs: "refunded", why: "refunded at the carrier" },
    ]);
    expect(await book(shop, orderId)).toBe("buys");
    expect(await parcelsOf(shop, orderId)).toMatchObject([{ endedAs: "refunded" }]);
    expect(await statusOf(shop, orderId)).toBe("accepted");
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    const bought = await shipmentsOf(shop);
    expect(bought.map(({ state }) => state)).toEqual(["refund_requested", "live"]);
    expect(countDuplicates(bought)).toBe(0);
    expect(await compare(shop)).toMatchObject({ isSettled: true, labels: [{ side: "both" }] });
  });
});

describe("a label that has ended", () => {
  test("asks a person about the parcel of an order that is shipped", async () => {
    const { shop, orderId } = await shopWithLabel();
    expect(await settle(shop)).toMatchObject({ shipped: 1 });
    const [bought] = await shipmentsOf(shop);
    await requestRefund(shop, bought);
    expect(await book(shop, orderId)).toBe("is_asked_about");
    expect(await statusOf(shop, orderId)).toBe("shipped");
    const { code, details } = await failureOf(shop, orderId, "TrackingRefresh");
    expect(code).toBe("delivery_unknown");
    expect(details).toContain(bought?.trackingPin ?? "");
  });

  test("ends no order's need of one while the carrier has it as live", async () => {
    const { shop, orderId } = await shopWithLabel();
    await expect(book(shop, orderId)).rejects.toMatchObject({ code: "bad_argument" });
    expect(await parcelsOf(shop, orderId)).toMatchObject([{ endedAt: null }]);
  });

  test("that was bought elsewhere cannot be asked about, and the way out is told", async () => {
    const shop = await shopWith({ sandbox: { orders: 1, world: { usShare: 0 } } });
    const [orderId = ""] = await orderIds(shop);
    await runCycle(shop.ops, { only: UNTIL_LABELS });
    const number = "7316971122334455";
    expect(
      (await adoptLabels(shop.ops, [{ order: orderId, carrier: "canada-post", number }])).adopted,
    ).toHaveLength(1);
    await expect(book(shop, orderId)).rejects.toMatchObject({
      code: "illegal_move",
      message: `Label ${number} of order ${orderId} was bought elsewhere: whether it has ended cannot be asked.`,
      hint: `If the order is to get another one: ops labels disown ${orderId}`,
    });
  });

  test("is not booked while something under its reference lives at the carrier, be it another parcel", async () => {
    const { shop, orderId } = await shopWithLabel();
    await shop.ops.db.update(shipments).set({ weightGrams: 1 }).where(eq(shipments.orderId, orderId));
    await expect(book(shop, orderId)).rejects.toMatchObject({ message: expect.stringContaining("ours 1 g") });
    expect(await parcelsOf(shop, orderId)).toMatchObject([{ endedAt: null }]);
  });

  test("is not booked while it lives under its number, though it was made before its row: adopted after a restore", async () => {
    const { shop, orderId } = await shopWithLabel({ contract: false });
    shop.clock.advance(3_600_000);
    const createdAt = shop.clock.now();
    await shop.ops.db.update(shipments).set({ createdAt }).where(eq(shipments.orderId, orderId));
    await expect(book(shop, orderId)).rejects.toMatchObject({ code: "bad_argument" });
    expect(await parcelsOf(shop, orderId)).toMatchObject([{ endedAt: null }]);
  });

  test("before its purchase was found is not gone on with, and a person buys another", async () => {
    const shop = await shopWith({ sandbox: { orders: 1, world: { usShare: 0 } } });
    const [orderId = ""] = await orderIds(shop);
    await runCycle(shop.ops, { only: UNTIL_LABELS });
    await setFaults(shop, "CreateShipment#1:drop_after");
    await runWorkflow(shop.ops, createLabels);
    const [first] = await shipmentsOf(shop);
    await requestRefund(shop, first);
    expect(await settle(shop)).toMatchObject({ shipped: 0, needsHuman: 1 });
    expect(await parcelsOf(shop, orderId)).toMatchObject([{ purchase: "in_doubt", endedAt: null }]);
    const { details } = await failureOf(shop, orderId, "ShippingLabelCreation");
    expect(details).toContain(`ops labels ended ${orderId} --as refunded`);

    await book(shop, orderId);
    expect(await parcelsOf(shop, orderId)).toMatchObject([
      { endedAs: "refunded", carrierShipmentId: first?.shipmentId },
    ]);
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect(countDuplicates(await shipmentsOf(shop))).toBe(0);
    expect(await openFailures(shop)).toEqual([]);
  });
});
