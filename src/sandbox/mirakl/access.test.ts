import { expect, test } from "bun:test";
import { Seller } from "../testing/seller.ts";
import { withSandbox } from "../testing/with-sandbox.ts";

test("only the bare key opens the door", async () => {
  await withSandbox({ orders: 1 }, async ({ sandbox, seller }) => {
    for (const key of ["unknown", "Bearer sandbox-mirakl-key", ""]) {
      const answer = await new Seller(sandbox, key).get("/api/orders");
      expect([answer.status, answer.json]).toEqual([401, { message: "Unauthorized", status: 401 }]);
    }
    expect((await seller.get("/api/orders?api_key=sandbox-mirakl-key")).status).toBe(401);
    expect((await seller.get("/api/orders")).status).toBe(200);
  });
});

test("the version answers without a key, unless it needs one", async () => {
  await withSandbox({ orders: 0 }, async ({ sandbox }) => {
    expect((await new Seller(sandbox, "").get("/api/version")).status).toBe(200);
  });
  await withSandbox({ orders: 0, mirakl: { versionNeedsKey: true } }, async ({ sandbox, seller }) => {
    expect((await new Seller(sandbox, "").get("/api/version")).status).toBe(401);
    expect((await seller.get("/api/version")).status).toBe(200);
  });
});

test("a narrow key does its own work and no other", async () => {
  const apiKeys = [{ key: "reader", roles: ["ROLE_PARTNER_ORDER_READ"] }];
  await withSandbox({ orders: 1, mirakl: { apiKeys } }, async ({ sandbox }) => {
    const reader = new Seller(sandbox, "reader");
    const [order] = (await reader.orders()).orders;
    if (!order) throw new Error("The sandbox has no order");
    expect((await reader.accept(order)).status).toBe(403);
    expect((await reader.get("/api/platform/configuration")).status).toBe(403);
    expect((await reader.get("/api/inbox/threads")).status).toBe(200);
  });
});

test("the shop of a stranger is closed", async () => {
  await withSandbox({ orders: 1 }, async ({ seller }) => {
    expect((await seller.get("/api/orders?shop_id=9001")).status).toBe(200);
    expect((await seller.get("/api/orders?shop_id=9002")).status).toBe(403);
    expect((await seller.get("/api/orders?shop_id=mine")).status).toBe(400);
  });
});

test("withdrawn calls, wrong methods and wrong bodies are told apart", async () => {
  await withSandbox({ orders: 1 }, async ({ seller }) => {
    const expected: [method: string, path: string, status: number][] = [
      ["GET", "/api/orders/1-A", 410],
      ["PUT", "/api/orders/1-A/receive", 404],
      ["GET", "/api/messages", 404],
      ["GET", "/api/orders/1-A/messages", 404],
      ["POST", "/api/orders/1-A/messages", 404],
      ["GET", "/api/shipments", 404],
      ["POST", "/api/shipments", 404],
      ["GET", "/api/nothing", 404],
      ["DELETE", "/api/orders", 405],
      ["PUT", "/api/orders/1-A/accept", 415],
      ["POST", "/api/inbox/threads/1/message", 415],
    ];
    for (const [method, path, status] of expected) {
      expect([method, path, (await seller.send(method, path)).status]).toEqual([method, path, status]);
    }
  });
});

test("strict mode holds every key to the published frequencies", async () => {
  await withSandbox({ orders: 25, strict: true }, async ({ seller, clock }) => {
    expect((await seller.get("/api/orders")).status).toBe(200);
    expect((await seller.get("/api/orders?offset=10")).status).toBe(200);
    clock.advance(20_000);
    const refused = await seller.get("/api/orders");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "40"]);
    clock.advance(40_000);
    expect((await seller.get("/api/orders")).status).toBe(200);
    expect((await seller.get("/api/orders?offset=10&max=20")).status).toBe(429);
    expect((await seller.get("/api/account")).status).toBe(200);
    expect((await seller.get("/api/account")).headers.get("retry-after")).toBe("86400");
    for (const _ of Array(20)) expect((await seller.get("/api/platform/configuration")).status).toBe(200);
  });
});

test("without strict mode nobody counts", async () => {
  await withSandbox({ orders: 1 }, async ({ seller }) => {
    for (const _ of Array(20)) expect((await seller.get("/api/orders")).status).toBe(200);
  });
});
