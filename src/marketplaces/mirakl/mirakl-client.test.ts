import { afterEach, describe, expect, test } from "bun:test";
import { errorOf } from "../../platform/http/testing/http-world.ts";
import { contractFile, hasContract, sampleAnswer } from "./testing/contract-samples.ts";
import { API_KEY, createStubShop } from "./testing/stub-shop.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

function stubShop(...given: Parameters<typeof createStubShop>) {
  const shop = createStubShop(...given);
  closers.push(shop.close);
  return shop;
}

const noContent = () => new Response(null, { status: 204 });

describe("every call", () => {
  test("carries the bare key, the shop, what it takes and who asks", async () => {
    const { client, requests } = stubShop(() => Response.json({ carriers: [] }));
    await client.listCarriers();
    const [request] = requests;
    expect(request?.target).toBe("/api/shipping/carriers?shop_id=2000");
    expect(request?.headers.get("authorization")).toBe(API_KEY);
    expect(request?.headers.get("accept")).toBe("application/json");
    expect(request?.headers.get("user-agent")).toStartWith("ops");
  });

  test("works below a base URL with a path, and without a shop id", async () => {
    const { client, requests, connection } = stubShop(() => Response.json({ carriers: [] }), {
      shopId: null,
    });
    connection.baseUrl += "mirakl";
    await client.listCarriers();
    expect(requests[0]?.target).toBe("/mirakl/api/shipping/carriers");
  });

  test("takes from the shop's budget, unless that is lifted", async () => {
    const limited = stubShop(noContent);
    await (await limited.client.reserve()).shipOrder("900000001-A");
    expect(limited.taken).toEqual(["mirakl:bestbuy/main"]);
    const unlimited = stubShop(noContent, { requestsPerMinute: null });
    await (await unlimited.client.reserve()).shipOrder("900000001-A");
    expect(unlimited.taken).toEqual([]);
  });

  test("leaves no trace of the key in the audit", async () => {
    const { client, calls } = stubShop(({ headers }) =>
      Response.json(
        { message: `no such key: ${headers.get("authorization")}`, status: 401 },
        { status: 401 },
      ),
    );
    const error = await errorOf(client.account());
    expect(error.code).toBe("credentials_rejected");
    expect(Bun.inspect({ error, calls })).not.toContain(API_KEY);
  });
});

describe("accepting an order (OR21)", () => {
  const lines = [
    { lineId: "900000001-A-1", accepted: true },
    { lineId: "900000001-A-2", accepted: false },
  ];

  test("sends the decision on every line", async () => {
    const { client, requests, calls } = stubShop(noContent);
    await (await client.reserve()).acceptOrder("900000001-A", lines);
    const [request] = requests;
    expect(request).toMatchObject({ method: "PUT", target: "/api/orders/900000001-A/accept?shop_id=2000" });
    expect(request?.headers.get("content-type")).toBe("application/json");
    expect(JSON.parse(request?.body ?? "")).toEqual({
      order_lines: [
        { id: "900000001-A-1", accepted: true },
        { id: "900000001-A-2", accepted: false },
      ],
    });
    expect(calls).toMatchObject([
      {
        service: "BestBuy",
        endpoint: "AcceptOrder",
        relatedId: "900000001-A",
        statusCode: 204,
        isSuccess: true,
      },
    ]);
  });

  test("refused, it says what Mirakl says", async () => {
    if (!hasContract()) return;
    const body = contractFile("synthetic/errors.json").shape_b_with_domain_code;
    const { client } = stubShop(() => Response.json(body, { status: 400 }));
    const error = await errorOf((await client.reserve()).acceptOrder("900000001-A", lines));
    expect(error.code).toBe("marketplace_rejected");
    expect(error.message).toBe(
      "BestBuy AcceptOrder (OR21) of 900000001-A: ORDER_INVALID_STATE Order is not in the expected state for this operation",
    );
    expect(error.facts).toMatchObject({
      status: 400,
      miraklCodes: ["ORDER_INVALID_STATE"],
      messages: ["ORDER_INVALID_STATE Order is not in the expected state for this operation"],
    });
  });

  test("is sent once, whatever happens", async () => {
    const { client, requests } = stubShop(() => new Response("down", { status: 503 }));
    expect((await errorOf((await client.reserve()).acceptOrder("900000001-A", lines))).code).toBe(
      "answer_lost",
    );
    expect(requests).toHaveLength(1);
  });

  test("keeps an id with odd characters in its place", async () => {
    const { client, requests } = stubShop(noContent);
    await (await client.reserve()).acceptOrder("a/b?c#d é", lines);
    expect(requests[0]?.url.pathname).toBe("/api/orders/a%2Fb%3Fc%23d%20%C3%A9/accept");
  });
});

describe("the tracking number (OR23)", () => {
  const tracking = { carrierCode: "CPCL", trackingNumber: "7035114477138472" };

  test("goes out with the carrier's code", async () => {
    const { client, requests, calls } = stubShop(noContent);
    await client.updateTracking("900000001-A", tracking);
    expect(requests[0]).toMatchObject({
      method: "PUT",
      target: "/api/orders/900000001-A/tracking?shop_id=2000",
    });
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
      carrier_code: "CPCL",
      tracking_number: "7035114477138472",
    });
    expect(calls[0]?.requestPayload).toEqual({ carrier_code: "CPCL", tracking_number: "7035114477138472" });
  });

  test("or, for a carrier without a code, with name and page", async () => {
    const { client, requests } = stubShop(noContent);
    const carrierUrl = "https://example.com/track/1";
    await client.updateTracking("900000001-A", {
      carrierCode: null,
      carrierName: "Example Post",
      carrierUrl,
      trackingNumber: "1",
    });
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
      carrier_name: "Example Post",
      carrier_url: carrierUrl,
      tracking_number: "1",
    });
  });

  test("is repeated after a failure, for it overwrites itself", async () => {
    const answers = [new Response("down", { status: 500 }), noContent()];
    const { client, requests } = stubShop(() => answers.shift() ?? noContent());
    await client.updateTracking("900000001-A", tracking);
    expect(requests).toHaveLength(2);
  });

  test("is confirmed by 204 alone", async () => {
    const { client } = stubShop(() => Response.json({}));
    const error = await errorOf(client.updateTracking("900000001-A", tracking));
    expect(error.code).toBe("malformed_answer");
    expect(error.message).toEndWith("status 200 where 204 confirms");
    const page = stubShop(() => new Response("<html>", { headers: { "content-type": "text/html" } }));
    expect((await errorOf(page.client.updateTracking("900000001-A", tracking))).code).toBe("edge_answer");
  });
});

describe("the ship confirmation (OR24)", () => {
  test("has no body and says so", async () => {
    const { client, requests } = stubShop(noContent);
    await (await client.reserve()).shipOrder("900000001-A");
    expect(requests[0]).toMatchObject({
      method: "PUT",
      target: "/api/orders/900000001-A/ship?shop_id=2000",
      body: "",
    });
    expect(requests[0]?.headers.get("content-length")).toBe("0");
    expect(requests[0]?.headers.get("content-type")).toBeNull();
  });

  test("refused, leaves the question why to whoever reads the order", async () => {
    const { client } = stubShop(() =>
      Response.json({ message: "Bad Request", status: 400 }, { status: 400 }),
    );
    expect((await errorOf((await client.reserve()).shipOrder("900000001-A"))).code).toBe(
      "marketplace_rejected",
    );
  });

  test.each([
    ["a page with status 200", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
    ["a 200 without a word", () => new Response(null)],
    ["a 502", () => new Response("<html>", { status: 502, headers: { "content-type": "text/html" } })],
  ])("answered by %s is in doubt", async (_answer, answer) => {
    const { client, requests } = stubShop(answer);
    expect((await errorOf((await client.reserve()).shipOrder("900000001-A"))).code).toBe("answer_lost");
    expect(requests).toHaveLength(1);
  });
});

describe("reference data", () => {
  test("carriers (SH21)", async () => {
    if (!hasContract()) return;
    const { client } = stubShop(() => Response.json(sampleAnswer("SH21")));
    const carriers = await client.listCarriers();
    expect(carriers.map(({ code }) => code)).toEqual(["FED", "UPS", "DHL", "DPD", "TNT"]);
    expect(carriers[1]).toEqual({
      code: "UPS",
      label: "UPS",
      standardCode: "UPS",
      trackingUrl: "https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums={trackingId}",
    });
  });

  test("shipping types (SH12)", async () => {
    if (!hasContract()) return;
    const { client, requests } = stubShop(() => Response.json(sampleAnswer("SH12")));
    const types = await client.listShippingTypes();
    expect(requests[0]?.url.pathname).toBe("/api/shipping/types");
    expect(types[2]).toEqual({
      code: "NEX",
      label: "Next day delivery",
      mandatoryTracking: true,
      clickAndCollect: false,
      deliveryByOperator: true,
      pickUpPoint: false,
    });
    expect(types.filter(({ pickUpPoint }) => pickUpPoint).map(({ code }) => code)).toEqual(["PIP"]);
    expect(types.filter(({ clickAndCollect }) => clickAndCollect).map(({ code }) => code)).toEqual(["CLC"]);
  });

  test("no shipping type at all (SH12) is no answer: orders have one, and a list that was read before is better", async () => {
    for (const answer of [{ shipping_types: [] }, { shipping_types: null }, {}]) {
      const { client } = stubShop(() => Response.json(answer));
      expect((await errorOf(client.listShippingTypes())).code).toBe("malformed_answer");
    }
  });

  test("the account (A01), whose bank data is kept nowhere", async () => {
    if (!hasContract()) return;
    const { client, calls } = stubShop(() => Response.json(sampleAnswer("A01")));
    const account = await client.account();
    expect(account).toEqual({ shopId: "2000", shopName: "ACME SHOP", shopState: "OPEN", currency: "USD" });
    expect(JSON.stringify(calls)).not.toContain("000123456789123");
  });

  test("the platform's configuration (PC01)", async () => {
    if (!hasContract()) return;
    const { client } = stubShop(() => Response.json(sampleAnswer("PC01")));
    expect(await client.platformConfiguration()).toEqual({
      platformName: null,
      timezone: "Europe/Paris",
      orderAcceptance: "NOT_AUTOMATIC",
      addressBeforeAcceptance: false,
      multiShipment: true,
      unregisteredCarriersForbidden: false,
      orderTaxMode: "TAX_EXCLUDED",
    });
  });

  test("the version (V01) only has to answer, and tells the time", async () => {
    const date = "Mon, 02 Mar 2026 15:00:07 GMT";
    const { client } = stubShop(() => new Response("3.500 or so", { headers: { date } }));
    expect(await client.version()).toEqual({ clockSkewMs: 7000 });
  });
});
