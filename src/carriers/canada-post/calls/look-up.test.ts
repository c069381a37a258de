import { afterEach, describe, expect, test } from "bun:test";
import { errorOf } from "../../../platform/http/testing/http-world.ts";
import type { PurchaseTrace } from "../../carrier.ts";
import { html, messages, shipmentDetails, shipmentInfo, shipmentList, xml } from "../testing/answers.ts";
import { createCanadaPostWorld, type ReceivedRequest } from "../testing/canada-post-world.ts";
import { withoutContract } from "../testing/settings.ts";

const KEY = "ops-request-key";

const TRACE: PurchaseTrace = {
  requestKey: KEY,
  serviceCode: "DOM.EP",
  body: "<shipment/>",
  weightGrams: 820,
  destinationPostalCode: "K1K4T3",
  orderId: "900000184-A",
  sentAt: new Date("2026-03-02T14:59:00Z"),
};

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

interface Books {
  /** Details by shipment id; null is not to be seen yet. */
  shipments: Record<string, Parameters<typeof shipmentDetails>[0] | null>;
  contract?: boolean;
  environment?: "production" | "development";
  list?: (request: ReceivedRequest) => Response;
}

/** A carrier that has these shipments in its books, all of them in every list. */
function worldWith({ shipments, contract = true, environment = "development", list }: Books) {
  const folder = contract ? "/rs/2004381/2004381/shipment" : "/rs/2004381/ncshipment";
  const world = createCanadaPostWorld({
    settings: { environment, ...(contract ? {} : withoutContract) },
    answer(request, base) {
      const [id = "", part] = request.path.slice(folder.length + 1).split("/");
      const details = shipments[id];
      if (request.path.startsWith(`${folder}?`)) {
        const links = Object.keys(shipments).map((each) => `${base}${folder}/${each}`);
        return list?.(request) ?? shipmentList(links, contract);
      }
      if (!details) return messages(404);
      if (part === "details") return shipmentDetails({ ...details, contract });
      return shipmentInfo({ self: `${base}${folder}/${id}`, id, contract });
    },
  });
  closers.push(world.close);
  return world;
}

describe("with a contract", () => {
  test("the purchase is found by its request id", async () => {
    const { carrier, requests } = worldWith({
      shipments: { "1": { requestKey: KEY, postalCode: "k1k 4t3" } },
    });
    expect(await carrier.lookUp(TRACE)).toMatchObject({ found: "one", facts: { carrierShipmentId: "1" } });
    expect(requests.map(({ path }) => path.replace("/rs/2004381/2004381", ""))).toEqual([
      `/shipment?requestId=${KEY}`,
      "/shipment/1/details",
      "/shipment/1",
    ]);
  });

  test.each([
    ["404", () => messages(404)],
    ["an empty list", () => shipmentList([])],
    ["202", () => new Response(null, { status: 202 })],
    ["no messages", () => xml("<messages/>")],
  ])("%s means that it is not there, or not yet", async (_, list) => {
    const { carrier, requests } = worldWith({ shipments: {}, list });
    expect(await carrier.lookUp(TRACE)).toEqual({ found: "nothing" });
    expect(requests).toHaveLength(1);
  });

  test("a shipment that is listed but cannot be read yet is not there yet", async () => {
    const { carrier } = worldWith({ shipments: { "1": null } });
    expect(await carrier.lookUp(TRACE)).toEqual({ found: "nothing" });
  });

  test("another parcel under our reference is for a person", async () => {
    const { carrier } = worldWith({
      shipments: { "1": { requestKey: KEY, postalCode: "H2B1A0", kilograms: "2" } },
    });
    expect(await carrier.lookUp(TRACE)).toMatchObject({
      found: "unclear",
      what: "it goes to H2B1A0, ours to K1K4T3; it weighs 2000 g, ours 820 g",
      candidates: [{ carrierShipmentId: "1" }],
    });
  });

  test("one whose refund was asked for has ended, and is none to go on with", async () => {
    const { carrier } = worldWith({ shipments: { "1": { requestKey: KEY, refunded: true } } });
    expect(await carrier.lookUp(TRACE)).toMatchObject({
      ...{ found: "ended", as: "refunded", facts: { carrierShipmentId: "1" } },
    });
  });

  test("shipments of others are not ours, should the carrier list them", async () => {
    const { carrier } = worldWith({ shipments: { "1": { requestKey: "other" } } });
    expect(await carrier.lookUp(TRACE)).toEqual({ found: "nothing" });
  });

  test.each([
    ["edge_answer", () => html(404)],
    ["service_error", () => messages(400, ["9105", "date format"])],
    ["malformed_answer", () => xml("<shipments>")],
  ])("what is no answer is %s, never nothing and never a no", async (code, list) => {
    const { carrier } = worldWith({ shipments: {}, list });
    const error = await errorOf(carrier.lookUp(TRACE));
    expect([error.code, error.kind]).toEqual([code as typeof error.code, "unavailable"]);
  });
});

describe("without a contract", () => {
  test("the purchase is found among all that were made since, in Eastern time", async () => {
    const { carrier, requests } = worldWith({
      contract: false,
      shipments: { "1": { requestKey: "other" }, "2": { requestKey: KEY }, "3": null },
    });
    expect(await carrier.lookUp(TRACE)).toMatchObject({ found: "one", facts: { carrierShipmentId: "2" } });
    // The clock stands at 15:00 UTC.
    expect(requests[0]?.path).toBe("/rs/2004381/ncshipment?from=202603020954&to=202603021005");
  });

  test("two of them are for a person, with both", async () => {
    const { carrier } = worldWith({
      contract: false,
      shipments: { "1": { requestKey: KEY }, "2": { requestKey: KEY } },
    });
    const answer = await carrier.lookUp(TRACE);
    expect(answer).toMatchObject({
      found: "unclear",
      candidates: [{ carrierShipmentId: "1" }, { carrierShipmentId: "2" }],
    });
  });

  test("details are asked for once, however many purchases are looked up", async () => {
    const shipments = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [String(index), { requestKey: `key-${index}` }]),
    );
    const { carrier, requests } = worldWith({ contract: false, shipments });
    const traces = ["key-3", "key-7", "key-15"].map((requestKey) => ({ ...TRACE, requestKey }));
    const answers = await Promise.all(traces.map((trace) => carrier.lookUp(trace)));
    expect(answers.map(({ found }) => found)).toEqual(["one", "one", "one"]);
    expect(requests.filter(({ path }) => path.endsWith("/details"))).toHaveLength(20);
  });

  test("one whose refund was asked for is not counted beside one that lives", async () => {
    const { carrier } = worldWith({
      contract: false,
      shipments: { "1": { requestKey: KEY, refunded: true }, "2": { requestKey: KEY } },
    });
    expect(await carrier.lookUp(TRACE)).toMatchObject({ found: "one", facts: { carrierShipmentId: "2" } });
  });

  test("what has become of it since an earlier look-up is seen", async () => {
    const shipments: Books["shipments"] = { "1": { requestKey: KEY }, "2": { requestKey: "other" } };
    const { carrier, clock, requests } = worldWith({ contract: false, shipments });
    expect((await carrier.lookUp(TRACE)).found).toBe("one");
    shipments["1"] = { requestKey: KEY, refunded: true };
    clock.advance(1000);
    expect(await carrier.lookUp(TRACE)).toMatchObject({ found: "ended", as: "refunded" });
    expect(requests.filter(({ path }) => path.endsWith("/2/details"))).toHaveLength(1);
  });

  test("details that were not there yet are asked for again", async () => {
    const shipments: Books["shipments"] = { "1": null };
    const { carrier } = worldWith({ contract: false, shipments });
    expect((await carrier.lookUp(TRACE)).found).toBe("nothing");
    shipments["1"] = { requestKey: KEY };
    expect((await carrier.lookUp(TRACE)).found).toBe("one");
  });
});

describe("by its number", () => {
  test.each([true, false])("the purchase is found, with a contract: %p", async (contract) => {
    const { carrier, requests } = worldWith({ contract, shipments: { "1": { requestKey: KEY } } });
    expect(await carrier.lookUpNumber(TRACE, "123456789012")).toMatchObject({ found: "one" });
    expect(requests[0]?.path).toEndWith("shipment?trackingPIN=123456789012");
  });

  test.each([
    ["production", "unclear"],
    ["development", "nothing"],
  ] as const)("another parcel is not ours; in %s it is %s", async (environment, found) => {
    const { carrier } = worldWith({ environment, shipments: { "1": { requestKey: "other" } } });
    expect((await carrier.lookUpNumber(TRACE, "123456789012")).found).toBe(found);
  });
});

test("a link that leads to another host is not followed", async () => {
  const { carrier, requests } = worldWith({
    shipments: {},
    list: () => shipmentList(["https://elsewhere.example.com/rs/1"]),
  });
  const error = await errorOf(carrier.lookUp(TRACE));
  expect(error.code).toBe("malformed_answer");
  expect(error.facts.link).toBe("https://elsewhere.example.com/rs/1/details");
  expect(requests).toHaveLength(1);
});
