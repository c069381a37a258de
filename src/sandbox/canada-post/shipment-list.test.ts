import { describe, expect, test } from "bun:test";
import { Caller, CONTRACT_PATH, MANIFEST, MANIFEST_PATH, SHIPMENT } from "./testing/caller.ts";
import { shipmentXml, transmitXml } from "./testing/sample-requests.ts";

const transmitted = (requestId: string) => shipmentXml({ requestId, group: null });

describe("Get Shipments", () => {
  test("finds by tracking number, by group and by manifest", async () => {
    const caller = new Caller();
    const one = await caller.create(shipmentXml({ requestId: "r1", group: "A &amp; B" }));
    const two = await caller.create(shipmentXml({ requestId: "r2", group: "C" }));
    const pin = await caller.get(`${CONTRACT_PATH}?trackingPIN=${two.one("tracking-pin")}`, SHIPMENT);
    expect(pin.href("shipment")).toBe(two.href("self"));
    const group = await caller.get(one.href("group"), SHIPMENT);
    expect(one.href("group")).toEndWith("?groupId=A%20%26%20B");
    expect(group.href("shipment")).toBe(one.href("self"));
    const groups = await caller.get("/rs/2004381/2004381/group", SHIPMENT);
    expect(groups.all("group-id")).toEqual(["A & B", "C"]);
    expect((await caller.get(groups.href("group"), SHIPMENT)).href("shipment")).toBe(one.href("self"));

    const manifests = await caller.post(MANIFEST_PATH, MANIFEST, transmitXml("C"));
    const manifest = await caller.get(manifests.href("manifest"), MANIFEST);
    const onIt = await caller.get(manifest.href("manifestShipments"), SHIPMENT);
    expect(onIt.href("shipment")).toBe(two.href("self"));
    expect((await caller.get("/rs/2004381/2004381/group", SHIPMENT)).all("group-id")).toEqual(["A & B"]);
  });

  test("lists what was transmitted at once by Eastern day, newest first", async () => {
    const caller = new Caller({ noManifestDate: "on" }, "2026-11-21T04:30:00Z");
    const late = await caller.create(transmitted("late"));
    await caller.create(shipmentXml({ requestId: "grouped" }));
    caller.clock.advance(3_600_000);
    const early = await caller.create(transmitted("early"));
    const ask = async (query: string) => {
      const reply = await caller.get(`${CONTRACT_PATH}?noManifest=true${query}`, SHIPMENT);
      return [...reply.text.matchAll(/href="([^"]*)"/g)].map((match) => match[1]);
    };
    expect(await ask("&date=20261120")).toEqual([late.href("self")]);
    expect(await ask("")).toEqual([early.href("self")]);
    const from = new Caller({ noManifestDate: "from" });
    await from.create(transmitted("a"));
    from.clock.advance(86_400_000);
    await from.create(shipmentXml({ requestId: "b", group: null }));
    const path = `${CONTRACT_PATH}?noManifest=true&date=20261120`;
    expect((await from.get(path, SHIPMENT)).text.match(/<link/g)).toHaveLength(2);
    expect((await from.get(`${path}&limit=1`, SHIPMENT)).text.match(/<link/g)).toHaveLength(1);
    expect((await from.get(`${CONTRACT_PATH}?noManifest=true&date=2026-11-20`, SHIPMENT)).one("code")).toBe(
      "9105",
    );
  });

  test("gives whole blocks when asked, unless the switch ignores that", async () => {
    for (const provideShipmentInfo of ["honoured", "ignored"] as const) {
      const caller = new Caller({ provideShipmentInfo });
      await caller.create(shipmentXml());
      const path = `${CONTRACT_PATH}?requestId=order-1-parcel-1&provideShipmentInfo=true`;
      const reply = await caller.get(path, SHIPMENT);
      expect(reply.all("shipment-id")).toHaveLength(provideShipmentInfo === "honoured" ? 1 : 0);
    }
  });

  test("needs exactly one question", async () => {
    const caller = new Caller();
    expect((await caller.get(CONTRACT_PATH, SHIPMENT)).status).toBe(400);
    expect((await caller.get(`${CONTRACT_PATH}?requestId=a&groupId=b`, SHIPMENT)).status).toBe(400);
  });
});
