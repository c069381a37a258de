import { describe, expect, test } from "bun:test";
import { Caller, MANIFEST, MANIFEST_PATH, SHIPMENT } from "./testing/caller.ts";
import {
  customsInCad,
  returnAtSendersExpense,
  shipmentXml,
  transmitXml,
  usDestination,
} from "./testing/sample-requests.ts";

const transmit = (caller: Caller, body = transmitXml()) => caller.post(MANIFEST_PATH, MANIFEST, body);

describe("Transmit Shipments", () => {
  test("puts a group on a manifest: its shipments are charged and cannot be voided any more", async () => {
    const caller = new Caller();
    const created = await caller.create(shipmentXml());
    const manifests = await transmit(caller);
    expect(manifests.status).toBe(200);
    const manifest = await caller.get(manifests.href("manifest"), MANIFEST);
    const self = await caller.get(created.href("self"), SHIPMENT);
    expect(self.one("shipment-status")).toBe("transmitted");
    expect(self.one("po-number")).toBe(manifest.one("po-number"));
    expect((await caller.send("DELETE", created.href("self"), { accept: SHIPMENT })).one("code")).toBe(
      "8064",
    );
    expect(caller.service.books[0]).toMatchObject({ status: "transmitted", state: "live" });
  });

  test("makes separate manifests for parcels within and beyond Canada", async () => {
    const caller = new Caller();
    await caller.create(shipmentXml({ requestId: "a" }));
    const usa = { destination: usDestination, options: returnAtSendersExpense, customs: customsInCad };
    await caller.create(shipmentXml({ requestId: "b", service: "USA.XP", ...usa }));
    expect((await transmit(caller)).text.match(/rel="manifest"/g)).toHaveLength(2);
  });

  test("leaves excluded shipments in their group", async () => {
    const caller = new Caller();
    await caller.create(shipmentXml({ requestId: "a" }));
    const kept = await caller.create(shipmentXml({ requestId: "b" }));
    const exclusion = `<excluded-shipments><shipment-id>${kept.one("shipment-id")}</shipment-id></excluded-shipments>`;
    await transmit(caller, transmitXml("2026-11-20", exclusion));
    expect(caller.service.books.map(({ status }) => status)).toEqual(["transmitted", "created"]);
  });

  test("repeated, finds the group empty: 9122; an unknown group is 9118", async () => {
    const caller = new Caller();
    await caller.create(shipmentXml());
    await transmit(caller);
    expect((await transmit(caller)).all("code")).toEqual(["9122"]);
    expect((await transmit(caller, transmitXml("nobody"))).all("code")).toEqual(["9118"]);
  });

  test("keeps the rules of payment and of the shipping point", async () => {
    const caller = new Caller();
    await caller.create(shipmentXml());
    const cash = transmitXml().replace("Account", "Cash");
    expect((await transmit(caller, cash)).all("code")).toEqual(["1711"]);
    const nowhere = transmitXml().replace("<requested-shipping-point>H2B1A0</requested-shipping-point>", "");
    expect((await transmit(caller, nowhere)).all("code")).toEqual(["7285"]);
    expect(caller.service.books[0]?.status).toBe("created");
  });
});

describe("Get Manifest", () => {
  test("is 202 with 9153 until it is made", async () => {
    const caller = new Caller({ manifestPendingTimes: 2 });
    await caller.create(shipmentXml());
    const href = (await transmit(caller)).href("manifest");
    const replies = [];
    for (let ask = 0; ask < 3; ask += 1) replies.push(await caller.get(href, MANIFEST));
    expect(replies.map((reply) => [reply.status, reply.one("code")])).toEqual([
      [202, "9153"],
      [202, "9153"],
      [200, null],
    ]);
  });

  test("is 412 with 9154 when the transmission failed, and the shipments still wait", async () => {
    const caller = new Caller({ manifestFails: true });
    await caller.create(shipmentXml());
    const manifest = await caller.get((await transmit(caller)).href("manifest"), MANIFEST);
    expect([manifest.status, manifest.one("code")]).toEqual([412, "9154"]);
    expect(caller.service.books[0]?.status).toBe("created");
  });

  test("leads to details that add up and to a PDF", async () => {
    const caller = new Caller();
    await caller.create(shipmentXml({ requestId: "a" }));
    await caller.create(shipmentXml({ requestId: "b" }));
    const manifest = await caller.get((await transmit(caller)).href("manifest"), MANIFEST);
    const details = await caller.get(manifest.href("details"), MANIFEST);
    const due = caller.service.books.reduce((sum, { dueAmountCents }) => sum + dueAmountCents, 0);
    expect(details.one("total-due-cpc")).toBe((due / 100).toFixed(2));
    expect(details.one("manifest-time")).toBe("10:00 EST");
    expect(details.one("customer-ref")).toBe("WAVE42");
    const paper = await caller.get(manifest.href("artifact"), "application/pdf");
    expect(paper.text).toStartWith("%PDF-");
  });

  test("is 404 for an unknown one", async () => {
    expect((await new Caller().get(`${MANIFEST_PATH}/1`, MANIFEST)).status).toBe(404);
  });
});

test("Get Manifests lists by Eastern day, and nothing is an empty list", async () => {
  const caller = new Caller();
  await caller.create(shipmentXml());
  const made = await transmit(caller);
  const ask = (query: string) => caller.get(`${MANIFEST_PATH}?${query}`, MANIFEST);
  expect((await ask("start=20261120")).href("manifest")).toBe(made.href("manifest"));
  expect((await ask("start=20261101&end=20261119")).text).toContain("<manifests xmlns=");
  expect((await ask("start=20261101&end=20261119")).href("manifest")).toBe("");
  expect((await ask("")).one("code")).toBe("9105");
  expect((await ask("start=20261121&end=20261120")).one("code")).toBe("9116");
});
