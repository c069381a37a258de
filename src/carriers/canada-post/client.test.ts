import { afterEach, describe, expect, test } from "bun:test";
import { errorOf } from "../../platform/http/testing/http-world.ts";
import { rawAnswer, startRawServer } from "../../platform/http/testing/raw-server.ts";
import { html, messages, shipmentInfo, xml } from "./testing/answers.ts";
import { createCanadaPostWorld } from "./testing/canada-post-world.ts";
import { contractsFolder, sample } from "./testing/contracts.ts";
import { AMERICAN, orderTo, orderWith } from "./testing/orders.ts";
import { withoutContract, ZONOS_KEY } from "./testing/settings.ts";

const KEY = "ops-request-key";
const ORDER = "900000184-A";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

function worldOf(options: Parameters<typeof createCanadaPostWorld>[0]) {
  const world = createCanadaPostWorld(options);
  closers.push(world.close);
  return world;
}

/** Buys for an ordinary order where the server gives one answer for ever. */
function purchase(answer: () => Response, settings = {}) {
  const world = worldOf({ settings, answer });
  const prepared = world.carrier.prepare(orderWith(), KEY);
  const bought = world.carrier.reserve().then((turn) => turn.purchase(prepared, ORDER));
  return { ...world, bought };
}

describe("a purchase", () => {
  test("is one POST with credentials, language and media types, and brings facts", async () => {
    const world = worldOf({
      answer: (_, base) => shipmentInfo({ self: `${base}/rs/x/shipment/1`, label: `${base}/rs/artifact/1` }),
    });
    const prepared = world.carrier.prepare(orderWith(), KEY);
    expect(prepared).toMatchObject({
      requestKey: KEY,
      serviceCode: "DOM.EP",
      weightGrams: 820,
      destinationPostalCode: "K1K4T3",
    });
    const facts = await (await world.carrier.reserve()).purchase(prepared, ORDER);
    expect(facts).toEqual({
      carrierShipmentId: "347881315405043891",
      trackingPin: "123456789012",
      labelUrl: `${world.baseUrl}/rs/artifact/1`,
      priceCents: null,
      links: {
        self: `${world.baseUrl}/rs/x/shipment/1`,
        details: `${world.baseUrl}/rs/x/shipment/1/details`,
        label: `${world.baseUrl}/rs/artifact/1`,
      },
    });
    const [request] = world.requests;
    expect(world.requests).toHaveLength(1);
    expect(request).toMatchObject({
      method: "POST",
      path: "/rs/2004381/2004381/shipment",
      body: prepared.body,
    });
    const sent = Object.fromEntries(request?.headers ?? []);
    expect(sent).toMatchObject({
      authorization: `Basic ${btoa("user-of-a-test:password-of-a-test")}`,
      accept: "application/vnd.cpc.shipment-v8+xml",
      "content-type": "application/vnd.cpc.shipment-v8+xml",
      "accept-language": "en-CA",
    });
    expect(sent).not.toHaveProperty("x-cpc-zonos-key");
    expect(world.taken).toEqual(["canada-post:canada-post:A"]);
    expect(world.calls).toMatchObject([
      { service: "CanadaPost", endpoint: "CreateShipment", relatedId: ORDER, isSuccess: true },
    ]);
  });

  test("without a contract goes to the other service", async () => {
    const { bought, requests, carrier } = purchase(
      () => shipmentInfo({ self: "https://x.example.com/1", contract: false }),
      withoutContract,
    );
    expect((await bought).carrierShipmentId).toBe("347881315405043891");
    expect(requests[0]?.path).toBe("/rs/2004381/ncshipment");
    expect(requests[0]?.headers.get("accept")).toBe("application/vnd.cpc.ncshipment-v4+xml");
    expect(carrier.duplicateGuard).toBe("none");
  });

  test("to the United States carries the key that prepays duties", async () => {
    const world = worldOf({ answer: (_, base) => shipmentInfo({ self: `${base}/1` }) });
    await (await world.carrier.reserve()).purchase(world.carrier.prepare(orderTo({}, AMERICAN), KEY), ORDER);
    expect(world.requests[0]?.headers.get("x-cpc-zonos-key")).toBe(ZONOS_KEY);
  });

  test("tells what is due, not the base price", async () => {
    const folder = contractsFolder();
    if (folder === null) return;
    const { bought } = purchase(() => xml(sample(folder, "04-shipment-usa-customs.response.xml"), 201));
    expect((await bought).priceCents).toBe(2601);
  });
});

describe("a definite no", () => {
  test.each([
    ["credentials_rejected", () => messages(401, ["E002", "AAA Authentication Failure"])],
    ["credentials_rejected", () => messages(403, ["AA002", "wrong environment"])],
    ["credentials_rejected", () => new Response("", { status: 401 })],
    ["operation_forbidden", () => messages(403, ["AA006", "platform"])],
    ["operation_forbidden", () => new Response("", { status: 403 })],
    ["carrier_account", () => messages(400, ["AA003", "customer number"])],
    ["carrier_account", () => messages(400, ["2506", "contract number"])],
    ["carrier_account", () => messages(400, ["7289", "service"], ["2695", "phone"])],
    ["payment_refused", () => messages(400, ["1182", "card"])],
    ["payment_refused", () => messages(400, ["9174", "no default card"])],
    ["carrier_rejected", () => messages(400, ["8716", "non-delivery"])],
    ["carrier_rejected", () => messages(412, ["4711", "a code nobody knows"])],
    ["carrier_rejected", () => messages(500, ["Server", "cvc-model-group 3: in element shipment"])],
    ["carrier_rejected", () => messages(500, ["Server", "element is not a valid instance of type X"])],
    ["bad_settings", () => messages(404)],
    ["bad_settings", () => new Response("", { status: 415 })],
    ["bad_settings", () => Response.redirect("https://elsewhere.example.com/", 302)],
  ])("is %s", async (code, answer) => {
    const { bought, requests } = purchase(answer);
    const error = await errorOf(bought);
    expect(error.code).toBe(code as typeof error.code);
    expect(["rejected", "config"]).toContain(error.kind);
    expect(requests).toHaveLength(1);
  });

  test("keeps all messages", async () => {
    const told: [string, string][] = [
      ["2695", "(contact phone required)"],
      ["1151", "(customs description)"],
      ["8716", "(non-delivery handling required)"],
    ];
    const error = await errorOf(purchase(() => messages(400, ...told)).bought);
    for (const [code, description] of told) expect(error.message).toContain(`${code} ${description}`);
    expect(error.facts.messages).toHaveLength(3);
  });
});

describe("a throttle is neither a no nor a doubt", () => {
  test.each([403, 429, 500, 503, 200])("as status %d", async (status) => {
    const { bought, exhausted } = purchase(() => messages(status, ["Server", "Rejected by SLM Monitor"]));
    const error = await errorOf(bought);
    expect([error.code, error.kind, error.retryAfterMs]).toEqual(["throttled", "unavailable", 60_000]);
    expect(exhausted).toEqual([{ key: "canada-post:canada-post:A", forMs: 60_000 }]);
  });

  test("the carrier's own wait counts where it gives one", async () => {
    const { bought } = purchase(() => new Response("", { status: 429, headers: { "Retry-After": "7" } }));
    expect((await errorOf(bought)).retryAfterMs).toBe(7000);
  });
});

describe("no definite answer", () => {
  test.each([
    ["a failure without a reason", () => messages(500, ["Server", "Internal error"])],
    ["an empty 503", () => new Response("", { status: 503 })],
    ["a page in place of data", () => html(200)],
    ["a page that forbids", () => html(403)],
    ["half a document", () => xml("<shipment-info><shipment-id>12345678901")],
    ["an answer without a shipment", () => xml("<shipment-info><links/></shipment-info>")],
    ["another answer", () => xml("<groups/>")],
    ["nothing at all", () => new Response(null, { status: 202 })],
    ["a no without a reason", () => messages(400)],
    ["a label that could not be drawn", () => messages(500, ["9150", "PDF rendering"])],
    ["a transmission that failed", () => messages(412, ["9154", "check the card"])],
    ["bytes that are no text", () => new Response(new Uint8Array([0xff, 0xfe, 0xff]))],
  ])("is %s", async (_, answer) => {
    const { bought, requests } = purchase(answer);
    const error = await errorOf(bought);
    expect([error.code, error.kind]).toEqual(["answer_lost", "in_doubt"]);
    expect(requests).toHaveLength(1);
  });

  test("is a request id that was used before, and says so", async () => {
    const error = await errorOf(purchase(() => messages(400, ["7314", "Request ID already exists"])).bought);
    expect(error.code).toBe("answer_lost");
    expect(error.facts.duplicate).toBe(true);
  });

  test("is a connection that breaks after the request or in the middle of the answer", async () => {
    const half = rawAnswer("200 OK", "<shipment-info>").replace("Content-Length: 15", "Content-Length: 900");
    for (const reply of ["", half]) {
      const server = await startRawServer({ answer: (socket) => socket.end(reply) });
      closers.push(server.close);
      const { carrier } = worldOf({ settings: { baseUrl: server.url }, answer: () => html(500) });
      const error = await errorOf(
        (await carrier.reserve()).purchase(carrier.prepare(orderWith(), KEY), ORDER),
      );
      expect(error.code).toBe("answer_lost");
      expect(server.requests).toHaveLength(1);
    }
  });
});
