import { describe, expect, test } from "bun:test";
import { Caller, NON_CONTRACT, NON_CONTRACT_PATH } from "./testing/caller.ts";
import { nonContractRefundXml, nonContractXml } from "./testing/sample-requests.ts";

async function listed(caller: Caller, query: string): Promise<string[]> {
  const reply = await caller.get(`${NON_CONTRACT_PATH}?${query}`, NON_CONTRACT);
  return [...reply.text.matchAll(/rel="shipment" href="([^"]*)"/g)].map((match) => match[1] ?? "");
}

describe("Create Non-Contract Shipment", () => {
  test("buys at once, with receipt and refund but without status", async () => {
    const caller = new Caller();
    const reply = await caller.createNonContract(nonContractXml());
    expect(reply.status).toBe(200);
    expect(reply.one("shipment-status")).toBeNull();
    const receipt = await caller.get(reply.href("receipt"), NON_CONTRACT);
    expect(receipt.one("charge-amount")).not.toBeNull();
    expect(receipt.one("expected-transit-time")).toBe("3");
    expect(caller.service.books[0]).toMatchObject({
      kind: "non_contract",
      status: "transmitted",
      requestId: null,
    });
  });

  test("knows no duplicate guard: the same document twice is two purchases", async () => {
    const caller = new Caller();
    await caller.createNonContract(nonContractXml());
    await caller.createNonContract(nonContractXml());
    expect(caller.service.books.map(({ customerRef1 }) => customerRef1)).toEqual([
      "ORD-0000192-A",
      "ORD-0000192-A",
    ]);
  });

  test("is read back with its references through its details", async () => {
    const caller = new Caller();
    await caller.createNonContract(nonContractXml({ reference: "mine-1" }));
    const [self = ""] = await listed(caller, "from=202611200955");
    const details = await caller.get(`${self}/details`, NON_CONTRACT);
    expect([details.one("customer-ref-2"), details.one("weight")]).toEqual(["mine-1", "0.820"]);
    expect((await caller.get(self, NON_CONTRACT)).href("details")).toBe(`${self}/details`);
  });
});

describe("the non-contract list", () => {
  test("takes a window of Eastern time, both ends included", async () => {
    const caller = new Caller({}, "2026-11-20T18:05:30Z");
    const created = await caller.createNonContract(nonContractXml());
    const self = [created.href("self")];
    expect(await listed(caller, "from=202611201300&to=202611201330")).toEqual(self);
    expect(await listed(caller, "from=202611201305&to=202611201305")).toEqual(self);
    expect(await listed(caller, "from=202611201306&to=202611201330")).toEqual([]);
    expect(await listed(caller, "from=202611201805")).toEqual([]);
    expect(await listed(caller, "from=202611201300")).toEqual(self);
  });

  test("follows the clocks into summer", async () => {
    const caller = new Caller({}, "2026-07-20T18:05:30Z");
    await caller.createNonContract(nonContractXml());
    expect(await listed(caller, "from=202607201405&to=202607201405")).toHaveLength(1);
  });

  test("takes a tracking number instead, but never both or neither", async () => {
    const caller = new Caller();
    const created = await caller.createNonContract(nonContractXml());
    const pin = created.one("tracking-pin");
    expect(await listed(caller, `trackingPIN=${pin}`)).toEqual([created.href("self")]);
    for (const query of [`trackingPIN=${pin}&from=202611200000`, `trackingPIN=${pin}&to=202611200000`, ""]) {
      const reply = await caller.get(`${NON_CONTRACT_PATH}?${query}`, NON_CONTRACT);
      expect([reply.status, reply.one("code")]).toEqual([400, "9196"]);
    }
  });

  test("refuses dates that are none, and ranges that run backwards", async () => {
    const caller = new Caller();
    const ask = async (query: string) =>
      (await caller.get(`${NON_CONTRACT_PATH}?${query}`, NON_CONTRACT)).one("code");
    expect(await ask("from=20261120")).toBe("9105");
    expect(await ask("from=202602300000")).toBe("9105");
    expect(await ask("from=202611202400")).toBe("9105");
    expect(await ask("from=202611201300&to=202611201200")).toBe("9116");
  });

  test("hides new shipments as long as it is told to", async () => {
    const caller = new Caller({ hiddenMs: 60_000 });
    await caller.createNonContract(nonContractXml());
    expect(await listed(caller, "from=202611200000")).toEqual([]);
    caller.clock.advance(60_000);
    expect(await listed(caller, "from=202611200000")).toHaveLength(1);
  });

  test("can call its links ncShipment", async () => {
    const caller = new Caller({ nonContractListRel: "ncShipment" });
    await caller.createNonContract(nonContractXml());
    const reply = await caller.get(`${NON_CONTRACT_PATH}?from=202611200000`, NON_CONTRACT);
    expect(reply.href("ncShipment")).toContain("/ncshipment/");
  });
});

test("a non-contract shipment is refunded once and never voided", async () => {
  const caller = new Caller();
  const created = await caller.createNonContract(nonContractXml());
  const ticket = await caller.post(created.href("refund"), NON_CONTRACT, nonContractRefundXml);
  expect(ticket.one("service-ticket-id")).toBe("0123456789");
  const again = await caller.post(created.href("refund"), NON_CONTRACT, nonContractRefundXml);
  expect(again.one("code")).toBe("7292");
  expect((await caller.send("DELETE", created.href("self"), { accept: NON_CONTRACT })).status).toBe(404);
  expect(caller.service.books[0]?.state).toBe("refund_requested");
});
