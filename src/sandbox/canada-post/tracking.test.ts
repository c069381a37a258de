import { describe, expect, test } from "bun:test";
import { Caller, SHIPMENT, TRACK } from "./testing/caller.ts";
import { shipmentXml } from "./testing/sample-requests.ts";

const MINUTE = 60_000;
const timelineMinutes = { pickedUp: 10, outForDelivery: 20, delivered: 30 };
const detail = (caller: Caller, pin: string | null) => caller.get(`/vis/track/pin/${pin}/detail`, TRACK);

describe("tracking", () => {
  test("moves with the clock, newest event first, with identifiers that keep their zeros", async () => {
    const caller = new Caller({ timelineMinutes });
    const pin = (await caller.create(shipmentXml())).one("tracking-pin");
    expect((await detail(caller, pin)).all("event-identifier")).toEqual(["3000"]);
    caller.clock.advance(20 * MINUTE);
    expect((await detail(caller, pin)).all("event-identifier")).toEqual(["0174", "0100", "3000"]);
    caller.clock.advance(10 * MINUTE);
    const delivered = await detail(caller, pin);
    expect(delivered.all("event-identifier")).toEqual(["1408", "0174", "0100", "3000"]);
    expect([
      delivered.one("event-date"),
      delivered.one("event-time"),
      delivered.one("event-time-zone"),
    ]).toEqual(["2026-11-20", "10:30:00", "EST"]);
    const summary = await caller.get(`/vis/track/pin/${pin}/summary`, TRACK);
    expect(summary.one("actual-delivery-date")).toBe("2026-11-20");
    expect(summary.one("event-date-time")).toBe("20261120:103000");
    expect(summary.one("customer-ref-1")).toBe("ORD-0000184-A");
  });

  test("knows nothing of unknown and voided numbers: 404 with 004", async () => {
    const caller = new Caller();
    const created = await caller.create(shipmentXml());
    await caller.send("DELETE", created.href("self"), { accept: SHIPMENT });
    for (const pin of ["1681334332936901", created.one("tracking-pin")]) {
      const reply = await detail(caller, pin);
      expect([reply.status, reply.one("code")]).toEqual([404, "004"]);
    }
    expect((await caller.get("/vis/track/dnc/315052413796541/summary", TRACK)).one("code")).toBe("004");
  });

  test("finds by reference what has been scanned", async () => {
    const caller = new Caller({ timelineMinutes });
    await caller.create(shipmentXml({ order: "ORD-9" }));
    const ask = (query: string) => caller.get(`/vis/track/ref/summary?${query}`, TRACK);
    const query = "referenceNumber=ORD-9&destinationPostalCode=K1K4T3&customerNumber=0002004381";
    expect((await ask(query)).one("code")).toBe("004");
    caller.clock.advance(10 * MINUTE);
    expect((await ask(query)).all("customer-ref-1")).toEqual(["ORD-9"]);
    expect((await ask("referenceNumber=ORD-9")).one("code")).toBe("006");
    expect((await ask(`${query}&mailingDateFrom=2026-01-01&mailingDateTo=2026-11-20`)).one("code")).toBe(
      "008",
    );
  });

  test("can speak in the namespace that the media type suggests", async () => {
    const caller = new Caller({ trackNamespace: "http://www.canadapost.ca/ws/track-v2" });
    const pin = (await caller.create(shipmentXml())).one("tracking-pin");
    expect((await detail(caller, pin)).text).toContain('xmlns="http://www.canadapost.ca/ws/track-v2"');
  });
});
