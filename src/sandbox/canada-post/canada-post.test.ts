import { afterEach, describe, expect, test } from "bun:test";
import { Hono } from "hono";
import { FakeClock } from "../../platform/clock.ts";
import type { Fault, SandboxEnv } from "../service.ts";
import { createCanadaPostService, defaultAccounts } from "./canada-post.ts";
import { CONTRACT_PATH, replyOf, SHIPMENT } from "./testing/caller.ts";
import { shipmentXml } from "./testing/sample-requests.ts";

const servers: { stop(force: boolean): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop(true)));
});

/** The service as the sandbox's server mounts it: on a free loopback port, behind a drawn fault. */
function serve(fault: Fault | null = null) {
  const clock = new FakeClock("2026-11-20T15:00:00Z");
  const service = createCanadaPostService({ clock });
  const app = new Hono<SandboxEnv>();
  app.use(async (c, next) => {
    c.set("fault", fault);
    await next();
  });
  app.route("/", service.app);
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: app.fetch });
  servers.push(server);
  const [account] = defaultAccounts;
  const call = async (method: string, path: string, body?: string) =>
    replyOf(
      await fetch(new URL(path, server.url), {
        method,
        body,
        headers: {
          authorization: `Basic ${btoa(`${account?.username}:${account?.password}`)}`,
          accept: path.includes("/artifact/") ? "application/pdf" : SHIPMENT,
          ...(body && { "content-type": SHIPMENT }),
        },
      }),
    );
  return { clock, service, call, origin: server.url.origin };
}

describe("over real HTTP", () => {
  test("a label is bought, looked up and downloaded by following links on the server's own host", async () => {
    const { call, service, origin } = serve();
    const created = await call("POST", CONTRACT_PATH, shipmentXml());
    expect(created.href("self")).toStartWith(`${origin}/rs/`);
    const found = await call("GET", `${CONTRACT_PATH}?requestId=order-1-parcel-1`);
    const self = await call("GET", found.href("shipment"));
    const label = await call("GET", self.href("label"));
    expect(label.text).toStartWith("%PDF-");
    expect(service.books).toMatchObject([{ trackingPin: created.one("tracking-pin"), labelDownloads: 1 }]);
  });

  test("twenty requests with one id on the wire together buy one label", async () => {
    const { call, service } = serve();
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => call("POST", CONTRACT_PATH, shipmentXml())),
    );
    expect(replies.map((reply) => reply.one("code")).filter((code) => code === "7314")).toHaveLength(19);
    expect(service.books).toHaveLength(1);
  });

  test("a hidden fault keeps what is made out of look-ups for its time", async () => {
    const { call, clock } = serve({ kind: "hidden", hiddenMs: 5_000 });
    await call("POST", CONTRACT_PATH, shipmentXml());
    const lookUp = () => call("GET", `${CONTRACT_PATH}?requestId=order-1-parcel-1`);
    expect((await lookUp()).status).toBe(404);
    clock.advance(5_000);
    expect((await lookUp()).status).toBe(200);
  });

  test("a void answers 204 without a body", async () => {
    const { call } = serve();
    const created = await call("POST", CONTRACT_PATH, shipmentXml());
    const gone = await call("DELETE", created.href("self"));
    expect([gone.status, gone.bytes.length]).toEqual([204, 0]);
  });
});

test("books are a copy that no reader can change", () => {
  const service = createCanadaPostService({ clock: new FakeClock("2026-11-20T15:00:00Z") });
  expect(service.books).not.toBe(service.books);
});

test.each([
  ["POST", "/rs/1/1/shipment", "CreateShipment"],
  ["GET", "/rs/1/1/shipment", "GetShipments"],
  ["GET", "/rs/1/1/shipment/2", "GetShipment"],
  ["GET", "/rs/1/1/shipment/2/details", "GetShipmentDetails"],
  ["DELETE", "/rs/1/1/shipment/2", "VoidShipment"],
  ["POST", "/rs/1/1/shipment/2/refund", "RefundShipment"],
  ["GET", "/rs/1/1/group", "GetGroups"],
  ["POST", "/rs/1/1/manifest", "TransmitShipments"],
  ["GET", "/rs/artifact/a/1/0", "GetArtifact"],
  ["POST", "/rs/1/ncshipment", "CreateNonContractShipment"],
  ["GET", "/rs/1/ncshipment", "GetNonContractShipments"],
  ["GET", "/rs/1/ncshipment/2/details", "GetNonContractShipmentDetails"],
  ["POST", "/rs/ship/price", "GetRates"],
  ["GET", "/vis/track/pin/1/detail", "TrackingDetail"],
  ["GET", "/vis/track/ref/summary", "TrackingByReference"],
  ["GET", "/api/orders", null],
  ["PUT", "/rs/1/1/shipment", null],
] as const)("%s %s is the operation %s", (method, path, operation) => {
  const service = createCanadaPostService({ clock: new FakeClock("2026-11-20T15:00:00Z") });
  expect(service.operationOf({ method, path })).toBe(operation);
});
