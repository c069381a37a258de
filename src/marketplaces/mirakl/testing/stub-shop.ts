import type { ConnectionSettings } from "../../../platform/config/config.ts";
import { createHttpWorld } from "../../../platform/http/testing/http-world.ts";
import { Secret } from "../../../platform/secret.ts";
import { createMiraklClient } from "../mirakl-client.ts";

export const API_KEY = "0f1e2d3c-mirakl-key";

export interface StubRequest {
  method: string;
  /** Path and query. */
  target: string;
  url: URL;
  headers: Headers;
  body: string;
}

/** A marketplace that answers what it is told to, and a client of it with a clock that stands still. */
export function createStubShop(
  answer: (request: StubRequest) => Response | Promise<Response>,
  settings: Partial<ConnectionSettings> = {},
) {
  const requests: StubRequest[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const url = new URL(request.url);
      const { method, headers } = request;
      const received = {
        method,
        target: url.pathname + url.search,
        url,
        headers,
        body: await request.text(),
      };
      requests.push(received);
      return answer(received);
    },
  });
  const world = createHttpWorld({ secrets: [new Secret(API_KEY)] });
  const connection = { ...connectionTo(server.url.href), ...settings };
  const client = createMiraklClient({ connection, http: world.client, clock: world.clock });
  return { ...world, client, connection, requests, close: () => server.stop(true) };
}

export function connectionTo(baseUrl: string): ConnectionSettings {
  return {
    name: "bestbuy/main",
    marketplace: "bestbuy",
    shop: "main",
    service: "BestBuy",
    baseUrl,
    environment: "development",
    apiKey: new Secret(API_KEY),
    shopId: "2000",
    orderPrefix: "",
    liveFrom: new Date("2026-01-01T00:00:00Z"),
    carrierAccount: "canada-post",
    sender: {
      name: null,
      company: "Example Shop",
      phone: "613-555-0100",
      addressLine1: "1 Sample St",
      addressLine2: null,
      city: "Ottawa",
      province: "ON",
      postalCode: "K1A0B1",
    },
    ownShippingTypes: [],
    carrierCodes: { "canada-post": "CPCL" },
    requestsPerMinute: 100,
    listOrdersEverySeconds: 60,
    fetch: { overlapMs: 300_000, firstRunDays: 90, sweepHours: 24 },
  };
}
