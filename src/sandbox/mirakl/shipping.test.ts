import { expect, test } from "bun:test";
import { connect } from "node:net";
import { type Stage, withSandbox } from "../testing/with-sandbox.ts";

async function orderInShipping({ seller }: Pick<Stage, "seller">): Promise<string> {
  const [order] = (await seller.orders()).orders;
  if (!order) throw new Error("The sandbox has no order");
  await seller.accept(order);
  return order.order_id;
}

/** Sends bytes as they are and gives the status line of the answer. */
function rawStatus(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(request.replaceAll("\n", "\r\n")));
    socket.on("data", (bytes) => {
      text += bytes;
    });
    socket.on("close", () => resolve(text.split("\r\n")[0] ?? ""));
    socket.on("error", reject);
  });
}

test("tracking is written, written over, and then shipped once", async () => {
  await withSandbox({ orders: 1 }, async ({ seller }) => {
    const id = await orderInShipping({ seller });
    expect((await seller.track(id, "1111222233334444")).status).toBe(204);
    expect((await seller.track(id, "7035114477138472")).status).toBe(204);
    expect(await seller.order(id)).toMatchObject({
      ...{
        shipping_carrier_code: "CPCL",
        shipping_company: "Canada Post",
        shipping_tracking: "7035114477138472",
      },
      shipping_tracking_url: expect.stringContaining("7035114477138472"),
    });
    expect((await seller.ship(id)).status).toBe(204);
    const shipped = await seller.order(id);
    expect(shipped).toMatchObject({ order_state: "SHIPPED", can_shop_ship: false });
    expect(shipped.order_lines[0]?.shipped_date).toBe("2026-03-10T12:00:00Z");
    const again = await seller.ship(id);
    expect([again.status, again.json]).toEqual([
      400,
      { message: `Order '${id}' can not be shipped`, status: 400 },
    ]);
    expect((await seller.track(id)).status).toBe(204);
  });
});

test("an order without tracking is not shipped where tracking is mandatory", async () => {
  await withSandbox({ orders: 1 }, async ({ seller }) => {
    const refused = await seller.ship(await orderInShipping({ seller }));
    expect(refused.json).toEqual({
      message: "Tracking details are mandatory for this shipping method.",
      status: 400,
    });
  });
  await withSandbox({ orders: 1, mirakl: { mandatoryTracking: false } }, async ({ seller }) => {
    expect((await seller.ship(await orderInShipping({ seller }))).status).toBe(204);
  });
});

test("carriers are registered with a number, or named", async () => {
  await withSandbox({ orders: 1 }, async ({ seller }) => {
    const id = await orderInShipping({ seller });
    const track = async (body: unknown) => (await seller.put(`/api/orders/${id}/tracking`, body)).status;
    expect(await track({ carrier_code: "CPCL" })).toBe(400);
    expect(await track({ carrier_code: "NOBODY", tracking_number: "1" })).toBe(400);
    expect(await track({ tracking_number: "1" })).toBe(400);
    expect(await track({ carrier_code: 7, tracking_number: "1" })).toBe(400);
    expect(await track({ carrier_code: "LTL" })).toBe(204);
    const url = "https://carrier.example.com/1";
    expect(await track({ carrier_name: "Intelcom", carrier_url: url, tracking_number: "1" })).toBe(204);
    expect(await seller.order(id)).toMatchObject({
      ...{ shipping_carrier_code: null, shipping_company: "Intelcom", shipping_tracking_url: url },
    });
  });
  await withSandbox({ orders: 1, mirakl: { unregisteredCarriers: false } }, async ({ seller }) => {
    const id = await orderInShipping({ seller });
    expect((await seller.put(`/api/orders/${id}/tracking`, { carrier_name: "Intelcom" })).status).toBe(400);
  });
});

test("tracking is refused before SHIPPING, and after it where the marketplace says so", async () => {
  await withSandbox({ orders: 1, mirakl: { trackingAfterShipped: false } }, async ({ seller }) => {
    const [order] = (await seller.orders()).orders;
    expect((await seller.track(order?.order_id ?? "")).status).toBe(400);
    const id = await orderInShipping({ seller });
    await seller.track(id);
    await seller.ship(id);
    expect((await seller.track(id)).status).toBe(400);
  });
});

test("shipping and cancelling need a Content-Length, even of zero", async () => {
  await withSandbox({ orders: 1 }, async ({ seller, sandbox }) => {
    const id = await orderInShipping({ seller });
    await seller.track(id);
    const request = (operation: string, more = "") =>
      `PUT /api/orders/${id}/${operation} HTTP/1.1\nHost: sandbox\nConnection: close\nAuthorization: sandbox-mirakl-key\n${more}\n`;
    expect(await rawStatus(sandbox.port, request("cancel"))).toStartWith("HTTP/1.1 411");
    expect(await rawStatus(sandbox.port, request("ship"))).toStartWith("HTTP/1.1 411");
    expect((await seller.order(id)).order_state).toBe("SHIPPING");
    expect(await rawStatus(sandbox.port, request("ship", "Content-Length: 0\n"))).toStartWith("HTTP/1.1 204");
    expect((await seller.order(id)).order_state).toBe("SHIPPED");
  });
});

test("a shop cancels only where the payment workflow lets it", async () => {
  await withSandbox({ orders: 1 }, async ({ seller }) => {
    const id = await orderInShipping({ seller });
    expect((await seller.put(`/api/orders/${id}/cancel`)).status).toBe(400);
  });
  await withSandbox({ orders: 1, mirakl: { paymentWorkflow: "PAY_ON_SHIPMENT" } }, async ({ seller }) => {
    const id = await orderInShipping({ seller });
    expect((await seller.order(id)).can_cancel).toBe(true);
    expect((await seller.put(`/api/orders/${id}/cancel`)).status).toBe(204);
    const canceled = await seller.order(id);
    expect(canceled).toMatchObject({ order_state: "CANCELED", can_cancel: false });
    expect(canceled.customer.shipping_address).toBeNull();
  });
});
