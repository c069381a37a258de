import { expect, test } from "bun:test";
import { withSandbox } from "../testing/with-sandbox.ts";

const linkOf = (header: string | null, rel: string) =>
  new RegExp(`<([^>]+)>; rel="${rel}"`).exec(header ?? "")?.[1];

test("a page has ten orders, and its links lead through all of them once", async () => {
  await withSandbox({ orders: 25 }, async ({ seller, sandbox }) => {
    const seen: string[] = [];
    let path: string | undefined = "/api/orders?order_state_codes=WAITING_ACCEPTANCE";
    const sizes: number[] = [];
    while (path) {
      const { json, headers } = await seller.get(path);
      const { orders, total_count } = json as { orders: { order_id: string }[]; total_count: number };
      expect(total_count).toBe(25);
      sizes.push(orders.length);
      seen.push(...orders.map(({ order_id }) => order_id));
      const next = linkOf(headers.get("link"), "next");
      expect(next ?? sandbox.url).toStartWith(sandbox.url);
      if (next) expect(next).toContain("order_state_codes=WAITING_ACCEPTANCE");
      if (seen.length > orders.length) expect(linkOf(headers.get("link"), "previous")).toBeString();
      path = next?.slice(sandbox.url.length);
    }
    expect(sizes).toEqual([10, 10, 5]);
    expect(new Set(seen).size).toBe(25);
  });
});

test("orders come oldest first, and newest first when asked", async () => {
  await withSandbox({ orders: 20 }, async ({ seller }) => {
    const dates = async (query: string) =>
      (await seller.orders(query)).orders.map(({ created_date }) => Date.parse(created_date));
    const rising = await dates("max=100");
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    expect(await dates("max=100&sort=dateCreated&order=desc")).toEqual(rising.reverse());
  });
});

test("each filter keeps what it names", async () => {
  await withSandbox({ orders: 200, states: "mixed" }, async ({ seller, sandbox }) => {
    const truth = sandbox.mirakl.shop.book.all().map(({ order }) => order);
    const [some] = truth;
    if (!some) throw new Error("The sandbox has no order");
    const count = async (query: string) => (await seller.orders(query)).total_count;
    const matching = (test: (order: (typeof truth)[number]) => boolean) => truth.filter(test).length;
    const shipping = matching(({ order_state }) => order_state === "SHIPPING" || order_state === "SHIPPED");
    expect(await count("order_state_codes=SHIPPING,SHIPPED")).toBe(shipping);
    expect(await count(`order_ids=${some.order_id},000000000-A`)).toBe(1);
    const paid = matching(({ customer_debited_date }) => Boolean(customer_debited_date));
    expect(await count("customer_debited=true")).toBe(paid);
    expect(await count("customer_debited=false")).toBe(200 - paid);
    expect(await count("only_null_channel=true&channel_codes=CA")).toBe(200);
    expect(await count("channel_codes=CA")).toBe(0);
    expect(await count("payment_workflow=PAY_ON_SHIPMENT")).toBe(0);
    expect(await count("fulfillment_center_code=DEFAULT&fulfillment_center_code=OTHER")).toBe(200);
    expect(await count("order_references_for_seller=R-1")).toBe(0);
    await seller.post(`/_sandbox/orders/${some.order_id}/add-incident`);
    expect(await count("has_incident=true")).toBe(1);
    const middle = truth[100]?.created_date ?? "";
    expect(await count(`start_date=${middle}`)).toBe(100);
    expect(await count(`end_date=${middle}`)).toBe(101);
  });
});

test("the start of an update window is moved back a minute", async () => {
  await withSandbox({ orders: 5 }, async ({ seller, clock }) => {
    const { orders } = await seller.orders();
    const [order] = orders;
    if (!order) throw new Error("The sandbox has no order");
    await seller.accept(order);
    clock.advance(60_000);
    const updatedSince = async () =>
      (await seller.orders(`start_update_date=${clock.now().toISOString()}`)).orders.map(
        ({ order_id }) => order_id,
      );
    expect(await updatedSince()).toContain(order.order_id);
    clock.advance(1);
    expect(await updatedSince()).not.toContain(order.order_id);
  });
});

test("dates with an offset are understood, and a plus that was not encoded is refused", async () => {
  await withSandbox({ orders: 5 }, async ({ seller }) => {
    const query = (plus: string) => `start_date=2020-01-01T00:00:00${plus}02:00`;
    expect((await seller.orders(query("%2B"))).total_count).toBe(5);
    expect((await seller.get(`/api/orders?${query("+")}`)).status).toBe(400);
  });
});

test("values outside the published types are refused", async () => {
  await withSandbox({ orders: 1 }, async ({ seller }) => {
    const tooMany = Array.from({ length: 101 }, (_, index) => `${index}-A`).join(",");
    const refused = [
      ...["max=101", "max=0", "max=ten", "offset=-1", "sort=id", "order=up", "order_state_codes=LOST"],
      ...["start_date=yesterday", "customer_debited=1", "payment_workflow=LATER", "order_tax_mode=NONE"],
    ];
    for (const query of refused)
      expect([query, (await seller.get(`/api/orders?${query}`)).status]).toEqual([query, 400]);
    expect((await seller.get(`/api/orders?order_ids=${tooMany}`)).json).toEqual({
      message: "The limit of 100 is exceeded for the parameter : order_ids",
      status: 400,
    });
  });
});

test("answers are printed as Mirakl prints them", async () => {
  await withSandbox({ orders: 40 }, async ({ seller }) => {
    const { text } = await seller.get("/api/orders?max=100");
    expect(text).toContain('"total_count" : 40');
    expect(text).not.toMatch(/^\s*"[^"]+":/m);
    expect(text).toMatch(/"created_date" : "[^"]+:\d\dZ"/);
    expect(text).toMatch(/"created_date" : "[^"]+:\d\d\.\d{3}Z"/);
  });
});

test("taxes are inside the prices when asked for so", async () => {
  await withSandbox({ orders: 1, world: { usShare: 0 } }, async ({ seller }) => {
    const [without] = (await seller.orders()).orders;
    const [including] = (await seller.orders("order_tax_mode=TAX_INCLUDED")).orders;
    const taxes =
      without?.order_lines.flatMap((line) => [...(line.taxes ?? []), ...(line.shipping_taxes ?? [])]) ?? [];
    const sum = taxes.reduce((all, { amount }) => all + amount, 0);
    expect(including?.order_tax_mode).toBe("TAX_INCLUDED");
    expect(including?.total_price).toBeCloseTo((without?.total_price ?? 0) + sum);
  });
});

test("rows can repeat from page to page without one being lost", async () => {
  await withSandbox({ orders: 25, mirakl: { quirks: ["repeated_rows"] } }, async ({ seller }) => {
    const ids: string[] = [];
    for (let offset = 0, total = 1; offset < total; offset += 10) {
      const page = await seller.orders(`offset=${offset}`);
      total = page.total_count;
      ids.push(...page.orders.map(({ order_id }) => order_id));
    }
    expect(new Set(ids).size).toBe(25);
    expect(ids.length).toBeGreaterThan(25);
  });
});

test("quirks strike some of the orders", async () => {
  const quirks = [
    "null_country",
    "unknown_field",
    "unknown_state",
    "pickup_point",
    "overlong_address",
    "strange_characters",
  ] as const;
  await withSandbox(
    { orders: 10, mirakl: { quirks: [...quirks], addressesBeforeAcceptance: true } },
    async ({ seller }) => {
      const { orders } = await seller.orders();
      const addresses = orders.map(({ customer }) => customer.shipping_address);
      expect(addresses.filter((address) => address?.country_iso_code === null)).toHaveLength(1);
      expect(addresses.filter((address) => (address?.street_1?.length ?? 0) > 300)).toHaveLength(1);
      expect(addresses.filter((address) => address?.street_1?.includes("]]>"))).toHaveLength(1);
      expect(orders.filter(({ order_state }) => order_state === "ON_HOLD_BY_OPERATOR")).toHaveLength(1);
      expect(orders.filter(({ shipping_type_code }) => shipping_type_code === "PIP")).toHaveLength(1);
      expect(orders.every((order) => "sandbox_unknown_field" in order)).toBe(true);
    },
  );
});
