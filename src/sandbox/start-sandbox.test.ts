import { expect, test } from "bun:test";
import { FakeClock } from "../platform/clock.ts";
import { CONTRACT_PATH, SHIPMENT } from "./canada-post/testing/caller.ts";
import { shipmentXml } from "./canada-post/testing/sample-requests.ts";
import type { FaultRule } from "./fault-plan.ts";
import { ordersFileSchema } from "./mirakl/order.ts";
import { startSandbox } from "./start-sandbox.ts";
import { contractFile, miraklContracts } from "./testing/openapi-answers.ts";
import { Seller } from "./testing/seller.ts";
import { withSandbox } from "./testing/with-sandbox.ts";

const NOON = "2026-03-10T12:00:00Z";

/** An order in SHIPPING with a number on it, ready for OR24. */
async function readyToShip(seller: Seller): Promise<string> {
  const [order] = (await seller.orders()).orders;
  if (!order) throw new Error("The sandbox has no order");
  await seller.accept(order);
  await seller.track(order.order_id);
  return order.order_id;
}

const onShip = (fault: FaultRule["fault"]): FaultRule => ({ operation: "OR24", nth: 1, fault });

test("a connection dropped before the commit changed nothing, one dropped after it changed everything", async () => {
  const states = { drop_before: "SHIPPING", drop_after: "SHIPPED" } as const;
  for (const kind of ["drop_before", "drop_after"] as const) {
    await withSandbox({ orders: 1, faults: [onShip({ kind })] }, async ({ seller }) => {
      const id = await readyToShip(seller);
      const lost = await seller.ship(id).catch((error: unknown) => error);
      expect(lost).toBeInstanceOf(Error);
      expect((await seller.order(id)).order_state).toBe(states[kind]);
      expect((await seller.ship(id)).status).toBe(kind === "drop_before" ? 204 : 400);
    });
  }
});

test("a purchase whose answer was lost stands in the books, and out of look-ups for a while", async () => {
  const faults: FaultRule[] = [{ operation: "CreateShipment", nth: 1, fault: { kind: "drop_after" } }];
  await withSandbox({ orders: 0, faults, hiddenMs: 5000 }, async ({ sandbox, seller, clock }) => {
    const account = Buffer.from("5a4db0c8d1e20001:sandbox-development").toString("base64");
    const headers = { authorization: `Basic ${account}`, accept: SHIPMENT, "content-type": SHIPMENT };
    const body = shipmentXml();
    const requestId = /<customer-request-id>([^<]+)/.exec(body)?.[1];
    const lost = await seller.send("POST", CONTRACT_PATH, { body, headers }).catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(Error);
    const { shipments } = (await seller.get("/_sandbox/shipments")).json as { shipments: unknown[] };
    expect(shipments).toEqual([expect.objectContaining({ requestId, state: "live" })]);
    expect(sandbox.canadaPost.books).toHaveLength(1);
    const lookUp = async () =>
      (await seller.send("GET", `${CONTRACT_PATH}?requestId=${requestId}`, { headers })).status;
    expect(await lookUp()).toBe(404);
    clock.advance(5000);
    expect(await lookUp()).toBe(200);
  });
});

test("a refusal, a page of HTML and half an answer look as they do outside", async () => {
  const faults: FaultRule[] = [
    onShip({ kind: "status", status: 429, retryAfterSeconds: 7 }),
    { operation: "OR11", nth: 4, fault: { kind: "malformed" } },
    { operation: "SH21", nth: 1, fault: { kind: "html" } },
  ];
  await withSandbox({ orders: 1, faults }, async ({ seller }) => {
    const id = await readyToShip(seller);
    const refused = await seller.ship(id);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(refused.json).toMatchObject({ status: 429 });
    expect((await seller.order(id)).order_state).toBe("SHIPPING");
    const page = await seller.get("/api/shipping/carriers");
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html;charset=UTF-8"]);
    const whole = (await seller.get("/api/orders")).text;
    const half = await seller.get("/api/orders").catch((error: unknown) => error);
    expect(half).toBeInstanceOf(SyntaxError);
    expect(whole).toEndWith("}");
  });
});

test("a slow answer comes after the fact and keeps nobody else waiting", async () => {
  const faults = [onShip({ kind: "slow", delayMs: 600_000 })];
  const sandbox = await startSandbox({ orders: 1, faults });
  const seller = new Seller(sandbox);
  const id = await readyToShip(seller);
  const slow = seller.ship(id);
  let state = "SHIPPING";
  while (state !== "SHIPPED") state = (await seller.order(id)).order_state;
  await sandbox.stop();
  expect((await slow).status).toBe(204);
});

test("stopping does not wait for a client that has gone", async () => {
  const sandbox = await startSandbox({ orders: 1, latency: { mirakl: 600_000 } });
  const impatient = fetch(`${sandbox.url}/api/version`, { signal: AbortSignal.timeout(20) });
  expect(await impatient.catch((error: unknown) => error)).toBeInstanceOf(Error);
  await sandbox.stop();
  expect(await fetch(`${sandbox.url}/api/version`).catch((error: unknown) => error)).toBeInstanceOf(Error);
});

test("the same seed makes the same world, another seed another", async () => {
  const worlds = await Promise.all(
    [7, 7, 8].map(async (seed) => {
      const sandbox = await startSandbox({ seed, orders: 60, states: "mixed", clock: new FakeClock(NOON) });
      const { text } = await new Seller(sandbox).get("/api/orders?max=100");
      const threads = await new Seller(sandbox).get("/api/inbox/threads?with_messages=true");
      await sandbox.stop();
      return text + threads.text;
    }),
  );
  expect(worlds[0] === worlds[1]).toBe(true);
  expect(worlds[0] === worlds[2]).toBe(false);
});

test("loaded orders stay in their state, and wait again when reopened", async () => {
  if (!miraklContracts()) return;
  const load = [ordersFileSchema.parse(contractFile("examples/OR11.answer.json"))];
  await withSandbox({ load }, async ({ seller }) => {
    const { orders, total_count } = await seller.orders();
    expect(total_count).toBe(1);
    expect(orders[0]).toMatchObject({
      order_id: "Order_00010-A",
      order_state: "RECEIVED",
      shipping_tracking: "2344",
    });
    expect(orders[0]?.customer.shipping_address?.zip_code).toBe("NY 10012");
  });
  await withSandbox({ load, reopen: true }, async ({ seller }) => {
    const [order] = (await seller.orders()).orders;
    if (!order) throw new Error("The sandbox has no order");
    expect(order).toMatchObject({
      ...{ order_state: "WAITING_ACCEPTANCE", created_date: NOON, acceptance_decision_date: null },
      ...{ customer_debited_date: null, shipping_tracking: null, shipping_deadline: null },
    });
    expect(order.customer.shipping_address).toBeNull();
    expect(order.order_lines[0]).toMatchObject({ refunds: [], cancelations: [], shipped_date: null });
    await seller.accept(order);
    const shipping = await seller.order(order.order_id);
    expect(shipping.order_state).toBe("SHIPPING");
    expect(shipping.customer.shipping_address?.zip_code).toBe("NY 10012");
    await seller.track(order.order_id);
    expect((await seller.ship(order.order_id)).status).toBe(204);
  });
});

test("the shipping types of loaded orders are listed with the shop's own", async () => {
  const lines = [{ order_line_id: "1", order_line_state: "SHIPPING", quantity: 1 }];
  const dates = { created_date: NOON, last_updated_date: NOON };
  const orders = ["BULKY", "STD", "BULKY"].map((shipping_type_code, index) => ({
    ...{ ...dates, order_id: `L${index}`, order_state: "SHIPPING", customer: {}, order_lines: lines },
    shipping_type_code,
  }));
  await withSandbox({ load: [ordersFileSchema.parse({ orders })] }, async ({ seller }) => {
    const { json } = await seller.get("/api/shipping/types");
    const codes = (json as { shipping_types: { code: string }[] }).shipping_types.map(({ code }) => code);
    expect(codes).toEqual(["STD", "E", "NEX", "PIP", "BULKY"]);
  });
});

test("a mixed world has every state, and a fifth of it is labelled elsewhere", async () => {
  await withSandbox({ orders: 300, states: "mixed" }, async ({ seller }) => {
    const { orders } = (await seller.get("/_sandbox/orders")).json as { orders: Record<string, unknown>[] };
    expect(new Set(orders.map(({ state }) => state)).size).toBe(11);
    const elsewhere = orders.filter(({ labelled_elsewhere }) => labelled_elsewhere);
    expect(elsewhere).toHaveLength(60);
    expect(elsewhere.every(({ state, tracking_number }) => state === "SHIPPING" && tracking_number)).toBe(
      true,
    );
  });
});

test("what Mirakl believes can be read, with the calls that reached each order", async () => {
  await withSandbox({ orders: 1 }, async ({ seller }) => {
    const id = await readyToShip(seller);
    await seller.ship(id);
    const { orders } = (await seller.get("/_sandbox/orders")).json as { orders: unknown[] };
    expect(orders).toEqual([
      expect.objectContaining({
        ...{ order_id: id, state: "SHIPPED", tracking_number: "7035114477138472", carrier_code: "CPCL" },
        ...{ accepted_at: NOON, shipped_at: NOON, labelled_elsewhere: false, refunds: 0 },
        calls: { OR21: 1, OR23: 1, OR24: 1 },
      }),
    ]);
    const stats = (await seller.get("/_sandbox/stats")).json as { mirakl: Record<string, unknown> };
    expect(stats.mirakl).toMatchObject({
      total: { calls: 4, peak_per_minute: 4 },
      OR24: { calls: 1, peak_per_minute: 1 },
    });
  });
});

test("the world can be moved on from outside", async () => {
  await withSandbox({ orders: 0, mirakl: { paymentDelayMs: 60_000 } }, async ({ seller }) => {
    const added = (await seller.post("/_sandbox/orders", { count: 3 })).json as {
      order_ids: [string, string, string];
    };
    const [id, canceled, elsewhere] = added.order_ids;
    const event = async (order: string, name: string, details?: unknown) =>
      (await seller.post(`/_sandbox/orders/${order}/${name}`, details)).status;
    expect(await event(id, "ship-elsewhere")).toBe(409);
    expect(await event(canceled, "cancel")).toBe(200);
    expect((await seller.order(canceled)).order_state).toBe("CANCELED");
    await seller.accept(await seller.order(id));
    expect(await event(id, "pay")).toBe(200);
    expect(await event(id, "add-incident")).toBe(200);
    expect(await seller.order(id)).toMatchObject({ order_state: "SHIPPING", has_incident: true });
    expect(await event(id, "close-incident")).toBe(200);
    await seller.accept(await seller.order(elsewhere));
    await seller.post("/_sandbox/advance", { ms: 60_000 });
    expect(await event(elsewhere, "ship-elsewhere", { tracking_number: "1", confirm: false })).toBe(200);
    expect(await seller.order(elsewhere)).toMatchObject({ order_state: "SHIPPING", shipping_tracking: "1" });
    expect(await event(elsewhere, "ship-elsewhere", { carrier_code: "NOBODY" })).toBe(400);
    expect(await event(elsewhere, "ship-elsewhere")).toBe(200);
    expect(await event(elsewhere, "receive")).toBe(200);
    expect(await event(elsewhere, "close")).toBe(200);
    expect(await event("none", "close")).toBe(404);
    expect(await event(id, "lose")).toBe(404);
  });
});

test("the plan of faults can be replaced while it runs", async () => {
  await withSandbox({ orders: 1 }, async ({ seller }) => {
    await seller.post("/_sandbox/faults", { faults: "OR11:status503=1" });
    expect((await seller.get("/api/orders")).status).toBe(503);
    expect((await seller.get("/api/account")).status).toBe(200);
    await seller.post("/_sandbox/faults", { rules: [] });
    expect((await seller.get("/api/orders")).status).toBe(200);
    expect((await seller.post("/_sandbox/faults", { faults: "trouble=1" })).status).toBe(400);
    expect((await seller.post("/_sandbox/advance", { ms: "soon" })).status).toBe(400);
  });
});

test("the catalogue is a product file with every SKU the orders name", async () => {
  await withSandbox({ orders: 100 }, async ({ seller }) => {
    const rows = (await seller.get("/_sandbox/catalog.csv")).text.trim().split("\n");
    const skus = new Set(rows.slice(1).map((row) => row.split(",")[0]));
    expect(skus.size).toBe(40);
    const { orders } = await seller.orders("max=100");
    const sold = orders.flatMap(({ order_lines }) => order_lines.map(({ offer_sku }) => offer_sku ?? ""));
    expect(sold.filter((sku) => !skus.has(sku))).toEqual([]);
  });
});
