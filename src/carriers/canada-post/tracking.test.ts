import { afterEach, describe, expect, test } from "bun:test";
import { errorOf } from "../../platform/http/testing/http-world.ts";
import { parseXml } from "../../platform/xml.ts";
import { messages, xml } from "./testing/answers.ts";
import { createCanadaPostWorld } from "./testing/canada-post-world.ts";
import { contractsFolder, sample } from "./testing/contracts.ts";
import { meaningOfEvent } from "./tracking/event-meaning.ts";
import { decodeTrackingDetail, decodeTrackingSummary } from "./tracking.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

function worldWith(answer: () => Response) {
  const world = createCanadaPostWorld({ answer });
  closers.push(world.close);
  return world;
}

const occurrence = (identifier: string, zone: string) => `<occurrence>
  <event-identifier>${identifier}</event-identifier><event-date>2026-11-24</event-date>
  <event-time>12:30:05</event-time><event-time-zone>${zone}</event-time-zone>
  <event-description>Something</event-description><signatory-name></signatory-name>
  <event-site>OTTAWA</event-site><event-province>ON</event-province><duplicate-flag-ind/></occurrence>`;

const detail = (...occurrences: string[]) =>
  `<t:tracking-detail xmlns:t="http://www.canadapost.ca/ws/track-v2"><t:pin>1681334332936901</t:pin>
   <t:significant-events>${occurrences.join("")}</t:significant-events></t:tracking-detail>`;

describe("event identifiers", () => {
  test.each([
    ["1408", "delivered", null],
    ["1434", "delivered", null],
    ["174", "out_for_delivery", null],
    ["103", "in_transit", null],
    ["1479", "in_transit", "available_for_pickup"],
    ["20", null, null],
    ["1406", "unknown", null],
    ["", "unknown", null],
    ["A17", "unknown", null],
  ] as const)("%p means %p, %p", (identifier, status, subStatus) => {
    expect(meaningOfEvent(identifier)).toEqual({ status, subStatus });
  });
});

describe("a detail", () => {
  test("tells its events with codes without leading zeros, in their own time zones", () => {
    const root = parseXml(detail(occurrence("0174", "EST"), occurrence("9999", "PDT")));
    expect(root && decodeTrackingDetail(root)).toEqual({
      pin: "1681334332936901",
      expectedDelivery: null,
      events: [
        {
          code: "174",
          status: "out_for_delivery",
          subStatus: null,
          occurredAt: new Date("2026-11-24T17:30:05Z"),
          description: "Something",
          location: "OTTAWA, ON",
          signatory: null,
        },
        expect.objectContaining({
          code: "9999",
          status: "unknown",
          occurredAt: new Date("2026-11-24T19:30:05Z"),
        }),
      ],
    });
  });

  test("one event is a list of one, and an unknown zone is Ottawa's", () => {
    const root = parseXml(detail(occurrence("000", "XYZ")));
    expect(root && decodeTrackingDetail(root)?.events).toMatchObject([
      { code: "0", status: "unknown", occurredAt: new Date("2026-11-24T17:30:05Z") },
    ]);
  });
});

test("the carrier's own summary is read", () => {
  const folder = contractsFolder();
  const root = folder && parseXml(sample(folder, "17-tracking-summary.response.xml"));
  if (!root) return;
  expect(decodeTrackingSummary(root)).toEqual({
    pin: "1681334332936901",
    description: "Item processed",
    location: "MONTREAL, QC",
    occurredAt: new Date("2026-11-21T13:49:23Z"),
    expectedDelivery: "2026-11-24",
    actualDelivery: null,
  });
});

describe("the calls", () => {
  test("take from the tracking group and name the number", async () => {
    const { carrier, requests, taken } = worldWith(() => xml(detail()));
    expect(await carrier.tracking.detail("1681334332936901", "900000184-A")).toMatchObject({ events: [] });
    expect(requests[0]?.path).toBe("/vis/track/pin/1681334332936901/detail");
    expect(requests[0]?.headers.get("accept")).toBe("application/vnd.cpc.track-v2+xml");
    expect(taken).toEqual(["canada-post:canada-post:E"]);
  });

  test.each([404, 400, 200])("a number without history (status %d) is no news", async (status) => {
    const { carrier } = worldWith(() => messages(status, ["004", "No Pin History"]));
    expect(await carrier.tracking.summary("1681334332936901", "900000184-A")).toBeNull();
  });

  test("any other trouble is trouble", async () => {
    const { carrier } = worldWith(() => messages(400, ["002", "Duplicate pin"]));
    const error = await errorOf(carrier.tracking.summary("1681334332936901", "900000184-A"));
    expect(error.code).toBe("service_error");
  });
});
