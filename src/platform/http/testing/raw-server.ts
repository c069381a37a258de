import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";

export interface RawServer {
  url: string;
  /** Every request as it came over the wire, in order. */
  requests: string[];
  close(): Promise<void>;
}

interface RawServerOptions {
  /** Called for each request; `nth` counts on its connection from 1. */
  answer(socket: Socket, request: string, nth: number): void;
  /** Serves TLS with this certificate. */
  certificate?: { cert: string; key: string };
}

/** A server on loopback that misbehaves byte by byte. Requests of its clients fit one packet. */
export async function startRawServer({ answer, certificate }: RawServerOptions): Promise<RawServer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const serve = (socket: Socket) => {
    let nth = 0;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.on("data", (data) => {
      requests.push(data.toString());
      answer(socket, data.toString(), ++nth);
    });
  };
  const server = certificate ? createTlsServer(certificate, serve) : createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `${certificate ? "https" : "http"}://localhost:${address.port}`,
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer as it goes over the wire. */
export function rawAnswer(status: string, body: string, headers: Record<string, string> = {}): string {
  const fields = { "Content-Length": String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status}\r\n${lines.join("")}\r\n${body}`;
}
