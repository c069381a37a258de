import { describe, expect, test } from "bun:test";
import { defaultAccounts } from "./canada-post.ts";
import { Caller, CONTRACT_PATH, RATING, SHIPMENT, TRACK } from "./testing/caller.ts";
import { shipmentXml } from "./testing/sample-requests.ts";

const [development, production] = defaultAccounts;
const merchant = {
  ...development,
  customer: "2004381",
  contracts: [],
  card: true,
  environment: "development",
} as const;

describe("credentials", () => {
  test("a wrong pair, another scheme and no header at all are 401 with E002", async () => {
    const caller = new Caller();
    const wrong = { username: "5a4db0c8d1e20001", password: "guessed" };
    for (const asked of [{ account: wrong }, { headers: { authorization: "Bearer x" } }]) {
      const reply = await caller.create(shipmentXml(), asked);
      expect([reply.status, reply.one("code")]).toEqual([401, "E002"]);
    }
    const bare = await caller.service.app.request(CONTRACT_PATH);
    expect(bare.status).toBe(401);
    expect(caller.service.books).toEqual([]);
  });

  test("a key of the other environment is 403 with AA002", async () => {
    const reply = await new Caller().create(shipmentXml(), { account: production });
    expect([reply.status, reply.one("code")]).toEqual([403, "AA002"]);
    const other = await new Caller({ environment: "production" }).create(shipmentXml(), {
      account: production,
    });
    expect(other.status).toBe(200);
  });

  test("another customer in the URL is AA003, another mailed-on-behalf-of customer AA004", async () => {
    const caller = new Caller();
    const foreign = await caller.get("/rs/0009999999/0009999999/shipment?requestId=a", SHIPMENT);
    const behalf = await caller.get("/rs/2004381/0009999999/shipment?requestId=a", SHIPMENT);
    const short = await caller.get("/rs/2004381/2004381/group", SHIPMENT);
    expect([foreign.status, foreign.one("code")]).toEqual([403, "AA003"]);
    expect([behalf.status, behalf.one("code")]).toEqual([403, "AA004"]);
    expect(short.status).toBe(200);
  });

  test("a platform stands in the URL and in the header, and is the merchant's own", async () => {
    const caller = new Caller({
      accounts: [{ ...merchant, username: "u", password: "p", platformId: "77" }],
    });
    const ask = async (customer: string, platform?: string) => {
      const headers: Record<string, string> = platform ? { "platform-id": platform } : {};
      const account = { username: "u", password: "p" };
      const reply = await caller.get(`/rs/${customer}/2004381/group`, SHIPMENT, { headers, account });
      return reply.one("code") ?? reply.status;
    };
    expect(await ask("2004381-77", "77")).toBe(200);
    expect(await ask("2004381-77")).toBe("AA005");
    expect(await ask("2004381", "77")).toBe("AA005");
    expect(await ask("2004381-77", "78")).toBe("AA010");
    expect(await ask("2004381-78", "78")).toBe("AA006");
  });

  test("a deactivated key is AA001", async () => {
    const caller = new Caller({ accounts: [{ ...merchant, username: "u", password: "p", active: false }] });
    const reply = await caller.create(shipmentXml(), { account: { username: "u", password: "p" } });
    expect([reply.status, reply.one("code")]).toEqual([403, "AA001"]);
  });
});

describe("headers", () => {
  test.each(["*/*", "application/xml", "application/vnd.cpc.shipment-v7+xml", `${SHIPMENT}, */*`])(
    "Accept: %s is 406",
    async (accept) => {
      expect((await new Caller().create(shipmentXml(), { accept })).status).toBe(406);
    },
  );

  test("no Accept is 406 and a wrong Content-Type is 415", async () => {
    const caller = new Caller();
    expect((await caller.send("GET", `${CONTRACT_PATH}?requestId=a`)).status).toBe(406);
    const headers = { "content-type": "application/xml" };
    expect((await caller.create(shipmentXml(), { headers })).status).toBe(415);
    expect(caller.service.books).toEqual([]);
  });
});

describe("broken documents", () => {
  test("are 500 with code Server and the schema's words, or 400 by the switch", async () => {
    const broken = shipmentXml().replace("<weight>1.450", "<weight>0");
    const reply = await new Caller().create(broken);
    expect([reply.status, reply.one("code")]).toEqual([500, "Server"]);
    expect(reply.one("description")).toContain("cvc-simple-type 1: element 'weight' value '0'");
    const malformed = await new Caller({ schemaErrorStatus: 400 }).create(shipmentXml().slice(0, -20));
    expect([malformed.status, malformed.one("code")]).toEqual([400, "Server"]);
    const empty = await new Caller().create("");
    expect(empty.status).toBe(500);
  });

  test("name the type that a value is no instance of", async () => {
    const reply = await new Caller().create(
      shipmentXml().replace("<requested-shipping-point>H", "<requested-shipping-point>h"),
    );
    expect(reply.one("description")).toContain("is not a valid instance of type PostalCodeType");
  });

  test("that are not UTF-8 are refused", async () => {
    const caller = new Caller();
    const bytes = Buffer.from(shipmentXml(), "latin1");
    const [account] = defaultAccounts;
    const response = await caller.service.app.request(CONTRACT_PATH, {
      method: "POST",
      body: bytes,
      headers: {
        authorization: `Basic ${btoa(`${account?.username}:${account?.password}`)}`,
        accept: SHIPMENT,
        "content-type": SHIPMENT,
      },
    });
    expect(response.status).toBe(500);
    expect(await response.text()).toContain("not UTF-8");
  });
});

describe("call frequencies", () => {
  const track = (caller: Caller) => caller.get("/vis/track/pin/1681334332936901/summary", TRACK);

  test("are not limited unless the sandbox is strict", async () => {
    const caller = new Caller();
    const replies = await Promise.all(Array.from({ length: 30 }, () => track(caller)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([404]));
  });

  test("are counted per key and group over a rolling minute", async () => {
    const caller = new Caller({ strict: true });
    for (let call = 0; call < 20; call += 1) expect((await track(caller)).status).toBe(404);
    const refused = await track(caller);
    expect([refused.status, refused.one("code")]).toEqual([500, "Server"]);
    expect(refused.one("description")).toBe("Rejected by SLM Monitor");
    expect((await caller.get("/rs/ship/option/SO", RATING)).status).toBe(200);
    caller.clock.advance(59_999);
    expect((await track(caller)).status).toBe(500);
    caller.clock.advance(1);
    expect((await track(caller)).status).toBe(404);
  });

  test("can be scaled, answered with another status and told when to come back", async () => {
    const caller = new Caller({
      strict: true,
      throttleFactor: 0.05,
      throttleStatus: 429,
      throttleRetryAfter: true,
    });
    expect((await track(caller)).status).toBe(404);
    caller.clock.advance(15_000);
    const refused = await track(caller);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "45"]);
  });
});
