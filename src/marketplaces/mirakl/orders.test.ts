import { afterEach, describe, expect, test } from "bun:test";
import { errorOf } from "../../platform/http/testing/http-world.ts";
import type { OrderReading } from "./mapping.ts";
import { createStubShop, type StubRequest } from "./testing/stub-shop.ts";
import { wireSample } from "./testing/wire-sample.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

function stubShop(...given: Parameters<typeof createStubShop>) {
  const shop = createStubShop(...given);
  closers.push(shop.close);
  return shop;
}

const idOf = (nth: number) => `9${String(nth).padStart(8, "0")}-A`;
const orders = (count: number) =>
  Array.from({ length: count }, (_, index) => wireSample({ order_id: idOf(index + 1) }));

interface Paging {
  links?: boolean;
  total?: boolean;
  most?: number;
}

/** Pages through `rows` as the contract says: 10 a page unless told, `Link` and `total_count`. */
function pages(rows: unknown[], { links = true, total = true, most = 100 }: Paging = {}) {
  return ({ url }: StubRequest) => {
    const offset = Number(url.searchParams.get("offset") ?? 0);
    const max = Math.min(most, Number(url.searchParams.get("max") ?? 10));
    const next = new URL(url);
    next.searchParams.set("offset", String(offset + max));
    const link = [
      ...(offset > 0 ? [`<${url}>; rel="previous"`] : []),
      ...(offset + max < rows.length ? [`<${next}>; rel="next"`] : []),
    ].join(", ");
    return Response.json(
      { orders: rows.slice(offset, offset + max), ...(total ? { total_count: rows.length } : {}) },
      { headers: links && link ? { Link: link } : {} },
    );
  };
}

async function collect(readings: AsyncIterable<OrderReading>) {
  const all = await Array.fromAsync(readings);
  return all.map((reading) => (reading.ok ? reading.order.marketplaceOrderId : reading.reason));
}

describe("listing orders (OR11)", () => {
  test("asks for full pages of what was updated, oldest first", async () => {
    const { client, requests, calls } = stubShop(pages(orders(1)));
    await collect(
      client.listOrders({
        updatedSince: new Date("2026-03-01T12:00:00.250Z"),
        states: ["WAITING_ACCEPTANCE", "SHIPPING"],
      }),
    );
    expect(Object.fromEntries(requests[0]?.url.searchParams ?? [])).toEqual({
      start_update_date: "2026-03-01T12:00:00.250Z",
      order_state_codes: "WAITING_ACCEPTANCE,SHIPPING",
      sort: "dateCreated",
      order: "asc",
      max: "100",
      offset: "0",
      shop_id: "2000",
    });
    expect(calls).toMatchObject([{ endpoint: "ListOrders", relatedId: null, responseBody: null }]);
  });

  const signs: [string, Paging][] = [
    ["by Link and total_count", {}],
    ["by Link alone", { total: false }],
    ["by total_count alone", { links: false }],
    ["where nothing tells", { links: false, total: false }],
    ["where pages are shorter than asked for", { most: 40 }],
  ];
  test.each(signs)("reads to the last page %s", async (_how, paging) => {
    const { client } = stubShop(pages(orders(250), paging));
    expect(await collect(client.listOrders({}))).toEqual(orders(250).map(({ order_id }) => String(order_id)));
  });

  const samePageOf = (count: number) =>
    stubShop(({ url }) =>
      Response.json({ orders: orders(count), total_count: 5 }, { headers: { Link: `<${url}>; rel="next"` } }),
    );

  test("ends with an empty page although more is promised", async () => {
    const { client, requests } = samePageOf(0);
    expect(await collect(client.listOrders({}))).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  test("fails when the same page comes again, for the rest of the orders would be lost unseen", async () => {
    const { client, requests } = samePageOf(2);
    await expect(collect(client.listOrders({}))).rejects.toMatchObject({ code: "malformed_answer" });
    expect(requests).toHaveLength(2);
  });

  test("takes the listing's own budget once, the shop's for each page", async () => {
    const { client, taken } = stubShop(pages(orders(250)));
    await collect(client.listOrders({}));
    expect(taken).toEqual([
      "mirakl:bestbuy/main:OR11",
      "mirakl:bestbuy/main",
      "mirakl:bestbuy/main",
      "mirakl:bestbuy/main",
    ]);
  });

  test("gives an order that is on two pages once, and again only when it is newer", async () => {
    const changed = wireSample({ order_id: idOf(2), last_updated_date: "2026-01-06T00:00:00Z" });
    const { client } = stubShop(pages([...orders(3), wireSample({ order_id: idOf(1) }), changed]));
    expect(await collect(client.listOrders({}))).toEqual([idOf(1), idOf(2), idOf(3), idOf(2)]);
  });

  test("one order that can't be read hides no other", async () => {
    const [first, second] = orders(2);
    const { client } = stubShop(
      pages([first, wireSample({ order_id: idOf(9), order_lines: [] }), "?", second]),
    );
    expect(await collect(client.listOrders({}))).toEqual([
      idOf(1),
      "order_lines: has no lines",
      "Invalid input: expected object, received string",
      idOf(2),
    ]);
  });
});

describe("reading orders by id (OR11)", () => {
  const byIds = ({ url }: StubRequest) => {
    const ids = (url.searchParams.get("order_ids") ?? "").split(",");
    return Response.json({ orders: ids.map((id) => wireSample({ order_id: id })), total_count: ids.length });
  };

  test("asks for a hundred at a time, each once, and takes the listing's budget for every hundred", async () => {
    const ids = Array.from({ length: 230 }, (_, index) => idOf(index));
    const { client, requests, taken } = stubShop(byIds);
    expect(await collect(client.readOrders(async () => [...ids, ...ids]))).toEqual(ids);
    expect(requests.map(({ url }) => url.searchParams.get("order_ids")?.split(",").length)).toEqual([
      100, 100, 30,
    ]);
    expect(requests.every(({ url }) => url.searchParams.get("max") === "100")).toBe(true);
    expect(taken.filter((key) => key.endsWith(":OR11"))).toHaveLength(3);
  });

  test("of one order names it in the audit", async () => {
    const { client, calls } = stubShop(byIds);
    await collect(client.readOrders(async () => [idOf(1)]));
    expect(calls).toMatchObject([{ endpoint: "ReadOrders", relatedId: idOf(1), responseBody: null }]);
  });

  test("of none asks nothing", async () => {
    const { client, requests } = stubShop(byIds);
    expect(await collect(client.readOrders(async () => []))).toEqual([]);
    expect(requests).toEqual([]);
  });

  test("leaves out what the marketplace does not know", async () => {
    const { client } = stubShop(() => Response.json({ orders: [], total_count: 0 }));
    expect(await collect(client.readOrders(async () => [idOf(1)]))).toEqual([]);
  });

  test("does not believe an answer that holds another order", async () => {
    const { client, calls } = stubShop(() => Response.json({ orders: orders(2), total_count: 2 }));
    const error = await errorOf(collect(client.readOrders(async () => [idOf(1)])));
    expect(error.code).toBe("malformed_answer");
    expect(error.message).toEndWith(`it holds the order ${idOf(2)}, which was not asked for`);
    expect(calls.map(({ isSuccess }) => isSuccess)).toEqual([false, false, false]);
  });

  test("lifts the listing's budget with the setting", async () => {
    const { client, taken } = stubShop(byIds, { listOrdersEverySeconds: 0 });
    await collect(client.readOrders(async () => [idOf(1)]));
    expect(taken).toEqual(["mirakl:bestbuy/main"]);
  });
});
