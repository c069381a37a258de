import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface LoopbackServer {
  port: number;
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string;
  /** Takes no more connections, lets running requests finish, and closes the rest. */
  stop(): Promise<void>;
}

/** Null: the connection is cut without an answer. */
export type Answering = (request: Request) => Promise<Response | null>;

/**
 * Serves on 127.0.0.1. On `node:http`, because Bun's own server gives a handler no socket to cut.
 * `port` 0 takes any that is free.
 */
export async function serveLoopback(port: number, answer: Answering): Promise<LoopbackServer> {
  const running = new Set<Promise<void>>();
  const server = createServer((incoming, outgoing) => {
    const exchange = serve(incoming, outgoing, answer).finally(() => running.delete(exchange));
    running.add(exchange);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.all(running);
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, answer: Answering): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    outgoing.once("close", resolve);
    incoming.once("error", () => resolve());
  });
  const response = await asRequest(incoming).then(answer).catch(failure);
  if (response) await Promise.race([send(outgoing, response), gone]);
  else incoming.socket.destroy();
}

const failure = (error: unknown): Response =>
  new Response(`Sandbox failure: ${error instanceof Error ? error.stack : error}`, { status: 500 });

async function asRequest(incoming: IncomingMessage): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) headers.append(name, one);
  }
  const method = incoming.method ?? "GET";
  const body = method === "GET" || method === "HEAD" ? null : new Uint8Array(await buffer(incoming));
  return new Request(`http://${incoming.headers.host ?? "localhost"}${incoming.url}`, {
    method,
    headers,
    body,
  });
}

async function send(outgoing: ServerResponse, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  const length = response.status === 204 ? {} : { "content-length": String(body.byteLength) };
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), ...length });
  await new Promise<void>((resolve) => outgoing.end(body, resolve));
}
