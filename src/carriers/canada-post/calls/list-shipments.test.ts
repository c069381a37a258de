import { afterEach, expect, test } from "bun:test";
import { errorOf } from "../../../platform/http/testing/http-world.ts";
import { messages, shipmentDetails, shipmentInfo, shipmentList, xml } from "../testing/answers.ts";
import { createCanadaPostWorld, type ReceivedRequest } from "../testing/canada-post-world.ts";
import { withoutContract } from "../testing/settings.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const CONTRACT = "/rs/2004381/2004381";
const NON_CONTRACT = "/rs/2004381";

interface Books {
  contract?: boolean;
  /** Ids of shipments by what a list is asked for. */
  lists?: (query: URLSearchParams) => string[];
  groups?: string[];
  /** Answers in place of those of a shipment: `/7/details`. */
  instead?: (path: string, request: ReceivedRequest) => Response | null;
}

function worldWith({ contract = true, lists = () => [], groups = [], instead = () => null }: Books) {
  const folder = contract ? `${CONTRACT}/shipment` : `${NON_CONTRACT}/ncshipment`;
  const world = createCanadaPostWorld({
    settings: contract ? {} : withoutContract,
    answer(request, base) {
      const { pathname, searchParams } = new URL(request.path, base);
      if (pathname.endsWith("/group"))
        return xml(
          `<groups>${groups.map((id) => `<group><group-id>${id}</group-id></group>`).join("")}</groups>`,
        );
      const path = pathname.slice(folder.length);
      const other = instead(path, request);
      if (other) return other;
      if (path === "")
        return shipmentList(
          lists(searchParams).map((id) => `${base}${folder}/${id}`),
          contract,
        );
      const [, id = "", part] = path.split("/");
      if (part === "details") return shipmentDetails({ requestKey: `key-${id}`, contract });
      return shipmentInfo({ self: `${base}${folder}/${id}`, id, contract });
    },
  });
  closers.push(world.close);
  return { ...world, paths: () => world.requests.map(({ path }) => path) };
}

const span = { from: new Date("2026-03-02T04:30:00Z"), to: new Date("2026-03-03T15:00:00Z") };

test("with a contract every day of the span is asked for, in Eastern time, and every group once", async () => {
  const { carrier, paths } = worldWith({
    groups: ["autumn sale"],
    lists: (query) => (query.has("groupId") ? ["3"] : query.get("date") === "20260302" ? ["1", "2"] : ["2"]),
  });
  const listings = await carrier.listShipments(span);
  expect(listings.map(({ facts }) => facts.carrierShipmentId).sort()).toEqual(["1", "2", "3"]);
  expect(listings.find(({ facts }) => facts.carrierShipmentId === "3")).toMatchObject({
    requestKey: "key-3",
    destinationPostalCode: "K1K4T3",
    weightGrams: 820,
  });
  expect(
    paths()
      .filter((path) => path.includes("?"))
      .map((path) => path.replace(/&limit=99999&provideShipmentInfo=true|&provideShipmentInfo=true/, "")),
  ).toEqual([
    `${CONTRACT}/shipment?noManifest=true&date=20260301`,
    `${CONTRACT}/shipment?noManifest=true&date=20260302`,
    `${CONTRACT}/shipment?noManifest=true&date=20260303`,
    `${CONTRACT}/shipment?groupId=autumn+sale`,
  ]);
});

test("a spring day of 23 hours is not passed over", async () => {
  const { carrier, paths } = worldWith({});
  await carrier.listShipments({
    from: new Date("2026-03-08T04:30:00Z"),
    to: new Date("2026-03-09T12:00:00Z"),
  });
  const days = paths().flatMap((path) => /date=(\d+)/.exec(path)?.[1] ?? []);
  expect(days).toEqual(["20260307", "20260308", "20260309"]);
});

test("a shipment that the list tells in full is not asked for again, but its reference is", async () => {
  const { carrier, baseUrl, paths } = worldWith({
    instead: (path) => {
      if (path !== "") return null;
      const self = `${baseUrl}${CONTRACT}/shipment/5`;
      return xml(
        `<shipments><shipment-info><shipment-id>5</shipment-id><links><link rel="self" href="${self}" media-type="x"/></links></shipment-info></shipments>`,
      );
    },
  });
  expect(await carrier.listShipments(span)).toMatchObject([
    { facts: { carrierShipmentId: "5", trackingPin: null }, requestKey: "key-5" },
  ]);
  expect(paths().filter((path) => path.includes("/5"))).toEqual([`${CONTRACT}/shipment/5/details`]);
});

test("without a contract one search by Eastern time finds them all", async () => {
  const { carrier, paths } = worldWith({ contract: false, lists: () => ["8", "9"] });
  expect(await carrier.listShipments(span)).toHaveLength(2);
  expect(paths()[0]).toBe(`${NON_CONTRACT}/ncshipment?from=202603012330&to=202603031000`);
  expect(paths()).toHaveLength(5);
});

test("what is voided, or about to be refunded, is left out", async () => {
  const refunded = `<shipment-details><shipment-detail><delivery-spec/><refund-request-info><service-ticket-id>1</service-ticket-id></refund-request-info></shipment-detail></shipment-details>`;
  const { carrier } = worldWith({
    lists: () => ["1", "2", "3"],
    instead: (path) => (path === "/1/details" ? messages(404) : path === "/2/details" ? xml(refunded) : null),
  });
  const listings = await carrier.listShipments(span);
  expect(listings.map(({ facts }) => facts.carrierShipmentId)).toEqual(["3"]);
});

test("a list that fails is an error, never a short list", async () => {
  const { carrier } = worldWith({
    lists: () => ["1"],
    instead: (path) => (path === "/1" ? messages(500, ["9999", "down"]) : null),
  });
  expect((await errorOf(carrier.listShipments(span))).kind).toBe("unavailable");
});
