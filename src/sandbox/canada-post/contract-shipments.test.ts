import { describe, expect, test } from "bun:test";
import { Caller, CONTRACT_PATH, SHIPMENT } from "./testing/caller.ts";
import { refundXml, shipmentXml, usShipmentXml } from "./testing/sample-requests.ts";

const transmitted = (requestId: string) => shipmentXml({ requestId, group: null });

describe("Create Shipment", () => {
  test("answers with id, number and links on the host that was asked", async () => {
    const caller = new Caller();
    const reply = await caller.send("POST", `http://127.0.0.1:9999${CONTRACT_PATH}`, {
      accept: SHIPMENT,
      headers: { "content-type": SHIPMENT },
      body: shipmentXml(),
    });
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toBe(SHIPMENT);
    expect(reply.one("shipment-id")).toMatch(/^\d{18}$/);
    expect(reply.one("tracking-pin")).toMatch(/^\d{16}$/);
    expect(reply.one("shipment-status")).toBe("created");
    const self = `http://127.0.0.1:9999${CONTRACT_PATH}/${reply.one("shipment-id")}`;
    expect(reply.href("self")).toBe(self);
    expect(reply.href("group")).toBe(`http://127.0.0.1:9999${CONTRACT_PATH}?groupId=2026-11-20`);
    expect(reply.href("label")).toMatch(/\/rs\/artifact\/5a4db0c8d1e20001\/\d+\/0$/);
  });

  test("enters the purchase in the books", async () => {
    const caller = new Caller();
    const reply = await caller.create(shipmentXml({ order: "ORD-7", requestId: "p7" }));
    expect(caller.service.books).toEqual([
      {
        shipmentId: reply.one("shipment-id") ?? "",
        kind: "contract",
        environment: "development",
        customer: "2004381",
        requestId: "p7",
        groupId: "2026-11-20",
        trackingPin: reply.one("tracking-pin"),
        destinationName: "Jo Tremblay",
        destinationPostalCode: "K1K4T3",
        destinationCountry: "CA",
        customerRef1: "ORD-7",
        customerRef2: "P1",
        weightGrams: 1450,
        service: "DOM.EP",
        dueAmountCents: 2_528,
        createdAt: "2026-11-20T15:00:00.000Z",
        status: "created",
        state: "live",
        labelDownloads: 0,
      },
    ]);
  });

  test("gives price and receipt when they are asked for", async () => {
    const head =
      "<provide-pricing-info>true</provide-pricing-info><provide-receipt-info>true</provide-receipt-info>";
    const reply = await new Caller().create(usShipmentXml({ head }));
    expect(reply.one("shipment-status")).toBe("transmitted");
    expect(reply.one("po-number")).toMatch(/^P\d{9}$/);
    expect(reply.one("due-amount")).toBe(reply.one("charge-amount"));
    expect(reply.one("expected-transmit-time")).toBe("6");
    expect(reply.href("receipt")).toEndWith("/receipt");
    expect(reply.href("refund")).toEndWith("/refund");
    expect(reply.href("group")).toBe("");
  });

  test("gives every parcel its own number, unless the number is constant", async () => {
    const caller = new Caller();
    const replies = await Promise.all(
      [1, 2, 3].map((n) => caller.create(shipmentXml({ requestId: `r${n}` }))),
    );
    expect(new Set(replies.map((reply) => reply.one("tracking-pin"))).size).toBe(3);
    const constant = await new Caller({ constantPin: true }).create(shipmentXml());
    expect(constant.one("tracking-pin")).toBe("123456789012");
  });

  test("gives small packets no number", async () => {
    const options = "<options><option><option-code>RTS</option-code></option></options>";
    const caller = new Caller();
    const reply = await caller.create(usShipmentXml({ service: "USA.SP.AIR", options, weight: "0.700" }));
    expect(reply.one("shipment-id")).not.toBeNull();
    expect(reply.one("tracking-pin")).toBeNull();
    expect(caller.service.books[0]?.trackingPin).toBeNull();
  });

  test("can answer 201, shuffle links and leave zeros out", async () => {
    const caller = new Caller({ successStatus: 201, shuffleLinks: true, zeroPadLinks: false });
    const replies = await Promise.all(
      ["a", "b", "c", "d"].map((requestId) => caller.create(shipmentXml({ requestId }))),
    );
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(replies[0]?.href("self")).toContain("/rs/2004381/2004381/shipment/");
    const orders = replies.map(({ text }) =>
      [...text.matchAll(/rel="(\w+)"/g)].map((match) => match[1]).join(),
    );
    expect(new Set(orders).size).toBeGreaterThan(1);
    expect(new Set(orders.map((order) => order.split(",").sort().join())).size).toBe(1);
  });
});

describe("a request id", () => {
  test("buys once: the second is 400 with 7314 and makes no purchase", async () => {
    const caller = new Caller();
    await caller.create(shipmentXml());
    const again = await caller.create(shipmentXml());
    expect([again.status, again.one("code")]).toEqual([400, "7314"]);
    expect(caller.service.books).toHaveLength(1);
  });

  test("buys once even when many requests are in flight together", async () => {
    const caller = new Caller();
    const replies = await Promise.all(Array.from({ length: 20 }, () => caller.create(shipmentXml())));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter((reply) => reply.one("code") === "7314")).toHaveLength(19);
    expect(caller.service.books).toHaveLength(1);
  });

  test("is optional: without one nothing guards against a second purchase", async () => {
    const caller = new Caller();
    await caller.create(shipmentXml({ requestId: "" }));
    await caller.create(shipmentXml({ requestId: "" }));
    expect(caller.service.books.map(({ requestId }) => requestId)).toEqual([null, null]);
  });

  test("stays used up after a void, unless the switch frees it", async () => {
    for (const freedByVoid of [false, true]) {
      const caller = new Caller({ freedByVoid });
      const first = await caller.create(shipmentXml());
      await caller.send("DELETE", first.href("self"), { accept: SHIPMENT });
      const second = await caller.create(shipmentXml());
      expect(second.one("code")).toBe(freedByVoid ? null : "7314");
      expect(caller.service.books).toHaveLength(freedByVoid ? 2 : 1);
      expect((await caller.lookUp("order-1-parcel-1")).status).toBe(freedByVoid ? 200 : 404);
    }
  });

  test("of a refused request can be used again, unless the switch uses it up", async () => {
    for (const rejectedConsumesId of [false, true]) {
      const caller = new Caller({ rejectedConsumesId });
      const refused = await caller.create(shipmentXml({ mailingDate: "2026-11-19" }));
      expect(refused.all("code")).toEqual(["1622"]);
      const second = await caller.create(shipmentXml());
      expect(second.one("code")).toBe(rejectedConsumesId ? "7314" : null);
    }
  });
});

describe("looking a purchase up by its request id", () => {
  test("finds the one shipment", async () => {
    const caller = new Caller();
    const created = await caller.create(shipmentXml());
    const found = await caller.lookUp("order-1-parcel-1");
    expect(found.href("shipment")).toBe(created.href("self"));
    const self = await caller.get(found.href("shipment"), SHIPMENT);
    expect(self.one("tracking-pin")).toBe(created.one("tracking-pin"));
    const details = await caller.get(self.href("details"), SHIPMENT);
    expect([details.one("weight"), details.all("postal-zip-code")]).toEqual(["1.450", ["H2B1A0", "K1K4T3"]]);
    expect(details.one("company")).toBe("Boutique Érable & Fils");
  });

  test.each([
    ["404", 404, "messages"],
    ["empty", 200, "shipments"],
    ["202", 202, "shipments"],
  ] as const)("answers an unknown id with %s", async (unknownRequestId, status, root) => {
    const reply = await new Caller({ unknownRequestId }).lookUp("nobody");
    expect(reply.status).toBe(status);
    expect(reply.text).toMatch(new RegExp(`<${root} xmlns="[^"]*"/>`));
  });

  test("does not find a new shipment while it is hidden, although its own link works", async () => {
    const caller = new Caller({ hiddenMs: 30_000 });
    const created = await caller.create(shipmentXml());
    expect((await caller.lookUp("order-1-parcel-1")).status).toBe(404);
    expect((await caller.create(shipmentXml())).one("code")).toBe("7314");
    expect((await caller.get(created.href("self"), SHIPMENT)).status).toBe(200);
    caller.clock.advance(30_000);
    expect((await caller.lookUp("order-1-parcel-1")).status).toBe(200);
  });
});

describe("void and refund", () => {
  test("a waiting shipment is voided once: 204, then 404 with an empty list", async () => {
    const caller = new Caller();
    const created = await caller.create(shipmentXml());
    const gone = await caller.send("DELETE", created.href("self"), { accept: SHIPMENT });
    expect([gone.status, gone.text]).toEqual([204, ""]);
    for (const reply of [
      await caller.send("DELETE", created.href("self"), { accept: SHIPMENT }),
      await caller.get(created.href("self"), SHIPMENT),
      await caller.get(created.href("label"), "application/pdf"),
    ]) {
      expect(reply.status).toBe(404);
      expect(reply.text).toContain('<messages xmlns="http://www.canadapost.ca/ws/messages"/>');
    }
    expect(caller.service.books[0]?.state).toBe("voided");
  });

  test("a waiting shipment is not refunded (7291), a transmitted one not voided (8064)", async () => {
    const caller = new Caller();
    const waiting = await caller.create(shipmentXml());
    const refused = await caller.post(`${waiting.href("self")}/refund`, SHIPMENT, refundXml);
    expect([refused.status, refused.one("code")]).toEqual([400, "7291"]);
    const sent = await caller.create(transmitted("t"));
    const kept = await caller.send("DELETE", sent.href("self"), { accept: SHIPMENT });
    expect([kept.status, kept.one("code")]).toEqual([400, "8064"]);
  });

  test.each([400, 409] as const)(
    "a refund is asked for once: the second is %d with 7292",
    async (refundAgainStatus) => {
      const caller = new Caller({ refundAgainStatus });
      const sent = await caller.create(transmitted("t"));
      const ticket = await caller.post(sent.href("refund"), SHIPMENT, refundXml);
      expect([ticket.one("service-ticket-id"), ticket.one("service-ticket-date")]).toEqual([
        "0123456789",
        "2026-11-20",
      ]);
      const again = await caller.post(sent.href("refund"), SHIPMENT, refundXml);
      expect([again.status, again.one("code")]).toEqual([refundAgainStatus, "7292"]);
      expect(caller.service.books[0]?.state).toBe("refund_requested");
      const details = await caller.get(sent.href("details"), SHIPMENT);
      expect(details.one("service-ticket-id")).toBe("0123456789");
    },
  );

  test("a refund can be unavailable for a while", async () => {
    const caller = new Caller({ refundUnavailableTimes: 1 });
    const sent = await caller.create(transmitted("t"));
    expect((await caller.post(sent.href("refund"), SHIPMENT, refundXml)).one("code")).toBe("7296");
    expect((await caller.post(sent.href("refund"), SHIPMENT, refundXml)).status).toBe(200);
  });
});

test("links and labels end after 90 days", async () => {
  const caller = new Caller();
  const created = await caller.create(shipmentXml());
  caller.clock.advance(90 * 86_400_000 - 1);
  expect((await caller.get(created.href("label"), "application/pdf")).status).toBe(200);
  caller.clock.advance(1);
  expect((await caller.get(created.href("label"), "application/pdf")).status).toBe(404);
  expect((await caller.get(created.href("self"), SHIPMENT)).status).toBe(404);
});
