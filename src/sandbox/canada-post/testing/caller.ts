import { FakeClock } from "../../../platform/clock.ts";
import type { CanadaPostAccount, CanadaPostOptions, CanadaPostService } from "../canada-post.ts";
import { createCanadaPostService, defaultAccounts } from "../canada-post.ts";

export const SHIPMENT = "application/vnd.cpc.shipment-v8+xml";
export const NON_CONTRACT = "application/vnd.cpc.ncshipment-v4+xml";
export const MANIFEST = "application/vnd.cpc.manifest-v8+xml";
export const RATING = "application/vnd.cpc.ship.rate-v4+xml";
export const TRACK = "application/vnd.cpc.track-v2+xml";

export const CONTRACT_PATH = "/rs/0002004381/0002004381/shipment";
export const NON_CONTRACT_PATH = "/rs/0002004381/ncshipment";
export const MANIFEST_PATH = "/rs/0002004381/0002004381/manifest";

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  bytes: Uint8Array;
  /** The contents of every element of that name, in order. */
  all(name: string): string[];
  /** The content of the first element of that name, or null. */
  one(name: string): string | null;
  /** The address of the link with that `rel`. */
  href(rel: string): string;
}

interface Asked {
  accept?: string;
  headers?: Record<string, string>;
  account?: Pick<CanadaPostAccount, "username" | "password">;
}

/** Calls a service as an outside program would, without sharing any of its code. */
export class Caller {
  readonly clock: FakeClock;
  readonly service: CanadaPostService;

  constructor(options: CanadaPostOptions = {}, startedAt = "2026-11-20T15:00:00Z") {
    this.clock = new FakeClock(startedAt);
    this.service = createCanadaPostService({ ...options, clock: this.clock });
  }

  get(path: string, accept: string, asked: Asked = {}): Promise<Reply> {
    return this.send("GET", path, { accept, ...asked });
  }

  post(path: string, media: string, body: string, asked: Asked = {}): Promise<Reply> {
    const headers = { "content-type": media, ...asked.headers };
    return this.send("POST", path, { accept: media, ...asked, headers, body });
  }

  create(body: string, asked: Asked = {}): Promise<Reply> {
    return this.post(CONTRACT_PATH, SHIPMENT, body, asked);
  }

  createNonContract(body: string): Promise<Reply> {
    return this.post(NON_CONTRACT_PATH, NON_CONTRACT, body);
  }

  lookUp(requestId: string): Promise<Reply> {
    return this.get(`${CONTRACT_PATH}?requestId=${requestId}`, SHIPMENT);
  }

  async send(method: string, path: string, asked: Asked & { body?: string } = {}): Promise<Reply> {
    const { username, password } = asked.account ?? defaultAccounts[0] ?? { username: "", password: "" };
    const response = await this.service.app.request(path, {
      method,
      body: asked.body,
      headers: {
        authorization: `Basic ${btoa(`${username}:${password}`)}`,
        ...(asked.accept && { accept: asked.accept }),
        ...asked.headers,
      },
    });
    return replyOf(response);
  }
}

export async function replyOf(response: Response): Promise<Reply> {
  const bytes = await response.bytes();
  const text = new TextDecoder().decode(bytes);
  const all = (name: string) =>
    [...text.matchAll(new RegExp(`<${name}(?: [^>]*)?>(.*?)</${name}>`, "gs"))].map((match) =>
      decodeText(match[1] ?? ""),
    );
  return {
    status: response.status,
    headers: response.headers,
    text,
    bytes,
    all,
    one: (name) => all(name)[0] ?? null,
    href: (rel) => decodeText(new RegExp(`<link rel="${rel}" href="([^"]*)"`).exec(text)?.[1] ?? ""),
  };
}

const ENTITIES = [
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&apos;", "'"],
  ["&amp;", "&"],
] as const;

function decodeText(text: string): string {
  return ENTITIES.reduce((result, [entity, character]) => result.replaceAll(entity, character), text);
}
