import { expect, test } from "bun:test";
import { withSandbox } from "../testing/with-sandbox.ts";
import type { Order } from "./order.ts";

const codeOf = (json: unknown) => (json as { errors: { code: string }[] }).errors[0]?.code;

/** The first order with at least two lines. */
function orderWithLines(orders: Order[]): { order: Order; first: string; second: string } {
  for (const order of orders) {
    const [first, second] = order.order_lines.map(({ order_line_id }) => order_line_id);
    if (first && second) return { order, first, second };
  }
  throw new Error("No order has two lines");
}

test("accepting every line takes the order to SHIPPING and shows its addresses", async () => {
  await withSandbox({ orders: 1 }, async ({ seller }) => {
    const [order] = (await seller.orders()).orders;
    if (!order) throw new Error("The sandbox has no order");
    expect(order.customer.shipping_address).toBeNull();
    expect((await seller.accept(order)).status).toBe(204);
    const accepted = await seller.order(order.order_id);
    expect(accepted).toMatchObject({ order_state: "SHIPPING", can_shop_ship: true, can_cancel: false });
    expect(accepted.customer.shipping_address?.street_1).toBeString();
    expect(accepted.acceptance_decision_date).toBe("2026-03-10T12:00:00Z");
    expect(accepted.shipping_deadline).toBe("2026-03-12T12:00:00Z");
    expect(accepted.order_lines.every(({ order_line_state }) => order_line_state === "SHIPPING")).toBe(true);
  });
});

test("refusing every line ends the order without addresses", async () => {
  await withSandbox({ orders: 1 }, async ({ seller }) => {
    const [order] = (await seller.orders()).orders;
    if (!order) throw new Error("The sandbox has no order");
    expect((await seller.accept(order, false)).status).toBe(204);
    const refused = await seller.order(order.order_id);
    expect(refused).toMatchObject({ order_state: "REFUSED", order_state_reason_code: "REFUSED" });
    expect(refused.customer.billing_address).toBeNull();
  });
});

test("a mixed decision keeps the refused line out of the order and its price in the totals", async () => {
  await withSandbox({ orders: 40 }, async ({ seller }) => {
    const { order, first, second } = orderWithLines((await seller.orders("max=100")).orders);
    const order_lines = order.order_lines.map(({ order_line_id: id }) => ({ id, accepted: id !== second }));
    expect((await seller.put(`/api/orders/${order.order_id}/accept`, { order_lines })).status).toBe(204);
    const shipping = await seller.order(order.order_id);
    expect(shipping).toMatchObject({ order_state: "SHIPPING", total_price: order.total_price });
    const states = new Map(shipping.order_lines.map((line) => [line.order_line_id, line.order_line_state]));
    expect([states.get(first), states.get(second)]).toEqual(["SHIPPING", "REFUSED"]);
  });
});

test("a refused line leaves the totals where the marketplace works that way", async () => {
  await withSandbox({ orders: 40, mirakl: { refusedLinesLowerTotals: true } }, async ({ seller }) => {
    const { order, first } = orderWithLines((await seller.orders("max=100")).orders);
    const order_lines = order.order_lines.map(({ order_line_id: id }) => ({ id, accepted: id === first }));
    await seller.put(`/api/orders/${order.order_id}/accept`, { order_lines });
    const shipping = await seller.order(order.order_id);
    expect(shipping.total_price).toBeCloseTo(order.order_lines[0]?.total_price ?? 0);
  });
});

test("every mistake in a decision has its own code", async () => {
  const options = {
    orders: 40,
    mirakl: { partialAcceptance: false, quirks: ["operator_fulfilment" as const] },
  };
  await withSandbox(options, async ({ seller }) => {
    const { orders } = await seller.orders("max=100");
    const mine = orders.filter(({ fulfillment }) => fulfillment?.center.code === "DEFAULT");
    const { order, first, second } = orderWithLines(mine);
    const theirs = orders.find(({ fulfillment }) => fulfillment?.center.code === "OPERATOR");
    if (!theirs) throw new Error("No order is fulfilled by the operator");
    const yes = (id: unknown) => ({ id, accepted: true });
    const all = order.order_lines.map(({ order_line_id }) => yes(order_line_id));
    const decide = (order_lines: unknown, id = order.order_id) =>
      seller.put(`/api/orders/${id}/accept`, { order_lines });
    const expected: [body: unknown, code: string, status?: number, id?: string][] = [
      [[null], "ORDER_LINE_NULL_ELEMENT"],
      [[], "VALIDATION_ERROR"],
      [undefined, "VALIDATION_ERROR"],
      [[{ id: first, accepted: "yes" }], "VALIDATION_ERROR"],
      [[...all, yes(first)], "ORDER_LINE_DUPLICATE_ID"],
      [[...all, yes("somebody-elses")], "ORDER_LINE_NOT_FOUND"],
      [[yes(first)], "ORDER_LINE_ACCEPTANCE_DECISION_MISSING"],
      [all.map((line) => ({ ...line, accepted: line.id !== second })), "ORDER_PARTIAL_ACCEPTANCE_DISABLED"],
      [all, "ORDER_NOT_FOUND", 404, "000000000-A"],
      [
        theirs.order_lines.map(({ order_line_id }) => yes(order_line_id)),
        ...(["ORDER_FULFILLED_UNAUTHORIZED", 400, theirs.order_id] as const),
      ],
    ];
    for (const [body, code, status = 400, id] of expected) {
      const answer = await decide(body, id);
      expect([codeOf(answer.json), answer.status]).toEqual([code, status]);
    }
    expect((await decide(all)).status).toBe(204);
    const again = await decide(all);
    expect([codeOf(again.json), again.status]).toEqual(["ORDER_INVALID_STATE", 400]);
  });
});

test("errors come in the shape that is asked for", async () => {
  await withSandbox({ orders: 1, mirakl: { errorShape: "A" } }, async ({ seller }) => {
    const { json } = await seller.put("/api/orders/none/accept", {
      order_lines: [{ id: "a", accepted: true }],
    });
    expect(json).toEqual({ message: "Order 'none' not found", status: 404 });
  });
  await withSandbox({ orders: 1, mirakl: { errorShape: "B" } }, async ({ seller }) => {
    const { json } = await seller.get("/api/nothing");
    expect(json).toEqual({ status: 404, errors: [{ code: "ERROR", field: null, message: "Not Found" }] });
  });
});

test("reads lag behind an acceptance that is hidden", async () => {
  const hidden = { operation: "OR21", nth: 1, fault: { kind: "hidden" as const, hiddenMs: 5000 } };
  await withSandbox({ orders: 1, faults: [hidden] }, async ({ seller, clock, sandbox }) => {
    const [order] = (await seller.orders()).orders;
    if (!order) throw new Error("The sandbox has no order");
    expect((await seller.accept(order)).status).toBe(204);
    expect((await seller.order(order.order_id)).order_state).toBe("WAITING_ACCEPTANCE");
    expect(sandbox.mirakl.shop.book.get(order.order_id)?.order.order_state).toBe("SHIPPING");
    clock.advance(5000);
    expect((await seller.order(order.order_id)).order_state).toBe("SHIPPING");
  });
});
