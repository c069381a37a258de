import { expect, test } from "bun:test";
import { type Stage, withSandbox } from "../testing/with-sandbox.ts";
import { type Move, mayMove, moveOrder } from "./lifecycle.ts";
import { orderSchema } from "./order.ts";
import { ORDER_STATES } from "./order-query.ts";

const HOUR_MS = 3_600_000;

async function firstOrder({ seller }: Pick<Stage, "seller">) {
  const [order] = (await seller.orders()).orders;
  if (!order) throw new Error("The sandbox has no order");
  return order;
}

test("every state is reached by moves, but for the pick-up point only an operator uses", () => {
  const moves: Move[] = [
    "release",
    "accept",
    "refuse",
    "request_payment",
    "pay",
    "ship",
    "receive",
    "close",
    "cancel",
  ];
  const orderIn = (order_state: string) =>
    orderSchema.parse({
      order_id: "1-A",
      order_state,
      created_date: "",
      last_updated_date: "",
      customer: {},
    });
  const reached = new Set(["STAGING"]);
  for (const state of reached) {
    for (const move of moves) {
      const order = orderIn(state);
      if (!mayMove(order, move)) continue;
      moveOrder(order, move, { at: "2026-03-10T12:00:00Z" });
      reached.add(order.order_state);
    }
  }
  expect(ORDER_STATES.filter((state) => !reached.has(state))).toEqual(["TO_COLLECT"]);
});

test("payment takes its time, and addresses come with it", async () => {
  await withSandbox({ orders: 1, mirakl: { paymentDelayMs: 2 * HOUR_MS } }, async ({ seller, clock }) => {
    const { order_id } = await firstOrder({ seller });
    await seller.accept(await seller.order(order_id));
    expect((await seller.order(order_id)).order_state).toBe("WAITING_DEBIT");
    clock.advance(HOUR_MS);
    const waiting = await seller.order(order_id);
    expect(waiting.order_state).toBe("WAITING_DEBIT_PAYMENT");
    expect(waiting.customer.shipping_address).toBeNull();
    expect(waiting.customer_debited_date).toBeNull();
    clock.advance(HOUR_MS);
    const shipping = await seller.order(order_id);
    expect(shipping.order_state).toBe("SHIPPING");
    expect(shipping.last_updated_date).toBe("2026-03-10T14:00:00Z");
    expect(shipping.customer.shipping_address).not.toBeNull();
  });
});

test("a payment that fails cancels the order", async () => {
  await withSandbox({ orders: 1, mirakl: { paymentFailureShare: 1 } }, async ({ seller }) => {
    const order = await firstOrder({ seller });
    await seller.accept(order);
    expect(await seller.order(order.order_id)).toMatchObject({
      ...{ order_state: "CANCELED", order_state_reason_code: "PAYMENT_REFUSED" },
    });
  });
});

test("orders nobody decides on are refused in time, when the marketplace does that", async () => {
  await withSandbox(
    { orders: 3, mirakl: { acceptanceTimeoutMs: 24 * HOUR_MS } },
    async ({ seller, clock }) => {
      expect((await seller.orders("order_state_codes=WAITING_ACCEPTANCE")).total_count).toBe(3);
      clock.advance(24 * HOUR_MS);
      const { orders } = await seller.orders("order_state_codes=REFUSED");
      expect(orders.map(({ acceptance_decision_date }) => acceptance_decision_date)).toEqual([
        null,
        null,
        null,
      ]);
    },
  );
});

test("orders shipped too late are cancelled, and shipped ones arrive, when the marketplace does that", async () => {
  const mirakl = { lateShipCancelMs: 72 * HOUR_MS, receiveAfterMs: 96 * HOUR_MS, closeAfterMs: 24 * HOUR_MS };
  await withSandbox({ orders: 2, mirakl }, async ({ seller, clock }) => {
    const [late, timely] = (await seller.orders()).orders;
    if (!late || !timely) throw new Error("The sandbox has too few orders");
    await seller.accept(late);
    await seller.accept(timely);
    await seller.track(timely.order_id);
    await seller.ship(timely.order_id);
    clock.advance(72 * HOUR_MS);
    expect((await seller.order(late.order_id)).order_state).toBe("CANCELED");
    clock.advance(24 * HOUR_MS);
    expect((await seller.order(timely.order_id)).order_state).toBe("RECEIVED");
    clock.advance(24 * HOUR_MS);
    expect((await seller.order(timely.order_id)).order_state).toBe("CLOSED");
  });
});

test("addresses are there at once where the marketplace shows them before acceptance", async () => {
  await withSandbox({ orders: 1, mirakl: { addressesBeforeAcceptance: true } }, async ({ seller }) => {
    expect((await firstOrder({ seller })).customer.shipping_address).not.toBeNull();
  });
});

test("the same refund twice is two refunds, unless the marketplace minds the price", async () => {
  for (const overRefunds of [true, false]) {
    await withSandbox({ orders: 1, mirakl: { overRefunds } }, async ({ seller, sandbox }) => {
      const order = await firstOrder({ seller });
      await seller.accept(order);
      const [line] = order.order_lines;
      const price = (line?.price ?? 0) - 1;
      const refund = {
        order_line_id: line?.order_line_id,
        amount: price,
        shipping_amount: 0,
        reason_code: "15",
      };
      const ask = async (refunds: unknown[]) => (await seller.put("/api/orders/refund", { refunds })).status;
      expect(await ask([{ ...refund, amount: "1" }])).toBe(400);
      expect(await ask([{ ...refund, reason_code: "14" }])).toBe(400);
      expect(await ask([{ ...refund, order_line_id: "none" }])).toBe(404);
      expect(await ask([refund])).toBe(200);
      expect(await ask([refund])).toBe(overRefunds ? 200 : 400);
      const booked = sandbox.mirakl.shop.book.get(order.order_id)?.order.order_lines[0];
      expect(booked?.refunds).toHaveLength(overRefunds ? 2 : 1);
    });
  }
});
