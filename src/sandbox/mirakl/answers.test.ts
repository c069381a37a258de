import { expect, test } from "bun:test";
import { answerValidator, miraklContracts } from "../testing/openapi-answers.ts";
import { withSandbox } from "../testing/with-sandbox.ts";
import { ORDER_STATES } from "./order-query.ts";

const REFERENCE = {
  A01: "/api/account",
  AF01: "/api/additional_fields",
  DO01: "/api/documents",
  OR75: "/api/orders/taxes",
  PC01: "/api/platform/configuration",
  RE01: "/api/reasons",
  SH11: "/api/shipping/zones",
  SH12: "/api/shipping/types",
  SH21: "/api/shipping/carriers",
};

test("reference calls answer as the vendor's document says", async () => {
  if (!miraklContracts()) return;
  const problems = answerValidator();
  await withSandbox({ orders: 3 }, async ({ seller }) => {
    for (const [operation, path] of Object.entries(REFERENCE)) {
      const { status, json } = await seller.get(path);
      expect(status).toBe(200);
      expect(problems(operation, json)).toEqual([]);
    }
  });
});

test("orders in every state answer as the vendor's document says", async () => {
  if (!miraklContracts()) return;
  const problems = answerValidator();
  await withSandbox({ orders: 200, states: "mixed" }, async ({ seller }) => {
    for (const state of ORDER_STATES) {
      const answer = await seller.orders(`order_state_codes=${state}&max=100`);
      expect(answer.total_count).toBeGreaterThan(0);
      expect(new Set(answer.orders.map(({ order_state }) => order_state))).toEqual(new Set([state]));
      expect(problems("OR11", answer)).toEqual([]);
    }
    const included = await seller.orders("order_tax_mode=TAX_INCLUDED&max=100");
    expect(problems("OR11", included)).toEqual([]);
  });
});

test("an order stays valid at every step of its life", async () => {
  if (!miraklContracts()) return;
  const problems = answerValidator();
  await withSandbox({ orders: 1, mirakl: { paymentDelayMs: 60_000 } }, async ({ seller, sandbox, clock }) => {
    const [order] = (await seller.orders()).orders;
    if (!order) throw new Error("The sandbox has no order");
    const id = order.order_id;
    const event = (name: string) => () => seller.post(`/_sandbox/orders/${id}/${name}`);
    const line = order.order_lines[0]?.order_line_id;
    const money = { order_line_id: line, amount: 1, shipping_amount: 0, taxes: [], shipping_taxes: [] };
    const steps: [state: string, step: () => unknown][] = [
      ["WAITING_DEBIT", () => seller.accept(order)],
      ["WAITING_DEBIT_PAYMENT", () => clock.advance(30_000)],
      ["SHIPPING", () => clock.advance(30_000)],
      ["SHIPPING", () => seller.track(id)],
      ["SHIPPED", () => seller.ship(id)],
      ["SHIPPED", event("add-incident")],
      ["SHIPPED", event("close-incident")],
      ["SHIPPED", () => seller.put("/api/orders/refund", { refunds: [{ ...money, reason_code: "17" }] })],
      ["RECEIVED", event("receive")],
      ["CLOSED", event("close")],
    ];
    for (const [state, step] of steps) {
      await step();
      const answer = await seller.orders(`order_ids=${id}`);
      expect(answer.orders[0]?.order_state).toBe(state);
      expect(problems("OR11", answer)).toEqual([]);
    }
    expect(sandbox.mirakl.shop.book.size).toBe(1);
  });
});

test("refunds, cancellations and custom fields answer as the vendor's document says", async () => {
  if (!miraklContracts()) return;
  const problems = answerValidator();
  const workflow = { mirakl: { paymentWorkflow: "PAY_ON_SHIPMENT" as const } };
  await withSandbox({ orders: 1, ...workflow }, async ({ seller }) => {
    const [order] = (await seller.orders()).orders;
    if (!order) throw new Error("The sandbox has no order");
    const part = { order_line_id: order.order_lines[0]?.order_line_id, amount: 1, shipping_amount: 0 };
    await seller.accept(order);
    const canceled = await seller.put("/api/orders/cancel", {
      cancelations: [{ ...part, quantity: 0, reason_code: "34" }],
    });
    expect(problems("OR30", canceled.json)).toEqual([]);
    await seller.track(order.order_id);
    await seller.ship(order.order_id);
    const refunded = await seller.put("/api/orders/refund", { refunds: [{ ...part, reason_code: "15" }] });
    expect(problems("OR28", refunded.json)).toEqual([]);
    const fields = `/api/orders/${order.order_id}/additional_fields`;
    const note = { code: "seller-note", value: "Gift wrap" };
    const written = await seller.put(fields, { order_additional_fields: [note] });
    expect(problems("OR31", written.json)).toEqual([]);
    const refused = await seller.put(fields, { order_additional_fields: [{ ...note, code: "unknown" }] });
    expect(problems("OR31", refused.json)).toEqual([]);
    expect(refused.json).toHaveProperty("order_update_errors");
    expect(problems("OR11", await seller.orders())).toEqual([]);
  });
});

test("threads answer as the vendor's document says", async () => {
  if (!miraklContracts()) return;
  const problems = answerValidator();
  await withSandbox({ orders: 60 }, async ({ seller }) => {
    for (const query of ["", "?with_messages=true"]) {
      const { json } = await seller.get(`/api/inbox/threads${query}`);
      expect(problems("M11", json)).toEqual([]);
    }
    const { data } = (await seller.get("/api/inbox/threads?entity_type=MMP_ORDER")).json as {
      data: { id: string }[];
    };
    for (const { id } of data)
      expect(problems("M10", (await seller.get(`/api/inbox/threads/${id}`)).json)).toEqual([]);
    const reply = { name: "message_input", json: { body: "On its way.", to: [{ type: "CUSTOMER" }] } };
    const sent = await seller.message(`/api/inbox/threads/${data[0]?.id}/message`, reply);
    expect(sent.status).toBe(201);
    expect(problems("M12", sent.json)).toEqual([]);
    const [order] = (await seller.orders("max=1")).orders;
    const topic = { type: "FREE_TEXT", value: "Your order" };
    const opening = { name: "thread_input", json: { body: "Hello.", to: ["CUSTOMER"], topic } };
    const opened = await seller.message(`/api/orders/${order?.order_id}/threads`, opening);
    expect(opened.status).toBe(201);
    expect(problems("OR43", opened.json)).toEqual([]);
  });
});
