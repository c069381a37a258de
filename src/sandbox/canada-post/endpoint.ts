import type { CanadaPostAccount } from "./accounts.ts";
import type { OperationName } from "./operations.ts";
import type { RootShape } from "./schema.ts";
import { readDocument } from "./schema.ts";
import type { ThrottleGroup } from "./throttle.ts";
import type { XmlNode } from "./xml.ts";
import { parseXml, writeXml } from "./xml.ts";

/** A request that has passed the gateway. */
export interface Call {
  account: CanadaPostAccount;
  url: URL;
  params: Record<string, string | undefined>;
  headers: Headers;
  body: Uint8Array;
  /** How long what this call makes stays out of look-ups. */
  hiddenMs: number;
}

export interface Answer {
  status: number;
  body: string | Uint8Array<ArrayBuffer> | null;
  mediaType: string | null;
  headers?: Record<string, string>;
}

/** One service of the carrier, as a row: what the gateway asks for, and what answers. */
export interface Endpoint {
  /** The name in statistics and fault scripts. */
  operation: OperationName;
  method: "GET" | "POST" | "DELETE";
  /** Hono's notation. `:customer` and `:mobo` are checked against the key. */
  path: string;
  group: ThrottleGroup;
  /** Demanded in `Accept`, and in `Content-Type` of a POST; a function where it depends on what is asked for. */
  mediaType: string | ((params: Call["params"]) => string);
  handle(call: Call): Answer | Promise<Answer>;
}

/** The request document, parsed and valid by its schema. */
export function documentOf<T>(call: Call, root: RootShape<T>): T {
  return readDocument(root, parseXml(call.body));
}

/** Writes answers of one service: the named root in its namespace. */
export const answersIn =
  (namespace: string, mediaType: string) =>
  (name: string, content: XmlNode, status = 200): Answer => ({
    status,
    mediaType,
    body: writeXml({ [name]: { "@xmlns": namespace, ...content } }),
  });
