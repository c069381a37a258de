import type { CanadaPostSettings } from "../../../platform/config/config.ts";
import { createHttpWorld } from "../../../platform/http/testing/http-world.ts";
import { createCanadaPostCarrier } from "../client.ts";
import { SENDER, settingsWith } from "./settings.ts";

export interface ReceivedRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: Headers;
  body: string;
}

interface WorldOptions {
  settings?: Partial<CanadaPostSettings>;
  /** `baseUrl` is that of the server itself, for links. */
  answer(request: ReceivedRequest, baseUrl: string): Response;
}

/** The carrier in front of a server on loopback that answers as told, with a clock that stands still. */
export function createCanadaPostWorld({ settings = {}, answer }: WorldOptions) {
  const requests: ReceivedRequest[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname, search, origin } = new URL(request.url);
      const { method, headers } = request;
      const received = { method, path: pathname + search, headers, body: await request.text() };
      requests.push(received);
      return answer(received, origin);
    },
  });
  const baseUrl = server.url.origin;
  const { client, ...books } = createHttpWorld();
  const carrier = createCanadaPostCarrier({
    settings: settingsWith({ baseUrl, ...settings }),
    sender: SENDER,
    http: client,
    clock: books.clock,
  });
  return { carrier, baseUrl, requests, ...books, close: () => server.stop(true) };
}
