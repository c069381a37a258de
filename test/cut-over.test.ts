import { describe, expect, test } from "bun:test";
import { adoptLabels } from "../src/workflows/adopt-labels.ts";
import { planRelease, releaseOrders } from "../src/workflows/release-orders.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { failureOf, holdsOf, openFailures, statusOf, timelineOf, walkOf } from "./support/inside.ts";
import { callsSeen, countDuplicates, ordersOf, setFaults, shipmentsOf } from "./support/outside.ts";
import { type Shop, START, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const HOUR_MS = 3_600_000;

/** Long enough for every payment that is under way to arrive. */
async function untilPaid(shop: Shop): Promise<void> {
  for (let hours = 0; hours < 3; hours++) {
    await runCycle(shop.ops);
    shop.clock.advance(HOUR_MS);
  }
  await runCycle(shop.ops);
}

describe("taking over a running shop", () => {
  test("acts on nothing at first; adopted and released, exactly the rest is bought", async () => {
    const shop = await shopWith({
      sandbox: { orders: 300, states: "mixed", world: { missingPhoneShare: 0 } },
      liveFrom: new Date(START),
    });
    const before = await ordersOf(shop);
    const inState = (...states: string[]) =>
      before.filter((order) => states.includes(order.state) && !order.labelled_elsewhere);
    const elsewhere = before.filter((order) => order.labelled_elsewhere);
    const paid = inState("SHIPPING");
    const unpaid = inState("WAITING_ACCEPTANCE", "WAITING_DEBIT", "WAITING_DEBIT_PAYMENT");
    expect(elsewhere).toHaveLength(60);

    await runCycle(shop.ops);
    expect(await callsSeen(shop, "OR21")).toBe(0);
    expect(await callsSeen(shop, "OR23")).toBe(0);
    expect(await shipmentsOf(shop)).toEqual([]);
    expect(await openFailures(shop)).toEqual([]);
    expect(await holdsOf(shop, elsewhere[0]?.order_id ?? "")).toEqual(["cutover", "foreign_label"]);
    expect(await holdsOf(shop, paid[0]?.order_id ?? "")).toEqual(["cutover"]);

    const adoption = await adoptLabels(
      shop.ops,
      elsewhere.map((order) => ({
        order: order.order_id,
        carrier: "canada-post",
        number: order.tracking_number ?? "",
      })),
    );
    expect(adoption).toMatchObject({ unneeded: [], failed: [] });
    expect(adoption.adopted).toHaveLength(60);

    const plan = await planRelease(shop.ops, { orders: [], reason: "cutover" });
    expect(plan.labels).toBe(paid.length + unpaid.length);
    expect(plan.quoted).toBe(paid.length);
    expect(plan.unquoted).toEqual({ "the address is not known yet": unpaid.length });
    expect(await shipmentsOf(shop)).toEqual([]);
    await releaseOrders(shop.ops, plan);
    await untilPaid(shop);

    const bought = await shipmentsOf(shop);
    const expected = [...paid, ...unpaid].map((order) => order.order_id);
    expect(bought.map((shipment) => shipment.customerRef1 ?? "").sort()).toEqual(expected.sort());
    expect(countDuplicates(bought)).toBe(0);
    const paidIds = new Set(paid.map((order) => order.order_id));
    const spent = bought
      .filter((shipment) => paidIds.has(shipment.customerRef1 ?? ""))
      .reduce((sum, shipment) => sum + shipment.dueAmountCents, 0);
    expect(plan.quotedCents).toBe(spent);

    const after = new Map((await ordersOf(shop)).map((order) => [order.order_id, order]));
    for (const { order_id, tracking_number } of elsewhere) {
      expect(after.get(order_id)).toMatchObject({
        state: "SHIPPED",
        tracking_number,
        labelled_elsewhere: true,
      });
      expect(after.get(order_id)?.calls.OR23).toBeUndefined();
    }
    for (const id of expected) expect(after.get(id)?.state).toBe("SHIPPED");
    for (const { order_id } of inState("STAGING")) expect(await walkOf(shop, order_id)).toEqual([]);
    expect(await openFailures(shop)).toEqual([]);
  });

  test("goes on holding what carries a foreign number and was not adopted", async () => {
    const shop = await shopWith({ sandbox: { orders: 30, states: "mixed" }, liveFrom: new Date(START) });
    await runCycle(shop.ops);
    const plan = await planRelease(shop.ops, { orders: [], reason: "cutover" });
    await releaseOrders(shop.ops, plan);
    await untilPaid(shop);
    expect(await shipmentsOf(shop)).toHaveLength(plan.labels);
    for (const order of (await ordersOf(shop)).filter((one) => one.labelled_elsewhere)) {
      expect(order.state).toBe("SHIPPING");
      expect(await holdsOf(shop, order.order_id)).toEqual(["foreign_label"]);
      expect(await statusOf(shop, order.order_id)).toBe("accepted");
    }
  });

  test("buys no label for a foreign number, not even when a person releases the order", async () => {
    const shop = await shopWith({ sandbox: { orders: 30, states: "mixed" }, liveFrom: new Date(START) });
    await runCycle(shop.ops);
    const { order_id: id = "", tracking_number } =
      (await ordersOf(shop)).find((order) => order.labelled_elsewhere) ?? {};
    await releaseOrders(shop.ops, await planRelease(shop.ops, { orders: [id], reason: null }));
    await runCycle(shop.ops, { only: ["create-labels", "push-tracking"] });
    expect(await shipmentsOf(shop)).toEqual([]);
    expect(await failureOf(shop, id, "ShippingLabelCreation")).toMatchObject({
      code: "not_shippable",
      details: expect.stringContaining(tracking_number ?? ""),
    });
    await adoptLabels(shop.ops, [{ order: id, carrier: "canada-post", number: tracking_number ?? "" }]);
    await runCycle(shop.ops, { only: ["push-tracking", "read-back-orders"] });
    expect(await statusOf(shop, id)).toBe("shipped");
    expect(await openFailures(shop)).toEqual([]);
  });

  test("releases one order by either id, and leaves the others held", async () => {
    const shop = await shopWith({ sandbox: { orders: 3 }, liveFrom: new Date(START) });
    await runCycle(shop.ops);
    const [one, ...others] = (await ordersOf(shop)).map((order) => order.order_id);
    await releaseOrders(shop.ops, await planRelease(shop.ops, { orders: [one ?? ""], reason: null }));
    await runCycle(shop.ops);
    expect(await statusOf(shop, one ?? "")).toBe("shipped");
    for (const id of others) expect(await statusOf(shop, id)).toBe("pending_acceptance");
    await expect(planRelease(shop.ops, { orders: ["nobody"], reason: null })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("adopts a label in place of a purchase that came to nothing, and says why it can not", async () => {
    const shop = await shopWith({ sandbox: { orders: 2 } });
    const [first = "", second = ""] = (await ordersOf(shop)).map((order) => order.order_id);
    await setFaults(shop, "CreateShipment:status429+none=1");
    await runCycle(shop.ops);
    const label = (order: string, number: string) => ({ order, carrier: "canada-post", number });
    const report = await adoptLabels(shop.ops, [
      { ...label(second, "1Z0000000000000000"), carrier: "parcel-by-mule" },
      label(second, "7.09999999999E+15"),
      label(first, "7099999999990001"),
      label("nobody", "7099999999990002"),
      label(first, "7099999999990001"),
      label(first, "7099999999990003"),
    ]);
    expect(report.adopted).toEqual([{ orderId: first, number: "7099999999990001" }]);
    expect(report.unneeded).toEqual([{ order: first, why: "it has this label already" }]);
    expect(report.failed.map(({ order, error }) => [order, error.code])).toEqual([
      [second, "carrier_code_unknown"],
      [second, "bad_argument"],
      ["nobody", "not_found"],
      [first, "lost_race"],
    ]);
    await setFaults(shop, "");
    shop.clock.advance(HOUR_MS);
    await runCycle(shop.ops);
    expect((await timelineOf(shop, first)).map(({ status }) => status).slice(-2)).toEqual([
      "tracked",
      "shipped",
    ]);
    expect(await statusOf(shop, second)).toBe("shipped");
    expect(await shipmentsOf(shop)).toMatchObject([{ customerRef1: second }]);
    expect((await ordersOf(shop)).find((order) => order.order_id === first)).toMatchObject({
      state: "SHIPPED",
      tracking_number: "7099999999990001",
    });
  });
});
