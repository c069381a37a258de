import { describe, expect, test } from "bun:test";
import { Caller, RATING } from "./testing/caller.ts";
import { ratesXml, shipmentXml } from "./testing/sample-requests.ts";

const rate = (caller: Caller, body: string) => caller.post("/rs/ship/price", RATING, body);
const counter = "<quote-type>counter</quote-type>";
const usa = "<united-states><zip-code>10118</zip-code></united-states>";

describe("Get Rates", () => {
  test("quotes what a purchase is charged", async () => {
    const caller = new Caller();
    const quote = await rate(caller, ratesXml());
    const options = "<options><option><option-code>SO</option-code></option></options>";
    await caller.create(shipmentXml({ options }));
    expect(quote.one("service-code")).toBe("DOM.EP");
    expect(quote.one("due")).toBe(((caller.service.books[0]?.dueAmountCents ?? 0) / 100).toFixed(2));
    expect(quote.text).toContain('<hst percent="13.000">');
  });

  test("quotes every service that takes the parcel when none is named", async () => {
    const reply = await rate(
      new Caller(),
      ratesXml({ services: "", quote: counter, destination: usa, weight: "2.5" }),
    );
    expect(reply.all("service-code")).toEqual(["USA.EP", "USA.XP", "USA.PW.PARCEL"]);
  });

  test.each([
    ["9112", ratesXml({ quote: "" })],
    ["9114", ratesXml({ quote: `<customer-number>2004381</customer-number>${counter}` })],
    ["9113", ratesXml({ quote: "<customer-number>9999999</customer-number>" })],
    ["10028", ratesXml({ services: "<services><service-code>DOM.XX</service-code></services>" })],
    ["8534", ratesXml({ destination: "<international><country-code>XX</country-code></international>" })],
    ["9111", ratesXml({ weight: "31" })],
  ])("refuses with %s", async (code, body) => {
    const reply = await rate(new Caller(), body);
    expect([reply.status, reply.one("code")]).toEqual([400, code]);
  });
});

describe("discovery", () => {
  test("lists the services of a country, whose links lead to limits and options", async () => {
    const caller = new Caller();
    const services = await caller.get("/rs/ship/service?country=FR", RATING);
    expect(services.all("service-code")).toContain("INT.XP");
    const service = await caller.get(services.href("service"), RATING);
    expect(service.text).toContain('<weight-restriction min="0" max="30000"/>');
    const option = await caller.get(service.href("option"), RATING);
    expect([option.status, option.one("option-code")]).toEqual([200, service.one("option-code")]);
  });

  test("refuses unknown countries, services and options", async () => {
    const caller = new Caller();
    expect((await caller.get("/rs/ship/service?country=XX", RATING)).one("code")).toBe("10033");
    expect((await caller.get("/rs/ship/service/DOM.XX?country=CA", RATING)).one("code")).toBe("10028");
    expect((await caller.get("/rs/ship/option/XX", RATING)).status).toBe(404);
  });
});
